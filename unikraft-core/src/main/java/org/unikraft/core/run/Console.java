package org.unikraft.core.run;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * The two ends of a machine's console.
 *
 * @param input what the application reads; its end is the end of the application's standard input. It is read ahead of
 *     the application, and not closed.
 * @param output gets every byte that the machine writes, as it comes; is not closed
 */
public record Console(InputStream input, OutputStream output) {
    public Console {
        Objects.requireNonNull(input);
        Objects.requireNonNull(output);
    }

    /** A console on which the application finds the end of its input at once. */
    public static Console withoutInput(OutputStream output) {
        return new Console(new ByteArrayInputStream(new byte[0]), output);
    }
}
