package org.unikraft.core.analyze;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What flags for a JVM ask of the image. */
final class JvmFlags {
    private static final String ADD_MODULES = "--add-modules";

    private JvmFlags() {}

    /** Modules of {@code --add-modules=a,b} and {@code --add-modules a,b}; names such as ALL-SYSTEM stand for none. */
    static SortedSet<String> addedModules(List<String> flags) {
        SortedSet<String> modules = new TreeSet<>();
        for (int i = 0; i < flags.size(); i++) {
            String flag = flags.get(i);
            if (flag.startsWith(ADD_MODULES + "=")) {
                modules.addAll(List.of(flag.substring(ADD_MODULES.length() + 1).split(",")));
            } else if (flag.equals(ADD_MODULES) && i + 1 < flags.size()) {
                modules.addAll(List.of(flags.get(i + 1).split(",")));
            }
        }
        modules.removeIf(module -> module.isBlank() || module.startsWith("ALL-"));
        return modules;
    }
}
