package org.unikraft.core.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.UserError;

/** The archive is one of format newc with every file's data on a page, read here by the format's description. */
class CpioWriterTest {
    private static final Origin ORIGIN = Origin.of("group", "a test");

    private static final Instant TIME = Instant.ofEpochSecond(0x12345678);

    @TempDir
    Path directory;

    @Test
    void writesEntriesInOrderWithNormalAttributes() throws IOException {
        RootFileSystem root = new RootFileSystem();
        root.text(ImagePath.of("/etc/hosts"), "127.0.0.1 localhost\n", ORIGIN);
        root.text(ImagePath.of("/etc/empty"), "", ORIGIN);
        root.link(ImagePath.of("/bin"), "usr/bin", ORIGIN);
        root.directory(ImagePath.of("/tmp"), 01777);

        assertThat(entries(archive(directory, root, TIME)))
                .extracting(Entry::toString)
                .containsExactly(
                        "ino=1 mode=120777 nlink=1 mtime=12345678 bin -> usr/bin",
                        "ino=2 mode=40755 nlink=2 mtime=12345678 etc -> ",
                        "ino=3 mode=100644 nlink=1 mtime=12345678 etc/empty -> ",
                        "ino=4 mode=100644 nlink=1 mtime=12345678 etc/hosts -> 127.0.0.1 localhost\n",
                        "ino=5 mode=41777 nlink=2 mtime=12345678 tmp -> ");
    }

    @Test
    void takesOverFilesOfTheMachineWhateverTheirOwnerAndTime() throws IOException {
        Path file = Files.writeString(directory.resolve("x"), "content");
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
        RootFileSystem root = new RootFileSystem();
        root.executable(ImagePath.of("/x"), file, ORIGIN);

        assertThat(entries(archive(directory, root, TIME)))
                .extracting(Entry::toString)
                .containsExactly("ino=1 mode=100755 nlink=1 mtime=12345678 x -> content");
    }

    @Test
    void refusesAFileThatTheFormatCannotHold() throws IOException {
        Path file = directory.resolve("x");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 32);
        }
        RootFileSystem root = new RootFileSystem();
        root.file(ImagePath.of("/data/x"), file, ORIGIN);

        assertThat(catchThrowableOfType(UserError.class, () -> archive(directory, root, TIME))
                        .text())
                .isEqualTo("/data/x is too large for an image.\n"
                        + "It has 4 GiB; the root file system's format ends at 4 GiB a file.\n"
                        + "Leave it out, or split it.");
    }

    @Test
    void clampsTimesThatTheFormatDoesNotHave() throws IOException {
        RootFileSystem root = new RootFileSystem();
        root.text(ImagePath.of("/x"), "", ORIGIN);

        assertThat(entries(archive(directory, root, Instant.parse("1960-01-01T00:00:00Z"))))
                .extracting(Entry::mtime)
                .containsExactly(0L);
        assertThat(entries(archive(directory, root, Instant.parse("2200-01-01T00:00:00Z"))))
                .extracting(Entry::mtime)
                .containsExactly(0xffffffffL);
    }

    @Property(tries = 50)
    void putsDataOfAnySizeUnderAnyNameOnAPage(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 9000) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 250) int nameLength)
            throws IOException {
        Path scratch = Files.createTempDirectory("cpio");
        try {
            RootFileSystem root = new RootFileSystem();
            for (int i = 0; i < sizes.size(); i++) {
                root.text(ImagePath.of("/" + i + "n".repeat(nameLength)), "x".repeat(sizes.get(i)), ORIGIN);
            }
            List<Entry> entries = entries(archive(scratch, root, TIME));
            assertThat(entries).extracting(entry -> entry.data().length()).isEqualTo(sizes);
            assertThat(entries)
                    .filteredOn(entry -> !entry.data().isEmpty())
                    .allSatisfy(entry -> assertThat(entry.dataOffset() % 4096).isZero());
        } finally {
            Trees.delete(scratch);
        }
    }

    private static byte[] archive(Path directory, RootFileSystem root, Instant time) throws IOException {
        Path file = directory.resolve("archive");
        Files.deleteIfExists(file);
        CpioWriter.write(file, root, time);
        return Files.readAllBytes(file);
    }

    record Entry(long ino, long mode, long nlink, long mtime, String name, long dataOffset, String data) {
        @Override
        public String toString() {
            return "ino=" + ino + " mode=" + Long.toOctalString(mode) + " nlink=" + nlink + " mtime="
                    + Long.toHexString(mtime) + " " + name + " -> " + data;
        }
    }

    /** cpio(5): magic, then 13 fields of 8 hexadecimal digits; name and data each padded to 4 bytes. */
    static List<Entry> entries(byte[] archive) {
        List<Entry> entries = new ArrayList<>();
        for (int at = 0; ; ) {
            assertThat(text(archive, at, 6)).isEqualTo("070701");
            long[] field = new long[13];
            for (int i = 0; i < field.length; i++) {
                field[i] = Long.parseLong(text(archive, at + 6 + 8 * i, 8), 16);
            }
            assertThat(List.of(field[2], field[3], field[7], field[8], field[9], field[10], field[12]))
                    .as("uid, gid, devices, check")
                    .containsOnly(0L);
            int nameSize = (int) field[11];
            String padded = text(archive, at + 110, nameSize);
            String name = Arrays.stream(padded.split("\0")).collect(Collectors.joining("\0"));
            assertThat(padded).as("NUL at the end of the name").endsWith("\0");
            int data = (at + 110 + nameSize + 3) & ~3;
            int size = (int) field[6];
            if (name.equals("TRAILER!!!")) {
                assertThat(archive.length - data).isLessThan(4096);
                return entries;
            }
            String content = new String(archive, data, size, UTF_8);
            entries.add(new Entry(field[0], field[1], field[4], field[5], name, data, content));
            at = (data + size + 3) & ~3;
        }
    }

    private static String text(byte[] archive, int at, int length) {
        return new String(archive, at, length, US_ASCII);
    }
}
