package org.unikraft.core.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A JAR, run on a runtime image made of a JDK.
 *
 * @param jar the application's own JAR, or a directory of classes; an executable one that holds its dependencies runs
 *     as it is
 * @param classPath its run-time dependencies, in the order of the class path, the JAR itself not among them
 * @param mainClass binary name of the class to run; empty: what the manifest says, or else the only class with a main
 *     method
 * @param jvmFlags for the JVM, before the main class
 * @param addModules modules of the JDK that the runtime image has besides those found, for instance services
 * @param bindServices whether the runtime image has every module of the JDK that provides a service that it uses
 * @param jdkHome the JDK that the runtime image is made of; need not be the one that runs the build
 */
public record JavaApplication(
        Path jar,
        List<Path> classPath,
        Optional<String> mainClass,
        List<String> jvmFlags,
        SortedSet<String> addModules,
        boolean bindServices,
        Path jdkHome)
        implements Application {

    public JavaApplication {
        Objects.requireNonNull(jar);
        classPath = List.copyOf(classPath);
        Objects.requireNonNull(mainClass);
        jvmFlags = List.copyOf(jvmFlags);
        addModules = Collections.unmodifiableSortedSet(new TreeSet<>(addModules));
        Objects.requireNonNull(jdkHome);
    }

    /** A JAR without dependencies, run as its manifest says. */
    public static JavaApplication of(Path jar, Path jdkHome) {
        return new JavaApplication(jar, List.of(), Optional.empty(), List.of(), new TreeSet<>(), false, jdkHome);
    }

    public JavaApplication withClassPath(List<Path> value) {
        return new JavaApplication(jar, value, mainClass, jvmFlags, addModules, bindServices, jdkHome);
    }

    public JavaApplication withMainClass(String value) {
        return new JavaApplication(jar, classPath, Optional.of(value), jvmFlags, addModules, bindServices, jdkHome);
    }

    public JavaApplication withJvmFlags(List<String> value) {
        return new JavaApplication(jar, classPath, mainClass, value, addModules, bindServices, jdkHome);
    }

    public JavaApplication withAddModules(SortedSet<String> value) {
        return new JavaApplication(jar, classPath, mainClass, jvmFlags, value, bindServices, jdkHome);
    }

    public JavaApplication withBindServices(boolean value) {
        return new JavaApplication(jar, classPath, mainClass, jvmFlags, addModules, value, jdkHome);
    }

    @Override
    public String name() {
        return jar.getFileName().toString();
    }
}
