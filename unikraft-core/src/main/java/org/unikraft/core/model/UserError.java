package org.unikraft.core.model;

import java.util.Objects;

/**
 * Something that the user can put right. It says what is wrong, why, and what to do; {@code docs/errors.md} lists every
 * one of them under its code.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String why;
    private final String advice;

    /**
     * @param code the heading in {@code docs/errors.md}, for instance {@code no-main-class}
     * @param what one sentence: what is wrong
     * @param why the facts that show it, may be empty
     * @param advice what to do about it
     */
    public UserError(String code, String what, String why, String advice) {
        this(code, what, why, advice, null);
    }

    public UserError(String code, String what, String why, String advice, Throwable cause) {
        super(Objects.requireNonNull(what), cause);
        this.code = Objects.requireNonNull(code);
        this.why = Objects.requireNonNull(why);
        this.advice = Objects.requireNonNull(advice);
    }

    public String code() {
        return code;
    }

    public String what() {
        return getMessage();
    }

    public String why() {
        return why;
    }

    public String advice() {
        return advice;
    }

    /** What, why and advice, each on lines of its own. */
    public String text() {
        return why.isEmpty() ? what() + "\n" + advice : what() + "\n" + why + "\n" + advice;
    }
}
