package org.unikraft.core.elf;

/** Puts numbers into an array, least significant byte first. */
public final class LittleEndian {
    private LittleEndian() {}

    public static void put16(byte[] out, int at, int value) {
        put(out, at, value, Short.BYTES);
    }

    public static void put32(byte[] out, int at, int value) {
        put(out, at, value, Integer.BYTES);
    }

    public static void put64(byte[] out, int at, long value) {
        put(out, at, value, Long.BYTES);
    }

    /** The lowest {@code width} bytes of a value. */
    public static void put(byte[] out, int at, long value, int width) {
        for (int i = 0; i < width; i++) {
            out[at + i] = (byte) (value >>> Byte.SIZE * i);
        }
    }
}
