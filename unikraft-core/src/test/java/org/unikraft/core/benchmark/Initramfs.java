package org.unikraft.core.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes a cpio archive as Linux's kernel takes it: names are as long as they are, where an image's are padded. */
final class Initramfs implements AutoCloseable {
    private static final int HEADER = 110;
    private static final int FIELD = 8;
    private static final String TRAILER = "TRAILER!!!";
    private static final int S_IFREG = 0100000;

    private final OutputStream output;
    private long written;
    private int inode = 1;

    Initramfs(Path file) throws IOException {
        output = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
    }

    /** A file. */
    void add(String name, int mode, byte[] content) throws IOException {
        entry(name, S_IFREG | mode, content);
    }

    /** All that is in an image's archive. */
    void addAll(Path archive) throws IOException {
        ByteBuffer input;
        try (FileChannel channel = FileChannel.open(archive)) {
            input = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
        while (true) {
            byte[] header = take(input, HEADER);
            int mode = field(header, 1);
            byte[] padded = take(input, field(header, 11));
            skipTo4(input);
            int length = 0;
            while (padded[length] != 0) {
                length++;
            }
            String name = new String(padded, 0, length, StandardCharsets.UTF_8);
            if (name.equals(TRAILER)) {
                return;
            }
            byte[] content = take(input, field(header, 6));
            skipTo4(input);
            entry(name, mode, content);
        }
    }

    private static byte[] take(ByteBuffer input, int count) {
        byte[] bytes = new byte[count];
        input.get(bytes);
        return bytes;
    }

    private static void skipTo4(ByteBuffer input) {
        input.position((input.position() + 3) & ~3);
    }

    private static int field(byte[] header, int number) {
        int start = 6 + number * FIELD;
        return Integer.parseUnsignedInt(
                new String(Arrays.copyOfRange(header, start, start + FIELD), StandardCharsets.US_ASCII), 16);
    }

    private void entry(String name, int mode, byte[] content) throws IOException {
        byte[] path = (name + '\0').getBytes(StandardCharsets.UTF_8);
        write(String.format(
                        "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
                        inode++, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, path.length, 0)
                .getBytes(StandardCharsets.US_ASCII));
        write(path);
        pad();
        write(content);
        pad();
    }

    private void write(byte[] bytes) throws IOException {
        output.write(bytes);
        written += bytes.length;
    }

    private void pad() throws IOException {
        write(new byte[(int) (-written & 3)]);
    }

    @Override
    public void close() throws IOException {
        entry(TRAILER, 0, new byte[0]);
        output.close();
    }
}
