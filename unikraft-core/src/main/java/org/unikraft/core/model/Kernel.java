package org.unikraft.core.model;

import java.util.Collections;
import java.util.List;
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
 * @param selection its micro-libraries, a required one before those that require it
 * @param excluded micro-libraries that the build left out
 * @param features that its libraries provide
 * @param options values of the micro-libraries' options, by {@code library.option}
 */
public record Kernel(
        byte[] image,
        String map,
        String mapJson,
        SortedMap<String, Long> librarySizes,
        List<Selected> selection,
        SortedSet<LibraryName> excluded,
        SortedSet<Feature> features,
        SortedMap<String, Setting> options) {
    private static final String NETWORK_STACK = "lwip";

    /** A micro-library, what it requires, and why it is there. */
    public record Selected(LibraryName name, List<LibraryName> requires, LibraryReason why) {
        public Selected {
            requires = List.copyOf(requires);
        }
    }

    /**
     * An option's value.
     *
     * @param why for people: who chose it
     */
    public record Setting(String value, String why) {}

    public Kernel {
        librarySizes = Collections.unmodifiableSortedMap(new TreeMap<>(librarySizes));
        selection = List.copyOf(selection);
        excluded = Collections.unmodifiableSortedSet(new TreeSet<>(excluded));
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }

    /** Whether there is a network stack in it. */
    public boolean network() {
        return librarySizes.containsKey(NETWORK_STACK);
    }
}
