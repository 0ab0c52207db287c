package org.unikraft.core;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.LongStream;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.UserError;
import org.unikraft.core.resolve.BundledLibraries;

/**
 * Measures what the goal {@code build} adds to a Maven build: of hello, world, with nothing in the cache, and after a
 * change of its class. Each build runs in a JVM of its own, so that it pays for loading the plugin's classes, as in Maven;
 * the start of that JVM does not count. See docs/benchmarks/build.md.
 *
 * <p>Arguments: the homes of JDKs to make runtimes of; none: the one that runs this.
 */
final class BuildBenchmark {
    private static final int ROUNDS = 5;

    private BuildBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 3 && arguments[0].equals("once")) {
            once(Path.of(arguments[1]), Path.of(arguments[2]));
            return;
        }
        List<String> jdks = arguments.length == 0 ? List.of(System.getProperty("java.home")) : List.of(arguments);
        for (String jdk : jdks) {
            Path work = Files.createTempDirectory("benchmark");
            try {
                measure(Path.of(jdk), work);
            } finally {
                delete(work);
            }
        }
    }

    private static void measure(Path jdk, Path work) throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            new TestJar()
                    .source("package a; class Hello { public static void main(String[] x) {"
                            + " System.out.println(\"Hello, world " + round + "\"); } }")
                    .write(work.resolve("hello.jar"));
            String what = round == 0 ? "first" : "after a change of a class";
            System.out.println(jdk.getFileName() + ", " + what + ": " + build(jdk, work));
        }
    }

    private static String build(Path jdk, Path work) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BuildBenchmark.class.getName(),
                        "once",
                        jdk.toString(),
                        work.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the build failed: " + output);
        }
        return output;
    }

    private static void once(Path jdk, Path work) throws IOException {
        long start = System.nanoTime();
        long cpu = cpuMillis();
        try {
            Unikernel.build(
                    BuildRequest.builder(
                                    JavaApplication.of(work.resolve("hello.jar"), jdk),
                                    work.resolve("out"),
                                    work.resolve("cache"))
                            .build(),
                    new BundledLibraries(),
                    event -> {});
        } catch (UserError e) {
            System.out.println(e.text());
            System.exit(1);
        }
        System.out.println(
                (System.nanoTime() - start) / 1_000_000 + " ms, " + (cpuMillis() - cpu) + " ms of CPU on all cores");
    }

    /** Of this process and of those that it waited for (proc(5), stat: utime, stime, cutime, cstime in 1/100 s). */
    private static long cpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return 10
                * LongStream.of(11, 12, 13, 14)
                        .map(index -> Long.parseLong(fields[(int) index]))
                        .sum();
    }

    private static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
