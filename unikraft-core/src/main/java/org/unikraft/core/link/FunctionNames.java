package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.LittleEndian;

/** {@code uk_symbol_table}: the names of the functions in the image, by address, for backtraces. */
final class FunctionNames {
    private record Place(Chunk chunk, long value) {}

    private static final int ENTRY = 8;

    final MadeChunk table = new MadeChunk(".rodata.uk_symbol_table", Elf.SHT_PROGBITS, Elf.SHF_ALLOC, 4);

    private final Layout layout;
    private List<Symbol> functions = List.of();

    FunctionNames(Layout layout) {
        this.layout = layout;
    }

    /** Gives the table its size, once it is known which functions are in the image. */
    void collect(List<ObjectFile> files) {
        if (!table.isLive()) {
            return;
        }
        Map<Place, Symbol> byPlace = new LinkedHashMap<>();
        for (ObjectFile file : files) {
            for (Symbol symbol : file.symbols) {
                if (isFunction(symbol)) {
                    byPlace.merge(new Place(symbol.chunk, symbol.value), symbol, FunctionNames::better);
                }
            }
        }
        functions = new ArrayList<>(byPlace.values());
        StringBlob names = names();
        table.sized(Integer.BYTES + (long) ENTRY * functions.size() + names.size());
        table.writtenBy(this::write);
    }

    private static boolean isFunction(Symbol symbol) {
        boolean code = symbol.type == Elf.STT_FUNC || symbol.type == Elf.STT_GNU_IFUNC;
        return code && symbol.kind == Symbol.Kind.PLACED && symbol.chunk.isLive();
    }

    /** Of two names of a place the global one, then the first in the alphabet. */
    private static Symbol better(Symbol a, Symbol b) {
        boolean localA = a.binding == Elf.STB_LOCAL;
        boolean localB = b.binding == Elf.STB_LOCAL;
        if (localA != localB) {
            return localA ? b : a;
        }
        return a.name.compareTo(b.name) <= 0 ? a : b;
    }

    private StringBlob names() {
        StringBlob names = new StringBlob(Integer.BYTES + ENTRY * functions.size());
        functions.forEach(function -> names.offsetOf(function.name));
        return names;
    }

    private void write(byte[] image, int at) {
        List<Symbol> sorted = new ArrayList<>(functions);
        sorted.sort(Comparator.comparingLong(symbol -> symbol.ownAddress() - layout.imageStart()));
        StringBlob names = names();
        LittleEndian.put32(image, at, sorted.size());
        int entry = at + Integer.BYTES;
        for (Symbol function : sorted) {
            LittleEndian.put32(image, entry, (int) (function.ownAddress() - layout.imageStart()));
            LittleEndian.put32(image, entry + 4, names.offsetOf(function.name));
            entry += ENTRY;
        }
        byte[] text = names.toByteArray();
        System.arraycopy(text, 0, image, entry, text.length);
    }
}
