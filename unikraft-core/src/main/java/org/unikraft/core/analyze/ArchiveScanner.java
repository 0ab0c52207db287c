package org.unikraft.core.analyze;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.unikraft.core.model.UserError;

/** Reads a JAR, with the JARs in it, or a directory of classes. */
final class ArchiveScanner {
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/([0-9]{1,4})/(.*)");
    /** JARs in JARs in JARs: deeper ones are data. There are archives that hold themselves. */
    private static final int MAX_DEPTH = 4;

    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|so\\.[0-9.]+|dll|dylib|jnilib)");

    private final int feature;
    private final ClassScanner classes;
    private final boolean wantMains;

    /** Binary names of the loadable classes that have a main method. */
    final SortedMap<String, ClassScanner.Main> mains = new TreeMap<>();
    /** Native libraries, in the order of the archive. */
    final List<NativeLibrary> natives = new ArrayList<>();
    /** Internal names of the classes that a class loader finds in it: not those of nested JARs or of odd places. */
    final Set<String> loadable = new HashSet<>();
    /** Entries named as classes that no class file's reader understands. */
    final List<String> ignored = new ArrayList<>();

    /**
     * @param feature version of the JDK, which tells the classes that count in a multi-release JAR
     * @param classes gets all class files
     * @param wantMains whether main methods are looked for
     */
    ArchiveScanner(int feature, ClassScanner classes, boolean wantMains) {
        this.feature = feature;
        this.classes = classes;
        this.wantMains = wantMains;
    }

    void scan(Path archive) {
        try {
            if (Files.isDirectory(archive)) {
                directory(archive);
            } else {
                jar(archive);
            }
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    static UserError unreadable(Path archive, IOException cause) {
        return new UserError(
                "unreadable-jar",
                archive + " cannot be read as a JAR.",
                (Files.exists(archive) ? cause.getMessage() : "There is no such file") + ".",
                "Build it again; a dependency may have to be deleted from the local repository first.",
                cause);
    }

    private void directory(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            entry(root.relativize(file).toString(), () -> Files.newInputStream(file), 0);
        }
    }

    private void jar(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                entry(entry.getName(), () -> zip.getInputStream(entry), 0);
            }
        }
    }

    private interface Content {
        InputStream open() throws IOException;
    }

    /** @param depth how many JARs the one that holds the entry is in */
    private void entry(String name, Content content, int depth) throws IOException {
        if (name.endsWith(".class") && counts(name)) {
            try (InputStream in = content.open()) {
                classFile(name, in.readAllBytes(), depth == 0);
            }
        } else if (name.endsWith(".jar") && depth < MAX_DEPTH) {
            try (InputStream in = content.open()) {
                nested(new ZipInputStream(in), depth + 1);
            }
        } else if (NATIVE.matcher(name).matches()) {
            try (InputStream in = content.open()) {
                natives.add(NativeLibrary.read(name, in.readAllBytes()));
            }
        }
    }

    private void nested(ZipInputStream zip, int depth) throws IOException {
        // The stream ends with the entry; closing it would end the archive.
        InputStream content = new FilterInputStream(zip) {
            @Override
            public void close() {}
        };
        for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
            entry(entry.getName(), () -> content, depth);
        }
    }

    private static ZipEntry next(ZipInputStream zip) throws IOException {
        try {
            return zip.getNextEntry();
        } catch (IllegalArgumentException e) {
            throw new ZipException("a JAR in it has an entry whose name is not UTF-8");
        }
    }

    private boolean counts(String name) {
        Matcher versioned = VERSIONED.matcher(name);
        return !versioned.matches() || Integer.parseInt(versioned.group(1)) <= feature;
    }

    private void classFile(String name, byte[] content, boolean outer) {
        try {
            String className = classes.scan(content);
            if (outer && name.equals(className + ".class")) {
                loadable.add(className);
                ClassScanner.Main main = wantMains ? ClassScanner.main(content) : ClassScanner.Main.NONE;
                if (main != ClassScanner.Main.NONE) {
                    mains.put(className.replace('/', '.'), main);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Templates and tests of other tools; the JVM will say what it thinks of it when it is used.
            ignored.add(name);
        }
    }
}
