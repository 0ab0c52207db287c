package org.unikraft.core.link;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that a link depends on; equal requests give equal bytes.
 *
 * @param layout where the platform wants the image
 * @param libraries the micro-libraries, a required one before those that require it
 * @param objects the application's own objects; the link map has them under {@link #APPLICATION}
 * @param archives the application's static archives: one group, of which members are taken as symbols ask for them
 * @param options value of each symbol {@code uk_option_<library>_<name>}
 * @param syscalls which of the system calls that the libraries implement are in the image
 * @param knownSyscalls all system calls that an application may try, for the hints about those that are not
 * @param roots symbols that are kept besides what the entry reaches
 * @param symbolTable whether the image has a symbol table
 */
public record LinkRequest(
        ImageLayout layout,
        List<InputLibrary> libraries,
        List<InputFile> objects,
        List<InputFile> archives,
        SortedMap<String, OptionValue> options,
        SyscallSelection syscalls,
        List<KnownSyscall> knownSyscalls,
        SortedSet<String> roots,
        boolean symbolTable) {
    /** Name of the application among the libraries. */
    public static final String APPLICATION = "application";

    public LinkRequest {
        Objects.requireNonNull(layout);
        libraries = List.copyOf(libraries);
        objects = List.copyOf(objects);
        archives = List.copyOf(archives);
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        Objects.requireNonNull(syscalls);
        knownSyscalls = List.copyOf(knownSyscalls);
        roots = Collections.unmodifiableSortedSet(new TreeSet<>(roots));
    }

    /** A request with nothing in it but a layout, to be filled. */
    public static Builder builder(ImageLayout layout) {
        return new Builder(layout);
    }

    /** A {@link LinkRequest} in the making. */
    public static final class Builder {
        private final ImageLayout layout;
        private List<InputLibrary> libraries = List.of();
        private List<InputFile> objects = List.of();
        private List<InputFile> archives = List.of();
        private Map<String, OptionValue> options = Map.of();
        private SyscallSelection syscalls = SyscallSelection.all();
        private List<KnownSyscall> knownSyscalls = List.of();
        private Collection<String> roots = Set.of();
        private boolean symbolTable;

        private Builder(ImageLayout layout) {
            this.layout = layout;
        }

        public Builder libraries(List<InputLibrary> value) {
            libraries = value;
            return this;
        }

        public Builder objects(List<InputFile> value) {
            objects = value;
            return this;
        }

        public Builder archives(List<InputFile> value) {
            archives = value;
            return this;
        }

        public Builder options(Map<String, OptionValue> value) {
            options = value;
            return this;
        }

        public Builder syscalls(SyscallSelection value) {
            syscalls = value;
            return this;
        }

        public Builder knownSyscalls(List<KnownSyscall> value) {
            knownSyscalls = value;
            return this;
        }

        public Builder roots(Collection<String> value) {
            roots = value;
            return this;
        }

        public Builder symbolTable(boolean value) {
            symbolTable = value;
            return this;
        }

        public LinkRequest build() {
            return new LinkRequest(
                    layout,
                    libraries,
                    objects,
                    archives,
                    new TreeMap<>(options),
                    syscalls,
                    knownSyscalls,
                    new TreeSet<>(roots),
                    symbolTable);
        }
    }
}
