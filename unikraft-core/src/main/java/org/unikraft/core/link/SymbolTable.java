package org.unikraft.core.link;

import static org.unikraft.core.elf.Elf.SHN_ABS;
import static org.unikraft.core.elf.Elf.SHN_COMMON;
import static org.unikraft.core.elf.Elf.STB_LOCAL;
import static org.unikraft.core.elf.Elf.STB_WEAK;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfSymbol;

/** The global symbols of all objects: who defines each (gABI chapter 4, "Symbol Table"). */
final class SymbolTable {
    private static final long MAX_COMMON = 1L << 32;

    private final Map<String, Symbol> symbols = new LinkedHashMap<>();
    private final Problems problems;

    SymbolTable(Problems problems) {
        this.problems = problems;
    }

    /** The symbol of a name; one that nobody has heard of begins as undefined. */
    Symbol symbol(String name) {
        return symbols.computeIfAbsent(name, Symbol::new);
    }

    Collection<Symbol> all() {
        return Collections.unmodifiableCollection(symbols.values());
    }

    /** Fills {@link ObjectFile#symbols}: its local ones, and the global ones as they are known to all. */
    void add(ObjectFile file) {
        for (int i = 0; i < file.symbols.length; i++) {
            ElfSymbol elf = file.elfSymbols.get(i);
            if (i == 0) {
                file.symbols[0] = Symbol.absolute("", 0); // a relocation without a symbol
            } else if (elf.binding() == STB_LOCAL) {
                file.symbols[i] = local(file, elf);
            } else {
                file.symbols[i] = global(file, elf);
            }
        }
    }

    private Symbol local(ObjectFile file, ElfSymbol elf) {
        boolean section = elf.type() == Elf.STT_SECTION && elf.name().isEmpty();
        Symbol symbol =
                new Symbol(section ? file.elf.sections().get(elf.section()).name() : elf.name());
        symbol.binding = STB_LOCAL;
        symbol.file = file;
        define(symbol, file, elf);
        return symbol;
    }

    private Symbol global(ObjectFile file, ElfSymbol elf) {
        Symbol symbol = symbol(elf.name());
        symbol.visibility = stricter(symbol.visibility, elf.visibility());
        boolean undefined = elf.isUndefined() || file.discarded[elf.section()];
        if (undefined) {
            symbol.wanted |= elf.isUndefined() && elf.binding() != STB_WEAK;
            return symbol;
        }
        if (elf.st_shndx() == SHN_COMMON) {
            common(symbol, file, elf);
        } else if (!symbol.isDefined() || rank(elf) > rank(symbol)) {
            define(symbol, file, elf);
        } else if (rank(elf) == STRONG && rank(symbol) == STRONG) {
            duplicate(symbol, file, elf);
        }
        return symbol;
    }

    private static final int WEAK = 1;
    private static final int COMMON = 2;
    private static final int STRONG = 3;

    private static int rank(ElfSymbol elf) {
        return elf.binding() == STB_WEAK ? WEAK : STRONG;
    }

    private static int rank(Symbol symbol) {
        return switch (symbol.kind) {
            case UNDEFINED -> 0;
            case COMMON -> COMMON;
            default -> symbol.isWeak() ? WEAK : STRONG;
        };
    }

    private static void define(Symbol symbol, ObjectFile file, ElfSymbol elf) {
        symbol.type = elf.type();
        symbol.size = elf.st_size();
        symbol.file = file;
        symbol.binding = elf.binding();
        symbol.value = elf.st_value();
        symbol.chunk = elf.section() == 0 ? null : file.chunks[elf.section()];
        if (symbol.chunk != null) {
            symbol.kind = Symbol.Kind.PLACED;
        } else if (elf.st_shndx() == SHN_ABS || (elf.section() != 0 && !file.discarded[elf.section()])) {
            symbol.kind = Symbol.Kind.ABSOLUTE; // the latter: a place in a section that no image holds
        } else if (elf.section() != 0) {
            symbol.discardedIn = file.elf.sections().get(elf.section()).name();
        }
    }

    /** Of several common symbols the image has one, as large and as aligned as any (st_value is the alignment). */
    private void common(Symbol symbol, ObjectFile file, ElfSymbol elf) {
        long alignment = elf.st_value();
        if (Long.bitCount(alignment) > 1 || alignment < 0 || alignment > MAX_COMMON || elf.st_size() < 0) {
            problems.add(
                    file.displayName,
                    "common symbol '" + elf.name() + "' has size " + Long.toUnsignedString(elf.st_size())
                            + " and alignment " + Long.toUnsignedString(alignment));
            return;
        }
        if (symbol.kind == Symbol.Kind.COMMON) {
            symbol.size = Math.max(symbol.size, elf.st_size());
            symbol.value = Math.max(symbol.value, alignment);
        } else if (!symbol.isDefined() || rank(symbol) < COMMON) {
            define(symbol, file, elf);
            symbol.chunk = null;
            symbol.kind = Symbol.Kind.COMMON;
        }
    }

    private void duplicate(Symbol symbol, ObjectFile file, ElfSymbol elf) {
        Chunk chunk = elf.section() == 0 ? null : file.chunks[elf.section()];
        String what = "symbol '" + symbol.name + "' is already defined in " + symbol.definition();
        if (chunk == null) {
            problems.add(file.displayName, what);
        } else {
            problems.add(chunk, elf.st_value(), what);
        }
    }

    /** gABI: internal is stricter than hidden, hidden than protected, protected than default. */
    private static int stricter(int a, int b) {
        return a == Elf.STV_DEFAULT ? b : b == Elf.STV_DEFAULT ? a : Math.min(a, b);
    }
}
