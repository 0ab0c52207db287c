package org.unikraft.core.analyze.x86_64;

import java.util.OptionalLong;

/**
 * What is known of RDI, where a function's first argument is (System V ABI, 3.2.3), while code is read from one
 * instruction to the next. Whatever may write the register without being understood makes it unknown.
 */
final class FirstArgument {
    private boolean known;
    private long value;

    void forget() {
        known = false;
    }

    /** The argument's lower half, as int has it; empty: unknown. */
    OptionalLong value() {
        return known ? OptionalLong.of(value) : OptionalLong.empty();
    }

    void follow(Decoder instruction) {
        if (instruction.flow() != Decoder.Flow.NEXT && instruction.flow() != Decoder.Flow.BRANCH) {
            forget();
        } else if (instruction.loadsConstant(Decoder.RDI)) {
            known = true;
            value = (int) instruction.immediate();
        } else if (instruction.clears(Decoder.RDI)) {
            known = true;
            value = 0;
        } else if (instruction.mayWrite(Decoder.RDI)) {
            forget();
        }
    }
}
