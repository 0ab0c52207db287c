// env: LANG=C.UTF-8
// modules: jdk.zipfs
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** NIO walk, memory-mapped files, locks, temporary files, RandomAccessFile, zip file system. */
public class FilesJava {
    public static void main(String[] args) throws Exception {
        Path root = Files.createTempDirectory("files");
        Path deep = Files.createDirectories(root.resolve("a/b/c"));
        for (int i = 0; i < 50; i++) {
            Files.writeString(deep.resolve("f" + i), "content " + i + "\n");
        }
        try (Stream<Path> walk = Files.walk(root)) {
            System.out.println(walk.filter(Files::isRegularFile).count() + " files");
        }
        try (Stream<String> lines = Files.lines(deep.resolve("f7"))) {
            lines.forEach(System.out::println);
        }
        errors(root, deep);
        attributes(deep.resolve("f1"));
        mapped(root.resolve("mapped"));
        locks(root.resolve("locked"));
        random(root.resolve("random"));
        zip(root.resolve("archive.zip"));
        copies(root);
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.sorted((x, y) -> y.compareTo(x)).toList()) {
                Files.delete(path);
            }
        }
        System.out.println("gone: " + Files.notExists(root));
    }

    private static void errors(Path root, Path deep) {
        attempt("create again", () -> Files.createFile(deep.resolve("f0")));
        attempt("read nothing", () -> Files.readString(root.resolve("nothing")));
        attempt("delete full", () -> Files.delete(deep));
        attempt("list a file", () -> Files.list(deep.resolve("f0")).close());
    }

    private static void attributes(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_123L));
        System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " "
                + Files.getLastModifiedTime(file) + " " + Files.size(file));
        Path link = Files.createSymbolicLink(file.resolveSibling("link"), Path.of("f1"));
        System.out.println(Files.readSymbolicLink(link) + " " + Files.isSameFile(link, file) + " " + Files.isSymbolicLink(link));
        System.out.println(link.toRealPath().getFileName());
    }

    private static void mapped(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1 << 20);
            for (int i = 0; i < 1 << 20; i += 4096) {
                map.putInt(i, i);
            }
            map.force();
            ByteBuffer read = ByteBuffer.allocate(4);
            channel.read(read, 40960);
            System.out.println("mapped " + channel.size() + " " + read.flip().getInt());
            channel.write(ByteBuffer.wrap("written".getBytes()), 5000);
            byte[] seen = new byte[7];
            map.get(5000, seen);
            System.out.println(new String(seen));
            MappedByteBuffer copy = channel.map(FileChannel.MapMode.PRIVATE, 0, 8192);
            copy.put(5000, (byte) 'X');
            System.out.println((char) copy.get(5000) + " " + (char) map.get(5000));
        }
    }

    private static void locks(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            System.out.println("locked " + lock.isValid() + " " + lock.isShared());
            try {
                channel.tryLock();
            } catch (OverlappingFileLockException e) {
                System.out.println("overlaps");
            }
        }
    }

    private static void random(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(100);
            file.seek(50);
            file.writeUTF("grün");
            file.seek(50);
            System.out.println(file.readUTF() + " " + file.getFilePointer() + " " + file.length());
            file.setLength(10);
            System.out.println(file.length() + " " + file.read());
        }
    }

    private static void zip(Path archive) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + archive.toUri()), Map.of("create", "true"))) {
            Files.createDirectory(zip.getPath("/d"));
            Files.write(zip.getPath("/d/text"), List.of("zipped", "lines"));
        }
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            System.out.println(zip.size() + " " + new String(
                    zip.getInputStream(zip.getEntry("d/text")).readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    private static void copies(Path root) throws IOException {
        Path big = root.resolve("big");
        byte[] block = new byte[3_000_000];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i * 31);
        }
        Files.write(big, block);
        Path copy = Files.copy(big, root.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        System.out.println("copied " + (Files.mismatch(big, copy) == -1));
        Files.move(copy, root.resolve("a/moved"), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel from = FileChannel.open(big);
                FileChannel to = FileChannel.open(root.resolve("sent"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            System.out.println("sent " + from.transferTo(0, from.size(), to));
        }
        System.out.println(Files.mismatch(root.resolve("a/moved"), root.resolve("sent")));
        Path temp = Files.createTempFile(root, "t", ".tmp");
        temp.toFile().deleteOnExit();
        System.out.println(Files.getFileStore(root).getTotalSpace() > 0);
        Files.delete(temp);
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(String what, Attempt attempt) {
        try {
            attempt.run();
            System.out.println(what + " works");
        } catch (FileAlreadyExistsException | NoSuchFileException | DirectoryNotEmptyException e) {
            System.out.println(what + ": " + e.getClass().getSimpleName());
        } catch (IOException e) {
            System.out.println(what + ": " + e.getClass().getSimpleName());
        }
    }
}
