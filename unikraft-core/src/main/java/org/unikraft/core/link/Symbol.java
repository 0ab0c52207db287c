package org.unikraft.core.link;

import static org.unikraft.core.elf.Elf.STB_GLOBAL;
import static org.unikraft.core.elf.Elf.STB_WEAK;
import static org.unikraft.core.elf.Elf.STT_GNU_IFUNC;
import static org.unikraft.core.elf.Elf.STT_NOTYPE;

import java.util.List;
import java.util.function.LongSupplier;

/** A symbol and what it turned out to be. */
final class Symbol {
    enum Kind {
        UNDEFINED,
        /** A place in a chunk. */
        PLACED,
        ABSOLUTE,
        /** An uninitialised variable that any file may define (st_value is its alignment). */
        COMMON,
        /** Of the linker's own, computed once the layout is known. */
        COMPUTED
    }

    final String name;
    Kind kind = Kind.UNDEFINED;
    int binding = STB_GLOBAL;
    int type = STT_NOTYPE;
    int visibility;
    /** Whether anyone needs a definition: an undefined symbol that is not weak. */
    boolean wanted;
    /** Name of the section that it was in, when another copy of its group is in use and this one is local. */
    String discardedIn;
    /** What a reference to the bound of a range of sections keeps; null for others. */
    List<Chunk> range;
    /** The file that defines it; null for the linker's own. */
    ObjectFile file;

    Chunk chunk;
    long value;
    long size;
    private LongSupplier address;

    /** Code that jumps through a slot which the function's resolver fills (STT_GNU_IFUNC). */
    Symbol jump;

    Symbol(String name) {
        this.name = name;
    }

    static Symbol placed(String name, Chunk chunk, long value) {
        Symbol symbol = new Symbol(name);
        symbol.kind = Kind.PLACED;
        symbol.chunk = chunk;
        symbol.value = value;
        return symbol;
    }

    static Symbol absolute(String name, long value) {
        Symbol symbol = new Symbol(name);
        symbol.kind = Kind.ABSOLUTE;
        symbol.value = value;
        return symbol;
    }

    void compute(LongSupplier how) {
        kind = Kind.COMPUTED;
        address = how;
    }

    boolean isDefined() {
        return kind != Kind.UNDEFINED;
    }

    boolean isWeak() {
        return binding == STB_WEAK;
    }

    boolean isIndirectFunction() {
        return type == STT_GNU_IFUNC && kind == Kind.PLACED;
    }

    /** Whether its address is one in the image, so that code reaches it relative to itself. */
    boolean isInImage() {
        return kind == Kind.PLACED || kind == Kind.COMMON;
    }

    /** S; 0 when undefined. */
    long address() {
        if (jump != null) {
            return jump.address();
        }
        return ownAddress();
    }

    /** The address of the definition itself: of an indirect function, that of its resolver. */
    long ownAddress() {
        return switch (kind) {
            case PLACED -> chunk.address(value);
            case ABSOLUTE -> value;
            case COMPUTED -> address.getAsLong();
            case UNDEFINED, COMMON -> 0;
        };
    }

    /** Where it is defined, for people. */
    String definition() {
        if (kind == Kind.PLACED && chunk != null) {
            return chunk.fileName() + ": " + LinkError.Problem.place(chunk.name, value);
        }
        return file == null ? "the linker" : file.displayName();
    }
}
