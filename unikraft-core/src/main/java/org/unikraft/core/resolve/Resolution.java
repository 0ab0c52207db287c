package org.unikraft.core.resolve;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryOption;
import org.unikraft.core.model.LibraryReason;

/**
 * The micro-libraries of an image.
 *
 * @param libraries a required one before those that require it
 * @param options values of all their options
 * @param systemCalls names of those that the image has; empty: all that its libraries have
 */
public record Resolution(List<Selected> libraries, List<Value> options, Optional<SortedSet<String>> systemCalls) {
    /** A library and why it is there: what asked for it first. */
    public record Selected(LibraryDescriptor descriptor, LibraryReason why) {}

    /**
     * An option's value, which is one that the option has ({@link LibraryOption#check}).
     *
     * @param why for people: who chose it
     */
    public record Value(LibraryOption option, String text, String why) {}

    public Resolution {
        libraries = List.copyOf(libraries);
        options = List.copyOf(options);
        systemCalls = systemCalls.map(names -> Collections.unmodifiableSortedSet(new TreeSet<>(names)));
    }
}
