package org.unikraft.core.image;

import java.nio.file.Path;
import java.util.Optional;

/** Something in the root file system. Everything belongs to root. */
public sealed interface FileEntry {
    /** Permission bits, 07777. */
    int mode();

    record Directory(int mode) implements FileEntry {
        @Override
        public Optional<Origin> why() {
            return Optional.empty();
        }
    }

    /** Why it is there; empty for a directory, which is there for what is in it. */
    Optional<Origin> why();

    record Regular(Content content, int mode, Origin origin) implements FileEntry {
        String group() {
            return origin.group();
        }

        @Override
        public Optional<Origin> why() {
            return Optional.of(origin);
        }
    }

    /** A symbolic link. */
    record Link(String target, Origin origin) implements FileEntry {
        @Override
        public Optional<Origin> why() {
            return Optional.of(origin);
        }

        @Override
        public int mode() {
            return 0777;
        }
    }

    /** A file's bytes. */
    sealed interface Content {
        long size();

        record Bytes(byte[] bytes) implements Content {
            @Override
            public long size() {
                return bytes.length;
            }
        }

        /** A file of the machine that builds, which must not change while the image is written. */
        record OnDisk(Path file, long size) implements Content {}
    }
}
