package org.unikraft.core.link;

import java.util.List;
import java.util.SortedMap;

/**
 * What is in an image, where and why.
 *
 * @param entry address at which execution starts
 * @param start address of the first page
 * @param end address behind the last page
 * @param sections in the order of their addresses
 * @param libraries sizes, the largest first
 * @param init the functions that run at start, in their order
 * @param syscalls all system calls that were asked about, by number
 * @param options value of each option that the image was asked to have
 */
public record LinkMap(
        long entry,
        long start,
        long end,
        List<Section> sections,
        List<Library> libraries,
        List<Init> init,
        List<Syscall> syscalls,
        SortedMap<String, String> options) {

    /**
     * A section of the image.
     *
     * @param rights of its pages: {@code r-x}, {@code r--} or {@code rw-}
     * @param size bytes in memory
     * @param fileSize bytes in the file
     */
    public record Section(String name, String rights, long address, long size, long fileSize, List<Part> parts) {}

    /**
     * A section of an object, or something that the linker made.
     *
     * @param library micro-library, archive, {@link LinkRequest#APPLICATION} or {@code (linker)}
     * @param why the chain that keeps it: a root first, then each symbol through which the next was reached, with where
     *     it is asked for
     */
    public record Part(String library, String object, String section, long address, long size, List<String> why) {}

    /** Bytes of a library by kind; {@link #file} is what it adds to the size of the image. */
    public record Library(String name, long text, long rodata, long data, long bss) {
        public long file() {
            return text + rodata + data;
        }
    }

    /** A function that runs at start. */
    public record Init(String stage, String library, String function) {}

    /**
     * A system call.
     *
     * @param library who has it, or would; empty when none does
     * @param included whether the image has it
     */
    public record Syscall(int number, String name, String library, boolean included) {}

    public LinkMap {
        sections = List.copyOf(sections);
        libraries = List.copyOf(libraries);
        init = List.copyOf(init);
        syscalls = List.copyOf(syscalls);
    }

    /** For people. */
    public String toText() {
        return new LinkMapText(this).text();
    }

    /** For programs. Addresses are strings of hexadecimal digits with 0x. */
    public String toJson() {
        return LinkMapJson.of(this);
    }
}
