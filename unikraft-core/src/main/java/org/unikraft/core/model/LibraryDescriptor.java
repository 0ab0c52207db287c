package org.unikraft.core.model;

import java.util.List;

/**
 * What {@code library.xml} says of a micro-library.
 *
 * @param requires libraries that have to be in the same image, in the order of the file
 * @param applies CPUs and platforms that it is for; empty: all
 */
public record LibraryDescriptor(
        LibraryName name,
        String summary,
        List<LibraryName> requires,
        List<LibraryOption> options,
        List<Applicability> applies) {

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
}
