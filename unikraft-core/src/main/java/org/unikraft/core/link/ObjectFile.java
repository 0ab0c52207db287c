package org.unikraft.core.link;

import java.util.List;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSymbol;

/** An object that takes part in the link. */
final class ObjectFile {
    /** The micro-library, archive or {@link LinkRequest#APPLICATION} that the link map has it under. */
    final String library;
    /** Its name in there. */
    final String name;
    /** Its name in errors. */
    final String displayName;

    final ElfFile elf;
    final List<ElfSymbol> elfSymbols;
    /** By section index; null where nothing of a section can be in the image. */
    final Chunk[] chunks;
    /** By symbol index. */
    final Symbol[] symbols;
    /** By section index: whether the section belongs to a group of which another copy is in use. */
    final boolean[] discarded;

    ObjectFile(String library, String name, String displayName, ElfFile elf, List<ElfSymbol> elfSymbols) {
        this.library = library;
        this.name = name;
        this.displayName = displayName;
        this.elf = elf;
        this.elfSymbols = elfSymbols;
        this.chunks = new Chunk[elf.sections().size()];
        this.symbols = new Symbol[elfSymbols.size()];
        this.discarded = new boolean[elf.sections().size()];
    }

    String displayName() {
        return displayName;
    }
}
