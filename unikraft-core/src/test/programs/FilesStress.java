// jvm: -Xmx96m -XX:+UseSerialGC | -Xmx160m -XX:+UseZGC
// memory: 512M
// modules: java.logging
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/** Many files by many threads, random access against a model, large maps, logs: files as applications use them. */
public class FilesStress {
    public static void main(String[] args) throws Exception {
        Path root = Files.createTempDirectory("stress");
        threads(root.resolve("threads"));
        model(root.resolve("model"));
        maps(root.resolve("maps"));
        appenders(root.resolve("append"));
        log(root.resolve("log"));
        deep(root.resolve("deep"));
        int[] deleted = {0};
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                deleted[0]++;
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
        System.out.println("deleted " + deleted[0] + ", gone " + Files.notExists(root));
    }

    /** Eight threads make, move, read and delete in one directory; what is left is what they say they left. */
    private static void threads(Path root) throws Exception {
        Files.createDirectory(root);
        ConcurrentHashMap<String, String> left = new ConcurrentHashMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int id = t;
            all.add(pool.submit(() -> {
                Random random = new Random(id);
                for (int i = 0; i < 150; i++) {
                    String name = "t" + id + "-" + i;
                    String text = name.repeat(1 + random.nextInt(400));
                    Path file = root.resolve(name);
                    Files.writeString(file, text);
                    Path moved = Files.move(file, root.resolve("m" + name), StandardCopyOption.ATOMIC_MOVE);
                    if (!Files.readString(moved).equals(text)) {
                        throw new AssertionError(moved);
                    }
                    if (random.nextBoolean()) {
                        Files.delete(moved);
                    } else {
                        left.put(moved.getFileName().toString(), text);
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        pool.shutdown();
        System.out.println("threads ended " + pool.awaitTermination(10, TimeUnit.SECONDS));
        int found = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path each : entries) {
                found++;
                if (!Files.readString(each).equals(left.get(each.getFileName().toString()))) {
                    throw new AssertionError(each);
                }
            }
        }
        System.out.println("left " + found + ", as many as said " + (found == left.size()));
    }

    /** Random writes, truncations and reads of one file by three ways, against an array. */
    private static void model(Path path) throws IOException {
        byte[] model = new byte[1 << 18];
        int size = 0;
        Random random = new Random(42);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 2000; i++) {
                int at = random.nextInt(model.length);
                byte[] bytes = new byte[random.nextInt(Math.min(9000, model.length - at) + 1)];
                random.nextBytes(bytes);
                switch (random.nextInt(5)) {
                    case 0 -> {
                        file.seek(at);
                        file.write(bytes);
                        System.arraycopy(bytes, 0, model, at, bytes.length);
                        size = bytes.length == 0 ? size : Math.max(size, at + bytes.length);
                    }
                    case 1 -> {
                        channel.write(ByteBuffer.wrap(bytes), at);
                        System.arraycopy(bytes, 0, model, at, bytes.length);
                        size = bytes.length == 0 ? size : Math.max(size, at + bytes.length);
                    }
                    case 2 -> {
                        file.setLength(at);
                        if (at < size) {
                            Arrays.fill(model, at, size, (byte) 0);
                        }
                        size = at;
                    }
                    case 3 -> {
                        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
                        int n = channel.read(direct, at);
                        check(n, direct.flip(), model, at, size);
                    }
                    default -> {
                        if (at < size) {
                            MappedByteBuffer map =
                                    channel.map(FileChannel.MapMode.READ_WRITE, at, Math.min(bytes.length, size - at));
                            check(map.remaining(), map.duplicate(), model, at, size);
                            map.put(bytes, 0, map.remaining());
                            System.arraycopy(bytes, 0, model, at, Math.min(bytes.length, size - at));
                        }
                    }
                }
            }
        }
        System.out.println("model " + Arrays.equals(Files.readAllBytes(path), Arrays.copyOf(model, size)) + " " + size);
    }

    private static void check(int n, ByteBuffer got, byte[] model, int at, int size) {
        for (int i = 0; i < n; i++) {
            if (at + i >= size || got.get(i) != model[at + i]) {
                throw new AssertionError("at " + (at + i) + " of " + size);
            }
        }
    }

    /** A file larger than the heap, mapped in parts; holes cost nothing. */
    private static void maps(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long sum = 0;
            for (int part = 0; part < 40; part++) {
                MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, part * (50L << 20), 50 << 20);
                for (int i = 0; i < map.capacity(); i += 1 << 20) {
                    map.putLong(i, part * 1000L + i);
                }
                sum += map.getLong(7 << 20);
            }
            System.out.println("maps " + channel.size() + " " + sum);
            channel.truncate(100);
            System.out.println("cut " + channel.size());
        }
    }

    /** Lines appended by several threads through their own channels stay whole. */
    private static void appenders(Path path) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String line = String.valueOf((char) ('a' + t)).repeat(70 + t) + "\n";
            all.add(pool.submit(() -> {
                try (FileChannel out =
                        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    for (int i = 0; i < 500; i++) {
                        out.write(ByteBuffer.wrap(line.getBytes()));
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        pool.shutdown();
        int whole = 0;
        try (BufferedReader in = Files.newBufferedReader(path)) {
            for (String line; (line = in.readLine()) != null; ) {
                int first = line.charAt(0);
                whole += line.chars().allMatch(c -> c == first) && line.length() == 70 + first - 'a' ? 1 : 0;
            }
        }
        System.out.println("whole lines " + whole);
    }

    private static void log(Path directory) throws IOException {
        Files.createDirectory(directory);
        Logger logger = Logger.getLogger("stress");
        logger.setUseParentHandlers(false);
        FileHandler handler = new FileHandler(directory + "/app.%g.log", 20_000, 3);
        logger.addHandler(handler);
        IntStream.range(0, 500).forEach(i -> logger.info("message number " + i));
        handler.close();
        try (var files = Files.list(directory)) {
            System.out.println(files.map(Path::getFileName).map(Path::toString).sorted().toList());
        }
    }

    private static void deep(Path root) throws IOException {
        Path at = root;
        for (int i = 0; i < 200; i++) {
            at = at.resolve("directory" + i);
        }
        Files.createDirectories(at);
        try (BufferedWriter out = Files.newBufferedWriter(at.resolve("bottom"))) {
            out.write("reached");
        }
        System.out.println(Files.readString(at.resolve("bottom")) + " " + at.resolve("bottom").toRealPath().getNameCount() % 100);
        try {
            Files.readString(root.resolve("../deep/./directory0/../nothing"));
        } catch (NoSuchFileException e) {
            System.out.println("no such file");
        } catch (UncheckedIOException e) {
            System.out.println(e);
        }
    }
}
