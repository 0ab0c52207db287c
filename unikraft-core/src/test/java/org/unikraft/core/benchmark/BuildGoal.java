package org.unikraft.core.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The plugin's goal in a build of it/hello-java, timed by Maven's own log. */
final class BuildGoal {
    private static final Path CASE = Path.of("../it/hello-java");
    /** Where the build of the it module has installed the plugin. */
    private static final Path REPOSITORY = Path.of("../target/it/local-repository");

    private static final int ROUNDS = 7;
    private static final Pattern GOAL = Pattern.compile("^([0-9]+) .*--- .*unikraft.*:build .*");
    private static final Pattern NEXT = Pattern.compile("^([0-9]+) .*---.*");

    private BuildGoal() {}

    static List<Figure> measure(Path work) throws IOException, InterruptedException {
        if (!Files.isDirectory(REPOSITORY)) {
            throw new IllegalStateException(
                    "The plugin is not installed in " + REPOSITORY + ": docs/benchmarks/README.md has the command.");
        }
        Path project = work.resolve("hello-java");
        copy(CASE, project);
        Path source = project.resolve("src/main/java/com/example/Hello.java");
        build(project, false); // what Maven still has to download, it downloads now
        List<Double> first = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            delete(project.resolve("target"));
            first.add(build(project, true));
            Files.writeString(source, Files.readString(source) + "// " + i + "\nclass Changed" + i + " {}\n");
            again.add(build(project, true));
        }
        return List.of(
                new Figure("The build goal, the first time", new Samples(first).text(), "5 s", "5.9 to 11 s (make)"),
                new Figure("The build goal, classes changed", new Samples(again).text(), "1.5 s", "1.6 s (make)"));
    }

    static double build(Path project, boolean offline) throws IOException, InterruptedException {
        Path log = project.resolve("build.log");
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        offline ? "--offline" : "--no-transfer-progress",
                        "-Dmaven.repo.local=" + REPOSITORY.toAbsolutePath().normalize(),
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "package")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        maven.getOutputStream().close();
        if (!maven.waitFor(5, TimeUnit.MINUTES) || maven.exitValue() != 0) {
            maven.destroyForcibly();
            throw new IllegalStateException("Maven failed: " + Files.readString(log));
        }
        return seconds(Files.readAllLines(log, StandardCharsets.UTF_8));
    }

    /** From the line that announces the goal to the next that announces anything: milliseconds stand first in each. */
    private static double seconds(List<String> log) {
        long start = -1;
        for (String line : log) {
            Matcher goal = GOAL.matcher(line);
            Matcher next = NEXT.matcher(line);
            if (goal.matches()) {
                start = Long.parseLong(goal.group(1));
            } else if (start >= 0 && next.matches()) {
                return (Long.parseLong(next.group(1)) - start) / 1e3;
            }
        }
        throw new IllegalStateException("Maven's log does not show the goal: " + log);
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(file -> !file.startsWith(from.resolve("target")))
                    .toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    try {
                        Files.delete(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }
}
