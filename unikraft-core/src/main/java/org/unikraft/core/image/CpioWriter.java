package org.unikraft.core.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.UserError;

/**
 * Writes a root file system as cpio archive of the "new ASCII" format (cpio(5), "newc"), uncompressed.
 *
 * <p>File data starts on a page, so that a kernel can map it where it lies: the name of a file is followed by more NUL
 * bytes than the one that ends it, and all of them count in {@code c_namesize}. Readers take the name up to the first.
 * Inode numbers count up, owner and group are 0, and all modification times are the same, so the bytes depend on
 * nothing but the content.
 */
final class CpioWriter {
    static final int PAGE = 4096;
    private static final String MAGIC = "070701";
    private static final int HEADER = 110;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFLNK = 0120000;
    private static final long MAX_UINT32 = 0xffffffffL;

    private final FileChannel out;
    private final long mtime;
    private final SortedMap<ImagePath, Long> offsets = new TreeMap<>();
    private long position;
    private int inode = 1;

    private CpioWriter(FileChannel out, long mtime) {
        this.out = out;
        this.mtime = mtime;
    }

    /**
     * Writes an archive to a new file, and says where in it the content of each file starts.
     *
     * @param timestamp of all entries; one outside of 1970 to 2106 becomes the nearest that the format has
     */
    static SortedMap<ImagePath, Long> write(Path file, RootFileSystem files, Instant timestamp) throws IOException {
        long mtime = Math.min(Math.max(timestamp.getEpochSecond(), 0), MAX_UINT32);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            CpioWriter writer = new CpioWriter(out, mtime);
            for (Map.Entry<ImagePath, FileEntry> entry : files.entries().entrySet()) {
                if (!entry.getKey().equals(ImagePath.ROOT)) {
                    writer.entry(entry.getKey(), entry.getValue());
                }
            }
            writer.header("TRAILER!!!", 0, 1, 0, 0, 0, false);
            writer.padTo(PAGE);
            return writer.offsets;
        }
    }

    private void entry(ImagePath path, FileEntry entry) throws IOException {
        String name = path.value().substring(1);
        if (entry instanceof FileEntry.Directory) {
            header(name, S_IFDIR | entry.mode(), 2, 0, inode++, mtime, false);
        } else if (entry instanceof FileEntry.Link link) {
            byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
            header(name, S_IFLNK | entry.mode(), 1, target.length, inode++, mtime, false);
            write(ByteBuffer.wrap(target));
            padTo(4);
        } else {
            FileEntry.Content content = ((FileEntry.Regular) entry).content();
            header(name, S_IFREG | entry.mode(), 1, content.size(), inode++, mtime, content.size() > 0);
            offsets.put(path, position);
            content(content);
            padTo(4);
        }
    }

    /** struct cpio_newc_header, then the name. */
    private void header(String name, int mode, int nlink, long size, int ino, long time, boolean aligned)
            throws IOException {
        if (size > MAX_UINT32) {
            throw new UserError(
                    "file-too-large",
                    "/" + name + " is too large for an image.",
                    "It has " + new ByteSize(size) + "; the root file system's format ends at 4 GiB a file.",
                    "Leave it out, or split it.");
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        long nameSize = bytes.length + 1;
        if (aligned) {
            nameSize = roundUp(position + HEADER + nameSize, PAGE) - position - HEADER;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) (roundUp(position + HEADER + nameSize, 4) - position));
        buffer.put(MAGIC.getBytes(StandardCharsets.US_ASCII));
        long[] fields = {ino, mode, 0, 0, nlink, time, size, 0, 0, 0, 0, nameSize, 0};
        for (long field : fields) {
            buffer.put(hex(field));
        }
        buffer.put(bytes).rewind();
        write(buffer);
    }

    private static byte[] hex(long value) {
        return String.format("%08x", value).getBytes(StandardCharsets.US_ASCII);
    }

    private void content(FileEntry.Content content) throws IOException {
        if (content instanceof FileEntry.Content.Bytes inMemory) {
            write(ByteBuffer.wrap(inMemory.bytes()));
        } else {
            FileEntry.Content.OnDisk onDisk = (FileEntry.Content.OnDisk) content;
            try (FileChannel in = FileChannel.open(onDisk.file(), StandardOpenOption.READ)) {
                copy(in, onDisk);
            }
        }
    }

    private void copy(FileChannel in, FileEntry.Content.OnDisk file) throws IOException {
        for (long done = 0; done < file.size(); ) {
            long count = in.transferTo(done, file.size() - done, out);
            if (count <= 0) {
                throw new IOException(file.file() + " became shorter while the image was written");
            }
            done += count;
        }
        position += file.size();
    }

    private void padTo(int alignment) throws IOException {
        write(ByteBuffer.allocate((int) (roundUp(position, alignment) - position)));
    }

    private void write(ByteBuffer buffer) throws IOException {
        position += buffer.remaining();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private static long roundUp(long value, int alignment) {
        return (value + alignment - 1) / alignment * alignment;
    }
}
