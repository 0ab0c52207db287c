package org.unikraft.core.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Directories in which the building machine keeps shared libraries: those that {@code /etc/ld.so.conf} names, then
 * those that dynamic linkers know by themselves (ld.so(8)). The cache of ld.so is not read: it holds the same.
 */
final class LibraryDirectories {
    private static final List<String> KNOWN =
            List.of("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib");
    private static final int MAX_INCLUDES = 100; // more than any system has; ends circles

    private final Set<Path> directories = new LinkedHashSet<>();
    private int includes;

    private LibraryDirectories() {}

    static List<Path> ofThisMachine() throws IOException {
        LibraryDirectories all = new LibraryDirectories();
        all.configuration(Path.of("/etc/ld.so.conf"));
        KNOWN.forEach(directory -> all.directories.add(Path.of(directory)));
        return all.directories.stream().filter(Files::isDirectory).toList();
    }

    static List<String> known() {
        return KNOWN;
    }

    private void configuration(Path file) throws IOException {
        if (!Files.isReadable(file) || ++includes > MAX_INCLUDES) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            String text = line.replaceFirst("#.*", "").strip();
            if (text.matches("include\\s.*")) {
                for (String pattern : text.substring("include".length()).strip().split("\\s+")) {
                    include(file.resolveSibling(pattern));
                }
            } else if (text.startsWith("/")) {
                directories.add(Path.of(text));
            }
        }
    }

    private void include(Path pattern) throws IOException {
        Path directory = pattern.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> matches =
                Files.newDirectoryStream(directory, pattern.getFileName().toString())) {
            matches.forEach(files::add);
        }
        for (Path file : files) {
            configuration(file);
        }
    }
}
