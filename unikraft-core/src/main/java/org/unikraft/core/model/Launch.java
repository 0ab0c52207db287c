package org.unikraft.core.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** How an application is started: what {@code analyze} found and {@code image} puts into a root file system. */
public sealed interface Launch {
    Application application();

    /**
     * @param classPath what of the application's class path is needed besides its JAR
     * @param mainClass the class to run; empty: the JAR is executable and is run with {@code -jar}
     * @param launcherFlags what the JAR's manifest asks the launcher for, as flags
     * @param modules of the JDK that the runtime image has, with their own requirements still to be added
     * @param nativeNeeds names of shared libraries that native libraries in JARs ask for
     */
    record Java(
            JavaApplication application,
            Jdk jdk,
            List<Path> classPath,
            Optional<String> mainClass,
            List<String> launcherFlags,
            SortedSet<String> modules,
            SortedSet<String> nativeNeeds)
            implements Launch {
        public Java {
            classPath = List.copyOf(classPath);
            launcherFlags = List.copyOf(launcherFlags);
            modules = Collections.unmodifiableSortedSet(new TreeSet<>(modules));
            nativeNeeds = Collections.unmodifiableSortedSet(new TreeSet<>(nativeNeeds));
        }
    }

    /**
     * @param interpreter the dynamic linker that the executable asks for; empty: it is static
     */
    record Native(NativeApplication application, Optional<String> interpreter) implements Launch {}
}
