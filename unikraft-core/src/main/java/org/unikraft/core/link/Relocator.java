package org.unikraft.core.link;

import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.LittleEndian;
import org.unikraft.core.link.cpu.Formula;
import org.unikraft.core.link.cpu.RelocationType;

/** Writes the values of relocations, with the psABI's letters: S + A − P. */
final class Relocator {
    private final Got got;
    private final Problems problems;
    private final long threadPointer;

    Relocator(Layout layout, Got got, Problems problems) {
        this.got = got;
        this.problems = problems;
        this.threadPointer = layout.hasThreadLocals() ? layout.threadPointer() : 0;
    }

    /** @param at of the chunk in the file */
    void relocate(Chunk chunk, byte[] image, int at) {
        for (Reference reference : chunk.references()) {
            RelocationType type = reference.type();
            if (type.width() == 0) {
                continue;
            }
            long value = value(chunk, reference);
            if (type.range().holds(value, type.width())) {
                LittleEndian.put(image, at + (int) reference.offset(), value, type.width());
            } else {
                problems.add(
                        chunk,
                        reference.offset(),
                        type.name() + " to '" + reference.symbol().name + "': " + type.formula() + " = "
                                + hex(type.formula(), value) + " does not fit: "
                                + type.range().describe(type.width()));
            }
        }
    }

    /** An address as it is, a distance with its sign. */
    private static String hex(Formula formula, long value) {
        boolean address = formula == Formula.S_A || formula == Formula.Z_A;
        return value < 0 && !address ? "-0x" + Long.toHexString(-value) : "0x" + Long.toHexString(value);
    }

    private long value(Chunk chunk, Reference reference) {
        Symbol symbol = reference.symbol();
        long p = chunk.address(reference.offset());
        long a = reference.addend();
        return switch (reference.type().formula()) {
            case NONE, TLS_SEQUENCE -> 0;
            case S_A -> s(symbol, a) + a;
            case S_A_P, L_A_P -> s(symbol, a) + a - p;
            case S_A_GOT, L_A_GOT -> s(symbol, a) + a - got.address();
            case GOT_A_P -> got.address() + a - p;
            case G_A -> got.slotAddress(symbol, false) - got.address() + a;
            case G_GOT_A_P -> got.slotAddress(symbol, false) + a - p;
            case Z_A -> symbol.size + a;
            case S_A_TP, DTPOFF -> symbol.isDefined() ? s(symbol, a) + a - threadPointer : a;
            case GOTTP_A_P -> got.slotAddress(symbol, true) + a - p;
        };
    }

    /** S. The addend of a section's symbol says which of its parts is meant, and these may have moved apart. */
    private static long s(Symbol symbol, long addend) {
        if (symbol.type == Elf.STT_SECTION && symbol.chunk instanceof MergeInput input) {
            return input.address(symbol.value + addend) - addend;
        }
        return symbol.address();
    }
}
