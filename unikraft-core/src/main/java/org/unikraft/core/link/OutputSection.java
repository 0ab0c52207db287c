package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.elf.Elf;

/** Chunks that stand together in the image. */
final class OutputSection {
    final String name;
    final Segment segment;
    final List<Chunk> chunks = new ArrayList<>();

    long address;
    /** In the file; of a section without bytes there, where they would be. */
    long fileOffset;
    /** Bytes in memory. */
    long size;

    long alignment = 1;
    long flags;
    int type = Elf.SHT_NOBITS;

    OutputSection(String name, Segment segment) {
        this.name = name;
        this.segment = segment;
    }

    void add(Chunk chunk) {
        chunks.add(chunk);
        chunk.output = this;
        alignment = Math.max(alignment, chunk.alignment);
        flags |= chunk.flags & (Elf.SHF_ALLOC | Elf.SHF_EXECINSTR | Elf.SHF_TLS);
        if (segment == Segment.DATA) {
            flags |= Elf.SHF_WRITE;
        }
        if (type == Elf.SHT_NOBITS) {
            type = chunk.type;
        } else if (chunk.type != Elf.SHT_NOBITS && chunk.type != type) {
            type = Elf.SHT_PROGBITS;
        }
    }

    boolean hasBytes() {
        return type != Elf.SHT_NOBITS;
    }

    boolean isThreadLocal() {
        return (flags & Elf.SHF_TLS) != 0;
    }

    /** Whether it takes room in memory: the zeros of a thread's template do only in each thread. */
    boolean takesRoom() {
        return hasBytes() || !isThreadLocal();
    }

    long end() {
        return address + size;
    }
}
