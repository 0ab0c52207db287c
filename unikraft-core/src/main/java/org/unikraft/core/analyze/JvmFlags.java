package org.unikraft.core.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What flags for a JVM ask of the image. */
final class JvmFlags {
    private static final String ADD_MODULES = "--add-modules";

    /** Starts of flags that open a port, or that bring in code which is not on the class path. */
    private static final List<String> INTERNET = List.of(
            "-agentlib:",
            "-agentpath:",
            "-javaagent:",
            "-Xrun",
            "-Xbootclasspath",
            "-Dcom.sun.management.jmxremote",
            "-Djava.util.logging.config.",
            "--module-path",
            "--patch-module",
            "--upgrade-module-path",
            "-XX:Flags=",
            "-XX:VMOptionsFile=",
            "@");

    /** Modules of the JDK of which some class opens such sockets, for who finds it as a service or by name. */
    private static final Set<String> INTERNET_MODULES = Set.of(
            "java.desktop",
            "java.management.rmi",
            "java.naming",
            "java.net.http",
            "java.rmi",
            "jdk.httpserver",
            "jdk.jdi",
            "jdk.jdwp.agent",
            "jdk.management.agent",
            "jdk.naming.dns",
            "jdk.naming.rmi",
            "jdk.sctp",
            "jdk.security.auth");

    /** Environment variables in which a JVM or its launcher looks for more flags. */
    private static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

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

    /** Those of a JVM's flags, of its environment's and of modules asked for that lead to the internet's sockets. */
    static List<String> internetEvidence(List<String> flags, Map<String, String> env, Set<String> modules) {
        List<String> evidence = new ArrayList<>();
        flags.stream().filter(JvmFlags::isForInternet).forEach(flag -> evidence.add("the JVM has the flag " + flag));
        for (String variable : VARIABLES) {
            Stream.of(env.getOrDefault(variable, "").split("\\s+"))
                    .filter(JvmFlags::isForInternet)
                    .forEach(flag -> evidence.add("the JVM has the flag " + flag + " from " + variable));
        }
        modules.stream()
                .filter(INTERNET_MODULES::contains)
                .forEach(module -> evidence.add("the build asks for module " + module));
        return evidence;
    }

    private static boolean isForInternet(String flag) {
        return INTERNET.stream().anyMatch(flag::startsWith);
    }
}
