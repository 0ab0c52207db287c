package org.unikraft.core.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.unikraft.core.model.UserError;

/**
 * A directory that appears complete or not at all: its files are written into a directory beside it, which takes its
 * place in the end. What a build that was killed has left is removed by the next one.
 */
final class OutputDirectory implements AutoCloseable {
    private static final String STAGING = ".new-";
    private static final String REPLACED = ".old-";

    private final Path target;
    private final Path staging;

    private OutputDirectory(Path target, Path staging) {
        this.target = target;
        this.staging = staging;
    }

    /** @throws UserError when nothing can be written there */
    static OutputDirectory open(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            removeLeftovers(parent, name);
            Path staging = Files.createTempDirectory(parent, "." + name + STAGING);
            // A temporary directory is its owner's alone, an image is as open as its user's other files.
            Files.delete(staging);
            return new OutputDirectory(parent.resolve(name), Files.createDirectory(staging));
        } catch (IOException e) {
            throw new UserError(
                    "output-not-writable",
                    "The image cannot be written to " + parent + ".",
                    e.getClass().getSimpleName() + ": " + e.getMessage() + ".",
                    "Make that directory writable, or set <outputDirectory> to another one.",
                    e);
        }
    }

    private static void removeLeftovers(Path parent, String name) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, "." + name + ".{new,old}-*")) {
            for (Path each : leftovers) {
                Trees.delete(each);
            }
        }
    }

    /** Where the files are written. */
    Path staging() {
        return staging;
    }

    Path target() {
        return target;
    }

    /** Puts what was written in place of what was there. */
    void commit() throws IOException {
        Path replaced = target.resolveSibling(staging.getFileName().toString().replace(STAGING, REPLACED));
        boolean replaces = Files.exists(target);
        if (replaces) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (replaces) {
                Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        if (replaces) {
            Trees.delete(replaced);
        }
    }

    /** Removes what was not put in place. */
    @Override
    public void close() throws IOException {
        Trees.delete(staging);
    }
}
