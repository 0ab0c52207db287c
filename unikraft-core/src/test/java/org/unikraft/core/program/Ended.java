package org.unikraft.core.program;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.unikraft.core.run.Outcome;

/**
 * How a program ended.
 *
 * @param status as a shell gives it: 128 + n after signal n
 * @param output what it wrote to its standard output and error, in the order of the writes
 */
record Ended(String status, byte[] output) {
    static Ended of(Outcome outcome, byte[] output) {
        if (outcome instanceof Outcome.Exited exited) {
            return new Ended(Integer.toString(exited.status()), output);
        }
        if (outcome instanceof Outcome.KilledBySignal killed) {
            return new Ended(Integer.toString(128 + killed.number()), withoutObituary(killed, output));
        }
        return new Ended(outcome.description(), output);
    }

    /** What the application wrote: a last line of the kernel's says what killed it, as on Linux a shell would. */
    private static byte[] withoutObituary(Outcome.KilledBySignal killed, byte[] output) {
        String text = new String(output, StandardCharsets.ISO_8859_1);
        int start = text.lastIndexOf('\n', text.length() - 2) + 1;
        String last = text.substring(start);
        return last.startsWith("unikraft: ") && last.contains("killed by signal " + killed.number() + " ")
                ? text.substring(0, start).getBytes(StandardCharsets.ISO_8859_1)
                : output;
    }

    /** For the comparison and for who reads why it failed; bytes that are not ASCII as escapes. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("status " + status + ", output:\n");
        for (char c : new String(output, StandardCharsets.ISO_8859_1).toCharArray()) {
            text.append(c == '\n' || c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ended ended && status.equals(ended.status) && Arrays.equals(output, ended.output);
    }

    @Override
    public int hashCode() {
        return Objects.hash(status, Arrays.hashCode(output));
    }
}
