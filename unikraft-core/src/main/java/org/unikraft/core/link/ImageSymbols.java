package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.ElfWriter;

/** The symbol table of the image, for debuggers: local symbols first (gABI chapter 4, "Symbol Table"). */
final class ImageSymbols {
    private final List<ElfSymbol> symbols = new ArrayList<>();
    private final StringBlob strings = new StringBlob(1);
    private int firstGlobal;

    private ImageSymbols() {}

    static ImageSymbols of(List<ObjectFile> files, List<OutputSection> sections) {
        ImageSymbols table = new ImageSymbols();
        table.symbols.add(new ElfSymbol("", 0, 0, Elf.SHN_UNDEF, 0, 0, 0));
        Set<Symbol> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Symbol> globals = new ArrayList<>();
        for (ObjectFile file : files) {
            for (Symbol symbol : file.symbols) {
                if (!isInTable(symbol) || !seen.add(symbol)) {
                    continue;
                }
                if (isLocal(symbol)) {
                    table.add(symbol, sections);
                } else {
                    globals.add(symbol);
                }
            }
        }
        table.firstGlobal = table.symbols.size();
        globals.forEach(symbol -> table.add(symbol, sections));
        return table;
    }

    /** Nothing outside of the image can refer to what is hidden. */
    private static boolean isLocal(Symbol symbol) {
        boolean hidden = symbol.visibility == Elf.STV_HIDDEN || symbol.visibility == Elf.STV_INTERNAL;
        return symbol.binding == Elf.STB_LOCAL || hidden;
    }

    private static boolean isInTable(Symbol symbol) {
        boolean named = symbol.type != Elf.STT_SECTION && symbol.type != Elf.STT_FILE && !symbol.name.isEmpty();
        boolean temporary = symbol.name.startsWith(".L") && symbol.binding == Elf.STB_LOCAL;
        return named
                && !temporary
                && switch (symbol.kind) {
                    case PLACED -> symbol.chunk.isLive() && !isDeadPart(symbol);
                    case ABSOLUTE, COMPUTED -> true;
                    case UNDEFINED, COMMON -> false;
                };
    }

    private static boolean isDeadPart(Symbol symbol) {
        return symbol.chunk.output == null && !(symbol.chunk instanceof MergeInput && symbol.address() != 0);
    }

    private void add(Symbol symbol, List<OutputSection> sections) {
        int index = Elf.SHN_ABS;
        if (symbol.kind == Symbol.Kind.PLACED && symbol.chunk.output != null) {
            index = sections.indexOf(symbol.chunk.output) + 1;
        }
        long value = symbol.ownAddress();
        if (symbol.type == Elf.STT_TLS && symbol.kind == Symbol.Kind.PLACED) {
            value -= threadStart(sections); // st_value of thread-local symbols counts from the template
        }
        int binding = isLocal(symbol) ? Elf.STB_LOCAL : symbol.binding;
        symbols.add(new ElfSymbol(
                symbol.name, binding << 4 | symbol.type, symbol.visibility, index, 0, value, symbol.size));
        strings.offsetOf(symbol.name);
    }

    private static long threadStart(List<OutputSection> sections) {
        return sections.stream()
                .filter(OutputSection::isThreadLocal)
                .mapToLong(section -> section.address)
                .findFirst()
                .orElse(0);
    }

    int count() {
        return symbols.size();
    }

    int firstGlobal() {
        return firstGlobal;
    }

    /** The string table. */
    byte[] strings() {
        return strings.after(new byte[1]);
    }

    void write(byte[] image, int at) {
        for (int i = 0; i < symbols.size(); i++) {
            ElfSymbol symbol = symbols.get(i);
            int nameAt = symbol.name().isEmpty() ? 0 : strings.offsetOf(symbol.name());
            ElfWriter.put(symbol, nameAt, image, at + i * ElfSymbol.SIZE);
        }
    }
}
