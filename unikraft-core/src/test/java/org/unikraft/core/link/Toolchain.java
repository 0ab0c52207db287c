package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Compilers and binutils of the machine that runs the tests. A tool that is absent skips the test, and says so. */
final class Toolchain {
    /** What a program did. */
    record Outcome(int status, String output) {}

    private static final int SECONDS = 60;

    private Toolchain() {}

    /** The tool of the first of some names that the machine has; else the test is skipped. */
    static String need(String... names) {
        for (String name : names) {
            if (find(name).isPresent()) {
                return name;
            }
        }
        assumeTrue(false, "skipped: " + names[0] + " is not installed");
        throw new IllegalStateException();
    }

    private static Optional<Path> find(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static String compiler(String name) {
        return name.equals("clang") ? need("clang-14", "clang") : need(name);
    }

    /** Runs a command that has to succeed. */
    static String run(Path directory, List<String> command) {
        Outcome outcome = outcome(directory, command);
        assertThat(outcome.status)
                .as(String.join(" ", command) + "\n" + outcome.output)
                .isZero();
        return outcome.output;
    }

    static String run(Path directory, String... command) {
        return run(directory, List.of(command));
    }

    static Outcome outcome(Path directory, List<String> command) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            try {
                return outcome(directory, command, output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Outcome outcome(Path directory, List<String> command, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(String.join(" ", command) + " did not end in " + SECONDS + " s");
        }
        return new Outcome(process.exitValue(), Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** Compiles a source file to an object beside the others in a directory. */
    static Path compile(Path directory, String compiler, Path source, List<String> flags) {
        String name = source.getFileName().toString();
        Path object = directory.resolve(name.substring(0, name.lastIndexOf('.')) + ".o");
        List<String> command = new ArrayList<>(List.of(compiler, "-c"));
        command.addAll(flags);
        command.addAll(List.of("-o", object.toString(), source.toString()));
        run(directory, command);
        return object;
    }

    /** Assembles a text with GNU as. */
    static Path assemble(Path directory, String name, String text) {
        Path source = directory.resolve(name + ".s");
        try {
            Files.writeString(source, text.endsWith("\n") ? text : text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        need("as");
        Path object = directory.resolve(name + ".o");
        run(directory, "as", "-o", object.toString(), source.toString());
        return object;
    }

    static InputFile input(Path file) {
        try {
            return new InputFile(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path executable(Path file, byte[] image) {
        try {
            Files.write(file, image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** Lists a file with readelf, which has to find nothing strange in it. */
    static String readelf(Path file, String option) {
        need("readelf");
        String text = run(file.getParent(), "readelf", option, file.toString());
        assertThat(text.lines().filter(line -> line.startsWith("readelf: "))).isEmpty();
        return text;
    }
}
