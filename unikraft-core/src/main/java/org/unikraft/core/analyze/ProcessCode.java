package org.unikraft.core.analyze;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of an image that may be machine code, on this machine by their path in the image.
 *
 * @param program path in the image of the one that is started
 * @param files those that are no part of a Java runtime
 * @param runtime those of the Java runtime, which looks up no functions by name but its own and those that Java code asks for
 */
public record ProcessCode(String program, SortedMap<String, Path> files, SortedMap<String, Path> runtime) {
    public ProcessCode {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        runtime = Collections.unmodifiableSortedMap(new TreeMap<>(runtime));
    }
}
