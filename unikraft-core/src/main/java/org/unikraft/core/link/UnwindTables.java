package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.elf.LittleEndian;

/**
 * The tables by which exceptions find their way. They are in the image when an unwinder is, and then describe the
 * functions that are in it.
 */
final class UnwindTables {
    /** What unwinders define: the first is what libgcc finds a table's entry with. */
    private static final List<String> UNWINDER = List.of("_Unwind_Find_FDE", "_Unwind_RaiseException");

    private static final int PCREL_SDATA4 = 0x1b;
    private static final int UDATA4 = 0x03;
    private static final int DATAREL_SDATA4 = 0x3b;
    private static final int HEADER = 12;
    private static final int ENTRY = 8;

    /** .eh_frame_hdr: the addresses of the functions, sorted, with their descriptions. */
    final MadeChunk index = new MadeChunk(".eh_frame_hdr", Elf.SHT_PROGBITS, Elf.SHF_ALLOC, 4);
    /** The zero length that ends .eh_frame. */
    final MadeChunk end = new MadeChunk(".eh_frame", Elf.SHT_PROGBITS, Elf.SHF_ALLOC, 1).sized(4);

    private record Description(FrameSection section, FrameSection.Entry entry) {
        long function() {
            return entry.function().symbol().address() + entry.function().addend();
        }

        long address() {
            return section.address(entry.offset);
        }
    }

    private final List<ObjectFile> files;
    private final SymbolTable symbols;
    private final Problems problems;
    private final List<FrameSection> sections = new ArrayList<>();
    private boolean wanted;

    UnwindTables(List<ObjectFile> files, SymbolTable symbols, Problems problems) {
        this.files = files;
        this.symbols = symbols;
        this.problems = problems;
    }

    /** Keeps what the descriptions of live functions refer to; whether that was anything new. */
    boolean follow(Liveness liveness) {
        if (!wanted && UNWINDER.stream().noneMatch(this::isLive)) {
            return false;
        }
        if (!wanted) {
            wanted = true;
            files.forEach(file -> read(file, liveness));
        }
        boolean more = false;
        for (FrameSection section : sections) {
            for (FrameSection.Entry entry : section.entries()) {
                more |= describesLive(entry) && keep(section, entry, liveness);
            }
        }
        return more;
    }

    private boolean isLive(String name) {
        Symbol symbol = symbols.symbol(name);
        return symbol.kind == Symbol.Kind.PLACED && symbol.chunk.isLive();
    }

    private void read(ObjectFile file, Liveness liveness) {
        for (Chunk chunk : file.chunks) {
            if (chunk instanceof FrameSection section) {
                try {
                    liveness.scan(section.raw);
                    section.read();
                    sections.add(section);
                } catch (FormatError e) {
                    problems.add(e.file(), "offset 0x" + Long.toHexString(e.offset()) + ": " + e.what());
                }
            }
        }
    }

    private static boolean describesLive(FrameSection.Entry entry) {
        Reference function = entry.function();
        boolean description = entry.common != null && !entry.live && function != null;
        Chunk chunk = description ? function.symbol().chunk : null;
        return chunk != null && chunk.isLive();
    }

    private static boolean keep(FrameSection section, FrameSection.Entry entry, Liveness liveness) {
        liveness.keep(section, Reason.reference(entry.function().symbol().chunk, "its unwinding"));
        entry.live = true;
        entry.references.forEach(reference -> liveness.follow(section, reference));
        if (!entry.common.live) {
            entry.common.live = true;
            entry.common.references.forEach(reference -> liveness.follow(section, reference));
        }
        return true;
    }

    List<Chunk> chunks() {
        return List.of(index, end);
    }

    /** Gives the tables their sizes, once it is known which functions are in the image. */
    void arrange() {
        if (!wanted) {
            return;
        }
        sections.forEach(FrameSection::arrange);
        Reason reason = Reason.rule("an unwinder is in the image");
        index.reason = reason;
        end.reason = reason;
        index.sized(HEADER + (long) ENTRY * descriptions().size()).writtenBy(this::writeIndex);
    }

    private List<Description> descriptions() {
        List<Description> all = new ArrayList<>();
        for (FrameSection section : sections) {
            for (FrameSection.Entry entry : section.entries()) {
                if (entry.live && entry.common != null) {
                    all.add(new Description(section, entry));
                }
            }
        }
        return all;
    }

    private void writeIndex(byte[] image, int at) {
        long base = index.address(0);
        image[at] = 1; // version
        image[at + 1] = PCREL_SDATA4;
        image[at + 2] = UDATA4;
        image[at + 3] = DATAREL_SDATA4;
        LittleEndian.put32(image, at + 4, (int) (end.output.address - (base + 4)));
        List<Description> all = descriptions();
        all.sort(Comparator.comparingLong(description -> description.function() - base));
        LittleEndian.put32(image, at + 8, all.size());
        int entry = at + HEADER;
        for (Description description : all) {
            LittleEndian.put32(image, entry, (int) (description.function() - base));
            LittleEndian.put32(image, entry + 4, (int) (description.address() - base));
            entry += ENTRY;
        }
    }
}
