package org.unikraft.core.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** NUL-terminated strings, each once, one after the other. */
final class StringBlob {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Integer> offsets = new HashMap<>();
    private final int start;

    /** @param start offset of the first string */
    StringBlob(int start) {
        this.start = start;
    }

    int offsetOf(String text) {
        return offsets.computeIfAbsent(text, any -> {
            int offset = start + bytes.size();
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            return offset;
        });
    }

    int size() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    /** Some bytes, and the strings behind them. */
    byte[] after(byte[] head) {
        byte[] all = Arrays.copyOf(head, head.length + bytes.size());
        System.arraycopy(bytes.toByteArray(), 0, all, head.length, bytes.size());
        return all;
    }
}
