package org.unikraft.core.link;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.Elf;

/** Addresses and file offsets. Until {@link #assign} has run, all are 0. */
final class Layout {
    /** Code reaches 2 GiB relative to itself, and so does the kernel code model. */
    private static final long MAX_SIZE = 1L << 31;

    private static final long MAX_ALIGNMENT = 1L << 24;
    /** Zeros that a file may hold because they stand among other things. */
    private static final long MAX_ZEROS = 1L << 24;

    /** Pages of one kind. */
    static final class Pages {
        long start;
        /** Where the content ends; the pages may go on. */
        long contentEnd;
        /** Where the part that the file has ends. */
        long fileEnd;

        long fileOffset;
    }

    private final ImageLayout strategy;
    private final Map<Segment, Pages> segments = new EnumMap<>(Segment.class);
    private List<OutputSection> sections = List.of();
    private long bssStart;
    private long fileSize;

    Layout(ImageLayout strategy) {
        this.strategy = strategy;
        for (Segment segment : Segment.values()) {
            segments.put(segment, new Pages());
        }
    }

    /**
     * Gives every section its place.
     *
     * @param headerSize bytes of the ELF header and the program headers
     */
    void assign(List<OutputSection> all, long headerSize, Problems problems) {
        sections = all;
        for (OutputSection section : all) {
            arrange(section, problems);
        }
        problems.check();
        long address = strategy.base();
        long offset = strategy.headersLoaded() ? 0 : page(headerSize);
        for (Segment segment : Segment.values()) {
            Pages pages = segments.get(segment);
            pages.start = address;
            pages.fileOffset = offset;
            boolean headers = segment == Segment.TEXT && strategy.headersLoaded();
            place(segment, pages, address + (headers ? headerSize : 0));
            address = page(pages.contentEnd);
            fileSize = pages.fileOffset + pages.fileEnd - pages.start;
            offset = page(fileSize);
        }
        if (address - strategy.base() > MAX_SIZE || address < strategy.base() && address != 0) {
            problems.add("", "the image has " + (address - strategy.base()) + " bytes, the most is " + MAX_SIZE);
        }
        problems.check();
    }

    private void arrange(OutputSection section, Problems problems) {
        long size = 0;
        for (Chunk chunk : section.chunks) {
            boolean zeros = chunk.type == Elf.SHT_NOBITS;
            if (chunk.alignment > MAX_ALIGNMENT) {
                problems.add(chunk, 0, "has an alignment of " + chunk.alignment + ", the most is " + MAX_ALIGNMENT);
            } else if (chunk.size() > (zeros && section.hasBytes() ? MAX_ZEROS : MAX_SIZE) || size > MAX_SIZE) {
                problems.add(chunk, 0, "has " + chunk.size() + " bytes, which is too much");
            } else {
                chunk.offset = align(size, chunk.alignment);
                size = chunk.offset + chunk.size();
            }
        }
        section.size = size;
    }

    private void place(Segment segment, Pages pages, long from) {
        long address = from;
        boolean bss = false;
        long threadAlign = threadAlign();
        long threadEnd = from;
        boolean first = true;
        pages.fileEnd = from;
        for (OutputSection section : sections) {
            if (section.segment != segment) {
                continue;
            }
            if (!bss && !section.hasBytes() && section.takesRoom()) {
                bss = true;
                address = page(address);
                bssStart = address;
            }
            long at = section.takesRoom() ? address : Math.max(address, threadEnd);
            section.address = align(at, section.isThreadLocal() && first ? threadAlign : section.alignment);
            section.fileOffset = pages.fileOffset + section.address - pages.start;
            first = false;
            threadEnd = section.isThreadLocal() ? section.end() : threadEnd;
            address = section.takesRoom() ? section.end() : address;
            if (section.hasBytes()) {
                pages.fileEnd = address;
            }
        }
        pages.contentEnd = address;
        if (segment == Segment.DATA && !bss) {
            bssStart = page(address);
        }
    }

    private static long align(long value, long alignment) {
        return value + alignment - 1 & -alignment;
    }

    private long page(long value) {
        return align(value, strategy.pageSize());
    }

    Pages pages(Segment segment) {
        return segments.get(segment);
    }

    List<OutputSection> sections() {
        return sections;
    }

    /** Bytes of the file up to the end of the last segment. */
    long fileSize() {
        return fileSize;
    }

    long imageStart() {
        return strategy.base();
    }

    long imageEnd() {
        return page(segments.get(Segment.DATA).contentEnd);
    }

    long start(Segment segment) {
        return segments.get(segment).start;
    }

    /** The end of its last page; of data, without what is zeroed. */
    long end(Segment segment) {
        return segment == Segment.DATA ? bssStart : page(segments.get(segment).contentEnd);
    }

    long bssStart() {
        return bssStart;
    }

    long contentEnd() {
        return segments.get(Segment.DATA).contentEnd;
    }

    long textContentEnd() {
        return segments.get(Segment.TEXT).contentEnd;
    }

    long dataContentEnd() {
        return segments.get(Segment.DATA).fileEnd;
    }

    /** Where a section starts; without such a section, somewhere in the image. */
    long sectionStart(String name) {
        OutputSection section = section(name);
        return section == null ? imageStart() : section.address;
    }

    /** Where a section ends; without such a section, where it starts. */
    long sectionEnd(String name) {
        OutputSection section = section(name);
        return section == null ? imageStart() : section.end();
    }

    private OutputSection section(String name) {
        return sections.stream()
                .filter(section -> section.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    boolean hasThreadLocals() {
        return sections.stream().anyMatch(OutputSection::isThreadLocal);
    }

    private OutputSection threadPart(boolean bytes) {
        return sections.stream()
                .filter(section -> section.isThreadLocal() && section.hasBytes() == bytes)
                .findFirst()
                .orElse(null);
    }

    long threadStart() {
        return sections.stream()
                .filter(OutputSection::isThreadLocal)
                .findFirst()
                .map(section -> section.address)
                .orElse(0L);
    }

    long threadDataSize() {
        return threadPart(true) == null ? 0 : threadEnd(true) - threadStart();
    }

    long threadZeroSize() {
        return threadEnd(false) - threadStart() - threadDataSize();
    }

    private long threadEnd(boolean bytesOnly) {
        long end = threadStart();
        for (OutputSection section : sections) {
            if (section.isThreadLocal() && (section.hasBytes() || !bytesOnly)) {
                end = section.end();
            }
        }
        return end;
    }

    long threadAlign() {
        long align = 1;
        for (OutputSection section : sections) {
            align = section.isThreadLocal() ? Math.max(align, section.alignment) : align;
        }
        return align;
    }

    /** TP: what thread-local variables are relative to. */
    long threadPointer() {
        return strategy.cpu().threadPointer(threadStart(), threadDataSize() + threadZeroSize(), threadAlign());
    }
}
