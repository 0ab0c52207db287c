package org.unikraft.core.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.unikraft.core.model.UserError;

/** A root file system in the making. A file put in place of another replaces it. */
public final class RootFileSystem {
    /** What a decoder puts in place of bytes that it does not know. */
    private static final char UNDECODABLE = '\ufffd';

    private final SortedMap<ImagePath, FileEntry> entries = new TreeMap<>();

    public RootFileSystem() {
        entries.put(ImagePath.ROOT, new FileEntry.Directory(0755));
    }

    /** All entries, a directory before what is in it. */
    public SortedMap<ImagePath, FileEntry> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    public boolean contains(ImagePath path) {
        return entries.containsKey(path);
    }

    /** Makes a directory and those that it is in; one that is there keeps its mode. */
    public void directory(ImagePath path) {
        directory(path, 0755);
    }

    /** Makes a directory with permission bits of its own. */
    public void directory(ImagePath path, int mode) {
        FileEntry there = entries.get(path);
        if (there instanceof FileEntry.Directory) {
            if (mode != 0755) {
                entries.put(path, new FileEntry.Directory(mode));
            }
            return;
        }
        if (there != null) {
            throw conflict(path, "is a file and a directory");
        }
        directory(path.parent());
        entries.put(path, new FileEntry.Directory(mode));
    }

    public void text(ImagePath path, String content, Origin origin) {
        bytes(path, content.getBytes(StandardCharsets.UTF_8), origin);
    }

    public void bytes(ImagePath path, byte[] content, Origin origin) {
        put(path, new FileEntry.Regular(new FileEntry.Content.Bytes(content), 0644, origin));
    }

    public void link(ImagePath path, String target, Origin origin) {
        put(path, new FileEntry.Link(target, origin));
    }

    /** Puts a file of the building machine into place; symbolic links to it are followed. */
    public void file(ImagePath path, Path source, Origin origin) throws IOException {
        file(path, source, isProgram(source) ? 0755 : 0644, origin);
    }

    /** Whether its owner may execute it; what this process may do says nothing about the file. */
    private static boolean isProgram(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
    }

    /** Puts a program into place, whatever its permissions are here. */
    public void executable(ImagePath path, Path source, Origin origin) throws IOException {
        file(path, source, 0755, origin);
    }

    private void file(ImagePath path, Path source, int mode, Origin origin) throws IOException {
        put(path, new FileEntry.Regular(new FileEntry.Content.OnDisk(source, Files.size(source)), mode, origin));
    }

    private void put(ImagePath path, FileEntry entry) {
        if (entries.get(path) instanceof FileEntry.Directory) {
            throw conflict(path, "is a directory and a file");
        }
        directory(path.parent());
        entries.put(path, entry);
    }

    /**
     * Puts what is in a directory of the building machine into a directory of the image. Symbolic links stay such.
     *
     * @param wanted which files and directories, by their path in {@code source}
     */
    public void tree(ImagePath target, Path source, Origin origin, Predicate<Path> wanted) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                Path relative = source.relativize(directory);
                if (!directory.equals(source) && !wanted.test(relative)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                checkName(directory);
                directory(target.resolve(relative.toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = source.relativize(file);
                if (wanted.test(relative)) {
                    checkName(file);
                    add(target.resolve(relative.toString()), file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            private void add(ImagePath path, Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    link(path, Files.readSymbolicLink(file).toString(), origin);
                } else if (attributes.isRegularFile()) {
                    file(path, file, origin);
                } else {
                    throw new UserError(
                            "rootfs-special-file",
                            file + " cannot be part of an image.",
                            "It is neither a file nor a directory nor a symbolic link.",
                            "Remove it; devices are in /dev of every image.");
                }
            }
        });
    }

    /** Java decodes names by the locale: what it cannot decode would have another name in the image. */
    private static void checkName(Path file) {
        String name = file.getFileName().toString();
        if (name.indexOf(UNDECODABLE) >= 0) {
            throw new UserError(
                    "undecodable-name",
                    "The name of " + file + " cannot be read.",
                    "It is not text in this process's encoding, " + System.getProperty("sun.jnu.encoding") + ".",
                    "Run Maven in a UTF-8 locale, for instance with LC_ALL=C.UTF-8, or rename the file.");
        }
    }

    private static UserError conflict(ImagePath path, String how) {
        return new UserError(
                "rootfs-conflict",
                path + " " + how + " in the image.",
                "A directory of <rootfs>, or src/main/rootfs, has it in another form than the rest of the image.",
                "Rename or remove it there.");
    }
}
