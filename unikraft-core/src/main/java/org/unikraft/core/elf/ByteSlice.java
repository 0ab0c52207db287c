package org.unikraft.core.elf;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of a file, read in little-endian order. Every access is checked: one that leaves the part is a {@link
 * FormatError} with the offset in the file, so a reader above needs no bounds checks of its own.
 *
 * <p>The bytes are shared with the array they came from, not copied; nobody may change that array afterwards.
 */
public final class ByteSlice {
    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final byte[] bytes;
    private final int origin;
    private final int start;
    private final int length;

    private ByteSlice(String file, byte[] bytes, int origin, int start, int length) {
        this.file = file;
        this.bytes = bytes;
        this.origin = origin;
        this.start = start;
        this.length = length;
    }

    /** The whole of a file. */
    public static ByteSlice of(String file, byte[] bytes) {
        return new ByteSlice(file, bytes, 0, 0, bytes.length);
    }

    /** The same bytes as a file of their own: offsets in errors count from here. */
    public ByteSlice asFile(String name) {
        return new ByteSlice(name, bytes, start, start, length);
    }

    /**
     * A part of this part.
     *
     * @param what its name in the error when it does not fit, e.g. "section header table"
     */
    public ByteSlice slice(long at, long size, String what) {
        if (at < 0 || size < 0 || at > length || size > length - at) {
            throw error(
                    at,
                    what + " ends beyond the file (" + Long.toUnsignedString(size) + " bytes at offset 0x"
                            + Long.toHexString(fileOffset(at)) + ", " + (start - origin + length) + " there)");
        }
        return new ByteSlice(file, bytes, origin, start + (int) at, (int) size);
    }

    public String file() {
        return file;
    }

    /** Bytes in this part. */
    public int length() {
        return length;
    }

    /** Offset in the file of byte {@code at} of this part. */
    public long fileOffset(long at) {
        return start - origin + at;
    }

    public int u8(long at) {
        return bytes[position(at, 1)] & 0xff;
    }

    public int u16(long at) {
        return (short) U16.get(bytes, position(at, 2)) & 0xffff;
    }

    /** Four bytes; unsigned values above 2³¹ come out negative. */
    public int i32(long at) {
        return (int) U32.get(bytes, position(at, 4));
    }

    public long u32(long at) {
        return i32(at) & 0xffffffffL;
    }

    /** Eight bytes; unsigned values above 2⁶³ come out negative. */
    public long u64(long at) {
        return (long) U64.get(bytes, position(at, 8));
    }

    /** The NUL-terminated string at {@code at}; one without its NUL is an error. */
    public String string(long at) {
        int from = position(at, 1);
        int end = start + length;
        for (int i = from; i < end; i++) {
            if (bytes[i] == 0) {
                return new String(bytes, from, i - from, StandardCharsets.UTF_8);
            }
        }
        throw error(at, "string has no terminating NUL");
    }

    /** {@code size} bytes as text, as they are. */
    public String text(long at, int size) {
        return new String(bytes, position(at, size), size, StandardCharsets.UTF_8);
    }

    /** Whether the {@code other.length} bytes at {@code at} are those of {@code other}. */
    public boolean startsWith(byte[] other) {
        return length >= other.length && Arrays.equals(bytes, start, start + other.length, other, 0, other.length);
    }

    /** Copies this whole part into {@code target}. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, start, target, at, length);
    }

    /** Copies {@code size} bytes of this part into {@code target}. */
    public void copyTo(long from, byte[] target, int at, int size) {
        System.arraycopy(bytes, position(from, size), target, at, size);
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    /** The bytes as a key: equal for equal bytes, wherever they come from. */
    public Content content() {
        return new Content(this);
    }

    /** @see #content() */
    public static final class Content {
        private final ByteSlice slice;
        private final int hash;

        private Content(ByteSlice slice) {
            this.slice = slice;
            int result = 1;
            for (int i = slice.start; i < slice.start + slice.length; i++) {
                result = 31 * result + slice.bytes[i];
            }
            hash = result;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Content content && hash == content.hash && slice.hasBytesOf(content.slice);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private boolean hasBytesOf(ByteSlice other) {
        return Arrays.equals(bytes, start, start + length, other.bytes, other.start, other.start + other.length);
    }

    /** An error at a place in this part. */
    public FormatError error(long at, String what) {
        return new FormatError(file, fileOffset(at), what);
    }

    private int position(long at, int size) {
        if (at < 0 || size < 0 || at > length - (long) size) {
            throw error(at, "needs " + size + " bytes, " + Math.max(0, length - Math.max(0, at)) + " are there");
        }
        return start + (int) at;
    }
}
