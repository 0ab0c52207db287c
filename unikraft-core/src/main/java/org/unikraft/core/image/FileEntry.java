package org.unikraft.core.image;

import java.nio.file.Path;

/** Something in the root file system. Everything belongs to root. */
public sealed interface FileEntry {
    /** Permission bits, 07777. */
    int mode();

    record Directory(int mode) implements FileEntry {}

    /**
     * @param group for the report: what the file is part of
     */
    record Regular(Content content, int mode, String group) implements FileEntry {}

    /** A symbolic link. */
    record Link(String target) implements FileEntry {
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
