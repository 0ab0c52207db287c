package org.unikraft.core.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.unikraft.core.model.Jdk;
import org.unikraft.core.model.UserError;

/** The Linux that the tests run on: its compilers, its JDKs, and programs run on it. */
public final class Host {
    private static final int SECONDS = 120;

    private Host() {}

    /** Whether a program is in PATH. */
    public static boolean has(String tool) {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, tool))) {
                return true;
            }
        }
        return false;
    }

    /** The JDKs that are installed where Debian installs them, and the one that runs the tests, by version. */
    public static SortedMap<Integer, Path> jdks() {
        SortedMap<Integer, Path> jdks = new TreeMap<>();
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(Path.of("/usr/lib/jvm"))) {
            homes.forEach(home -> version(home).ifPresent(version -> jdks.put(version, home)));
        } catch (IOException e) {
            // Another system keeps them elsewhere; then there is the one below.
        }
        jdks.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        return jdks;
    }

    private static Optional<Integer> version(Path home) {
        try {
            return Optional.of(Jdk.at(home).feature());
        } catch (UserError e) {
            return Optional.empty();
        }
    }

    /** Runs a tool that has to succeed. */
    public static void tool(List<String> command) throws IOException, InterruptedException {
        Ended ended = run(command, Path.of("."), new byte[0], Map.of("PATH", System.getenv("PATH")));
        assertThat(ended.status()).as("%s: %s", command, ended).isEqualTo("0");
    }

    /** Runs a program with nothing in its environment but what is given. */
    static Ended run(List<String> command, Path directory, byte[] stdin, Map<String, String> env)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        Path input = Files.createTempFile("stdin", "");
        Path output = Files.createTempFile("stdout", "");
        try {
            Files.write(input, stdin);
            builder.environment().clear();
            builder.environment().putAll(env);
            Process process = builder.redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return new Ended("not ended after " + SECONDS + " s", Files.readAllBytes(output));
            }
            return new Ended(Integer.toString(process.exitValue()), Files.readAllBytes(output));
        } finally {
            Files.delete(input);
            Files.delete(output);
        }
    }
}
