package org.unikraft.core.model;

import java.util.List;

/**
 * What {@code library.xml} says of a micro-library.
 *
 * @param requires libraries that have to be in the same image, in the order of the file
 * @param role when it is in an image without being named
 * @param applies CPUs and platforms that it is for; empty: all
 */
public record LibraryDescriptor(
        LibraryName name,
        String summary,
        List<LibraryName> requires,
        Role role,
        List<LibraryOption> options,
        List<Applicability> applies) {

    /**
     * What brings a library into an image that nobody names.
     *
     * @param provides features that it has
     * @param joins libraries that it serves: when one of them is in an image it is there too
     * @param support whether it has nothing that an application could ask for, and is there for those that require it
     */
    public record Role(List<Feature> provides, List<LibraryName> joins, boolean support) {
        /** It has system calls, files or what these need. */
        public static final Role SYSTEM_CALLS = new Role(List.of(), List.of(), false);

        public Role {
            provides = List.copyOf(provides);
            joins = List.copyOf(joins);
        }
    }

    /** A CPU, a platform ({@link Platform#vmm}) or both; an empty string stands for any. */
    public record Applicability(String cpu, String platform) {
        boolean includes(Platform wanted) {
            return (cpu.isEmpty() || cpu.equals(wanted.cpu())) && (platform.isEmpty() || platform.equals(wanted.vmm()));
        }
    }

    public LibraryDescriptor {
        requires = List.copyOf(requires);
        options = List.copyOf(options);
        applies = List.copyOf(applies);
    }

    public boolean appliesTo(Platform platform) {
        return applies.isEmpty() || applies.stream().anyMatch(each -> each.includes(platform));
    }

    /** Whether it is not part of {@link Need.Everything}: something has to ask for it. */
    public boolean onRequest() {
        return !role.equals(Role.SYSTEM_CALLS);
    }
}
