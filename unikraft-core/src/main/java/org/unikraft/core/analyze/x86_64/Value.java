package org.unikraft.core.analyze.x86_64;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What is known of a register's lower half: that it is one of a few constants, what a register held when the function was
 * entered, what memory held to which a register points, or nothing.
 */
final class Value {
    static final Value UNKNOWN = new Value(new long[0], -1);
    static final Value LOADED = new Value(new long[0], -1);

    /** With more constants than this, nothing is known. */
    private static final int MOST = 32;

    private static final long LOWER_HALF = 0xffffffffL;
    private static final Value[] INITIAL = IntStream.range(0, Registers.COUNT)
            .mapToObj(register -> new Value(new long[0], register))
            .toArray(Value[]::new);

    /** In ascending order, each once. */
    private final long[] constants;

    private final int register;

    private Value(long[] constants, int register) {
        this.constants = constants;
        this.register = register;
    }

    static Value constant(long number) {
        return new Value(new long[] {number & LOWER_HALF}, -1);
    }

    /** What a register held when the function was entered. */
    static Value initial(int register) {
        return INITIAL[register];
    }

    boolean isConstant() {
        return constants.length > 0;
    }

    /** All that it can be, from 0 to 2³² − 1; none when it is not known. */
    LongStream constants() {
        return Arrays.stream(constants);
    }

    /** The register whose value at the entry it is. */
    OptionalInt initialRegister() {
        return register < 0 ? OptionalInt.empty() : OptionalInt.of(register);
    }

    /** The same operation on all constants. */
    Value map(LongUnaryOperator operation) {
        return isConstant() ? of(constants().map(operation)) : UNKNOWN;
    }

    /** What holds for both. The same object when the other adds nothing. */
    Value or(Value other) {
        if (this == other || Arrays.equals(constants, other.constants) && isConstant()) {
            return this;
        }
        return isConstant() && other.isConstant() ? of(LongStream.concat(constants(), other.constants())) : UNKNOWN;
    }

    private static Value of(LongStream numbers) {
        long[] sorted =
                numbers.map(number -> number & LOWER_HALF).sorted().distinct().toArray();
        return sorted.length > MOST ? UNKNOWN : new Value(sorted, -1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value
                && (this == value || isConstant() && Arrays.equals(constants, value.constants));
    }

    @Override
    public int hashCode() {
        return isConstant() ? Arrays.hashCode(constants) : System.identityHashCode(this);
    }
}
