package org.unikraft.core.model;

import java.math.BigInteger;
import java.util.Optional;

/**
 * An option of a micro-library. Its value becomes the absolute symbol {@link #symbol} when the image is linked.
 *
 * @param min lowest value of an {@code int}
 * @param max highest value of an {@code int}
 * @param unit of an {@code int}, for instance {@code us}; may be empty
 * @param tunable whether {@code tune} may try other values
 */
public record LibraryOption(
        LibraryName library,
        String name,
        Type type,
        String defaultValue,
        Optional<BigInteger> min,
        Optional<BigInteger> max,
        String unit,
        boolean tunable,
        String summary) {

    /** What values there are. */
    public enum Type {
        INT,
        BOOL,
        STRING
    }

    public LibraryOption {
        validate(library, name, type, min, max, defaultValue);
    }

    /** Throws an {@link IllegalArgumentException} that says why a text is no value of this option. */
    public void check(String value) {
        validate(library, name, type, min, max, value);
    }

    /** What the option's symbol is for a value of an {@code int} or {@code bool}: the low 64 bits, or 0 and 1. */
    public long number(String value) {
        check(value);
        return switch (type) {
            case INT -> integer(name, value).longValue();
            case BOOL -> value.equals("true") ? 1 : 0;
            case STRING -> throw new IllegalStateException("option " + library + "." + name + " is no number");
        };
    }

    /** {@code uk_option_<library>_<name>}, with underscores for hyphens. */
    public String symbol() {
        return ("uk_option_" + library + "_" + name).replace('-', '_');
    }

    private static void validate(
            LibraryName library,
            String name,
            Type type,
            Optional<BigInteger> min,
            Optional<BigInteger> max,
            String value) {
        String option = "option " + library + "." + name;
        if (type == Type.BOOL && !value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(option + " is true or false, not '" + value + "'");
        }
        if (type != Type.INT) {
            return;
        }
        BigInteger number = integer(option, value);
        if (min.isPresent() && number.compareTo(min.get()) < 0) {
            throw new IllegalArgumentException(option + " is at least " + min.get() + ", not " + number);
        }
        if (max.isPresent() && number.compareTo(max.get()) > 0) {
            throw new IllegalArgumentException(option + " is at most " + max.get() + ", not " + number);
        }
    }

    private static BigInteger integer(String option, String value) {
        BigInteger number;
        try {
            number = value.startsWith("0x") ? new BigInteger(value.substring(2), 16) : new BigInteger(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is a whole number, not '" + value + "'", e);
        }
        if (number.bitLength() > 64 || (number.signum() < 0 && number.bitLength() > 63)) {
            throw new IllegalArgumentException(option + " does not fit into 64 bits: " + value);
        }
        return number;
    }
}
