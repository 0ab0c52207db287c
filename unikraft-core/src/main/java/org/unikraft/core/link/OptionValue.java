package org.unikraft.core.link;

import java.util.Objects;

/** The value of a symbol that stands for an option of a library. */
public sealed interface OptionValue {
    /** The symbol's value itself. */
    record Number(long value) implements OptionValue {}

    /** The symbol is the address of this text, NUL-terminated, in read-only data. */
    record Text(String value) implements OptionValue {
        public Text {
            Objects.requireNonNull(value);
        }
    }
}
