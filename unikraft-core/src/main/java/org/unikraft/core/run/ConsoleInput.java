package org.unikraft.core.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Sends input to a machine's console: 8 bits clean, with an end ({@code docs/design.md}, "Console"). */
final class ConsoleInput {
    private static final int END_OF_INPUT = 0x04;
    private static final int QUOTE = 0x16;

    private ConsoleInput() {}

    /** Copies all of the input, as it comes, and then says that it has ended. */
    static void copy(InputStream input, OutputStream console) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
            console.write(quoted(buffer, count));
            console.flush();
        }
        console.write(END_OF_INPUT);
        console.flush();
    }

    private static byte[] quoted(byte[] bytes, int count) {
        ByteArrayOutputStream quoted = new ByteArrayOutputStream(count + 16);
        for (int i = 0; i < count; i++) {
            if (bytes[i] == END_OF_INPUT || bytes[i] == QUOTE) {
                quoted.write(QUOTE);
            }
            quoted.write(bytes[i]);
        }
        return quoted.toByteArray();
    }
}
