package org.unikraft.core.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The file that a machine's console went to. */
final class ConsoleLog {
    private static final int LAST_BYTES = 8192;
    private static final int LAST_LINES = 20;

    private ConsoleLog() {}

    /** Its end: at most 20 lines of at most 8 KiB. */
    static List<String> lastLines(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long skipped = Math.max(0, log.length() - LAST_BYTES);
            log.seek(skipped);
            byte[] end = new byte[(int) (log.length() - skipped)];
            log.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            // The first may have begun before.
            int first = skipped > 0 && lines.size() > 1 ? 1 : 0;
            return lines.subList(Math.max(first, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of("(" + file + " cannot be read: " + e.getMessage() + ")");
        }
    }
}
