package org.unikraft.core.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What analysis keeps between builds. */
final class Cache {
    private Cache() {}

    /** Writes a file that others, in builds beside this one, see whole or not at all. */
    static void write(Path file, CharSequence text) throws IOException {
        Files.createDirectories(file.getParent());
        Path beside = Files.createTempFile(file.getParent(), "kept", ".tmp");
        try {
            Files.writeString(beside, text);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
