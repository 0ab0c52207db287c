package org.unikraft.core.analyze;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unikraft.core.model.Digest;
import org.unikraft.core.model.Jdk;

/** Which module of a JDK a package is in. */
final class JdkPackages {
    private final SortedMap<String, String> modules;

    private JdkPackages(SortedMap<String, String> modules) {
        this.modules = Collections.unmodifiableSortedMap(modules);
    }

    /** The module of a class, by its internal name; empty when the JDK has no such package. */
    Optional<String> moduleOf(String internalName) {
        int end = internalName.lastIndexOf('/');
        return end < 0 ? Optional.empty() : Optional.ofNullable(modules.get(internalName.substring(0, end)));
    }

    /** Reads a JDK's packages, or what was kept of them when that was done before. */
    static JdkPackages of(Jdk jdk, Path cache) throws IOException {
        Path file = cache.resolve(
                "packages-" + Digest.of(jdk.home() + "\n" + jdk.release()).hex());
        if (Files.exists(file)) {
            return new JdkPackages(load(file));
        }
        SortedMap<String, String> modules = read(jdk);
        store(file, modules);
        return new JdkPackages(modules);
    }

    private static SortedMap<String, String> load(Path file) throws IOException {
        SortedMap<String, String> modules = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int separator = line.indexOf(' ');
            modules.put(line.substring(0, separator), line.substring(separator + 1));
        }
        return modules;
    }

    private static void store(Path file, SortedMap<String, String> modules) throws IOException {
        StringBuilder text = new StringBuilder();
        modules.forEach(
                (name, module) -> text.append(name).append(' ').append(module).append('\n'));
        Cache.write(file, text);
    }

    /** {@code /packages/java.lang} holds a link for each module that has something in it, as directory or package. */
    private static SortedMap<String, String> read(Jdk jdk) throws IOException {
        if (jdk.isCurrent()) {
            return read(FileSystems.getFileSystem(URI.create("jrt:/")));
        }
        try (FileSystem image = FileSystems.newFileSystem(
                URI.create("jrt:/"), Map.of("java.home", jdk.home().toString()))) {
            return read(image);
        }
    }

    private static SortedMap<String, String> read(FileSystem image) throws IOException {
        SortedMap<String, String> modules = new TreeMap<>();
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(image.getPath("/packages"))) {
            for (Path each : packages) {
                String name = each.getFileName().toString();
                for (Path module : children(each)) {
                    if (holdsClasses(image, module.getFileName().toString(), name)) {
                        modules.put(name.replace('.', '/'), module.getFileName().toString());
                    }
                }
            }
        }
        return modules;
    }

    private static Iterable<Path> children(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            List<Path> list = new ArrayList<>();
            children.forEach(list::add);
            return list;
        }
    }

    private static boolean holdsClasses(FileSystem image, String module, String name) throws IOException {
        Path directory = image.getPath("/modules", module, name.replace('.', '/'));
        try (DirectoryStream<Path> classes = Files.newDirectoryStream(directory, "*.class")) {
            return classes.iterator().hasNext();
        }
    }
}
