package org.unikraft.core.elf;

import java.util.HashMap;
import java.util.Map;

/**
 * A string table (gABI chapter 4, "String Table"). Strings may overlap, each being the end of another; a table in which
 * they do so without measure, which no tool writes, is refused rather than unfolded into memory.
 */
final class StringTable {
    /** How many times the bytes of the table all its strings together may have. */
    private static final int MAX_OVERLAP = 16;

    private final ByteSlice bytes;
    private final Map<Long, String> strings = new HashMap<>();
    private long budget;

    StringTable(ByteSlice bytes) {
        this.bytes = bytes;
        this.budget = (long) MAX_OVERLAP * bytes.length();
    }

    int length() {
        return bytes.length();
    }

    /** The string at an offset below {@link #length}. */
    String at(long offset) {
        String known = strings.get(offset);
        if (known != null) {
            return known;
        }
        String string = bytes.string(offset);
        budget -= string.length();
        if (budget < 0) {
            throw bytes.error(offset, "strings of the table overlap too often");
        }
        strings.put(offset, string);
        return string;
    }
}
