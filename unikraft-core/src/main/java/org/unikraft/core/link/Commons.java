package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.elf.Elf;

/** Gives the common symbols that are used a place in .bss. */
final class Commons {
    private final List<Chunk> chunks = new ArrayList<>();

    void place(Symbol symbol) {
        boolean thread = symbol.type == Elf.STT_TLS;
        long flags = Elf.SHF_ALLOC | Elf.SHF_WRITE | (thread ? Elf.SHF_TLS : 0);
        String section = (thread ? ".tbss." : ".bss.") + symbol.name;
        MadeChunk chunk =
                new MadeChunk(symbol.file.library, symbol.file.name, section, Elf.SHT_NOBITS, flags, symbol.value);
        chunks.add(chunk.sized(symbol.size));
        symbol.kind = Symbol.Kind.PLACED;
        symbol.chunk = chunk;
        symbol.value = 0;
        symbol.type = thread ? Elf.STT_TLS : Elf.STT_OBJECT;
    }

    List<Chunk> chunks() {
        return chunks;
    }
}
