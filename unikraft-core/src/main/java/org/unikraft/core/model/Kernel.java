package org.unikraft.core.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A linked kernel, as an image and its report have it.
 *
 * @param image the ELF file
 * @param map the link map as text
 * @param mapJson the same as JSON
 * @param librarySizes bytes of each micro-library in memory, by its name; what the linker made is {@code (linker)}
 * @param features that its libraries provide
 * @param options values of the micro-libraries' options, by {@code library.option}
 */
public record Kernel(
        byte[] image,
        String map,
        String mapJson,
        SortedMap<String, Long> librarySizes,
        SortedSet<Feature> features,
        SortedMap<String, String> options) {
    private static final String NETWORK_STACK = "lwip";

    public Kernel {
        librarySizes = Collections.unmodifiableSortedMap(new TreeMap<>(librarySizes));
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }

    /** Whether there is a network stack in it. */
    public boolean network() {
        return librarySizes.containsKey(NETWORK_STACK);
    }
}
