package org.unikraft.core.link.cpu;

/** Which values a relocation's field can hold. */
public enum Range {
    /** All 64 bits are kept, or the specification wants no check. */
    ANY,
    /** The field, sign-extended, gives the value. */
    SIGNED,
    /** The field, zero-extended, gives the value. */
    UNSIGNED,
    /** One of both: the psABI lets 8- and 16-bit fields be read either way. */
    SIGNED_OR_UNSIGNED;

    /** Whether a field of {@code width} bytes can hold {@code value}. */
    public boolean holds(long value, int width) {
        if (width >= Long.BYTES || this == ANY) {
            return true;
        }
        int bits = width * Byte.SIZE;
        boolean signed = value >> (bits - 1) == 0 || value >> (bits - 1) == -1;
        boolean unsigned = value >>> bits == 0;
        return switch (this) {
            case SIGNED -> signed;
            case UNSIGNED -> unsigned;
            default -> signed || unsigned;
        };
    }

    /** The interval, for people. */
    public String describe(int width) {
        int bits = width * Byte.SIZE;
        return switch (this) {
            case ANY -> "any value";
            case SIGNED -> "-2^" + (bits - 1) + " to 2^" + (bits - 1) + "-1";
            case UNSIGNED -> "0 to 2^" + bits + "-1";
            case SIGNED_OR_UNSIGNED -> "-2^" + (bits - 1) + " to 2^" + bits + "-1";
        };
    }
}
