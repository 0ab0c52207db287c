package org.unikraft.core.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes. Written with binary units, as QEMU and the JVM do: {@code 512}, {@code 64K}, {@code 96M}, {@code 2G}. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern FORMAT = Pattern.compile("([0-9]+)\\s*([kKmMgG]?)(i?[bB])?");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size: " + bytes);
        }
    }

    public static ByteSize mebibytes(long count) {
        return new ByteSize(Math.multiplyExact(count, 1L << 20));
    }

    public static ByteSize parse(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            throw invalid(text, "It is not a whole number with an optional unit.");
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher.group(2))));
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid(text, "It is larger than " + Long.MAX_VALUE + " bytes.");
        }
    }

    /** The size of a machine's memory. A number without a unit would be a few bytes, where megabytes were meant. */
    public static ByteSize parseMemory(String text) {
        ByteSize size = parse(text);
        if (size.bytes < 1L << 20) {
            throw new UserError(
                    "bad-size",
                    "'" + text.strip() + "' is too little memory for a machine: it is " + size + ".",
                    "A number without a unit is one of bytes.",
                    "Write it like 96M or 2G (binary units).");
        }
        return size;
    }

    private static long unit(String letter) {
        return switch (letter.toUpperCase(Locale.ROOT)) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            case "G" -> 1L << 30;
            default -> 1;
        };
    }

    private static UserError invalid(String text, String why) {
        return new UserError(
                "bad-size", "'" + text + "' is not a size.", why, "Write it like 512K, 96M or 2G (binary units).");
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** For people: {@code 96 MiB}, {@code 38.1 KiB}, {@code 17 B}. */
    @Override
    public String toString() {
        if (bytes < 1L << 10) {
            return bytes + " B";
        }
        int shift = bytes < 1L << 20 ? 10 : bytes < 1L << 30 ? 20 : 30;
        String unit = shift == 10 ? "KiB" : shift == 20 ? "MiB" : "GiB";
        String number = (bytes & ((1L << shift) - 1)) == 0
                ? Long.toString(bytes >>> shift)
                : String.format(Locale.ROOT, "%.1f", bytes / (double) (1L << shift));
        return number + " " + unit;
    }
}
