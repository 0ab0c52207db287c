package org.unikraft.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A JAR made for a test, of sources and other files. */
public final class TestJar {
    private static final Pattern CLASS = Pattern.compile("(?:class|interface|record) (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");

    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<String> sources = new ArrayList<>();
    private final Manifest manifest = new Manifest();

    public TestJar() {
        attribute("Manifest-Version", "1.0");
    }

    public TestJar attribute(String name, String value) {
        manifest.getMainAttributes().put(new Attributes.Name(name), value);
        return this;
    }

    public TestJar file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** A source file with one top-level class. */
    public TestJar source(String text) {
        sources.add(text);
        return this;
    }

    /** Compiles the sources and writes the JAR. */
    public Path write(Path jar) {
        try {
            compile(Files.createTempDirectory(jar.getParent(), "sources"));
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    JarEntry entry = new JarEntry(file.getKey());
                    entry.setTime(0);
                    out.putNextEntry(entry);
                    out.write(file.getValue());
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path scratch) throws IOException {
        Path classes = Files.createDirectory(scratch.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-d", classes.toString()));
        for (String source : sources) {
            Path directory = Files.createDirectories(
                    scratch.resolve(first(PACKAGE, source).replace('.', '/')));
            Path file = directory.resolve(first(CLASS, source) + ".java");
            arguments.add(Files.writeString(file, source).toString());
        }
        if (sources.isEmpty()) {
            return;
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalArgumentException("the test's sources do not compile");
        }
        try (Stream<Path> walk = Files.walk(classes)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    private static String first(Pattern pattern, String source) {
        Matcher matcher = pattern.matcher(source);
        return matcher.find() ? matcher.group(1) : "";
    }
}
