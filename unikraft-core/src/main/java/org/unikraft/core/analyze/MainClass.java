package org.unikraft.core.analyze;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.unikraft.core.model.UserError;

/** The only class that can be run. */
final class MainClass {
    private static final String ADVICE =
            "Set <mainClass> (or -Dunikraft.mainClass) to the class to run, or Main-Class in the JAR's manifest.";

    private MainClass() {}

    /**
     * @param feature version of the JDK: instance main methods count from 25 on
     * @throws UserError when there is none, or when there are several: lists them
     */
    static String only(Path jar, SortedMap<String, ClassScanner.Main> mains, int feature) {
        List<String> candidates = of(mains, ClassScanner.Main.STATIC);
        if (candidates.isEmpty() && feature >= 25) {
            candidates = of(mains, ClassScanner.Main.INSTANCE);
        }
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        if (candidates.isEmpty()) {
            throw new UserError(
                    "no-main-class",
                    "Nothing to run in " + jar.getFileName() + ": no class has a main method.",
                    "Its manifest names no Main-Class either.",
                    ADVICE);
        }
        throw new UserError(
                "several-main-classes",
                jar.getFileName() + " has " + candidates.size() + " classes with a main method.",
                "They are: " + String.join(", ", candidates) + ".",
                ADVICE);
    }

    private static List<String> of(SortedMap<String, ClassScanner.Main> mains, ClassScanner.Main kind) {
        return mains.entrySet().stream()
                .filter(each -> each.getValue() == kind)
                .map(Map.Entry::getKey)
                .toList();
    }
}
