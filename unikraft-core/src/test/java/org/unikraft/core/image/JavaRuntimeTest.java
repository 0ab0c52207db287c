package org.unikraft.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.Jdk;
import org.unikraft.core.model.UserError;

/** A runtime image is made once for each set of modules, by a JDK whose jlink is a script that notes how it was called. */
class JavaRuntimeTest {
    private static final Event.Listener NOBODY = event -> {};

    @TempDir
    Path directory;

    private Path home;
    private Path cache;

    @BeforeEach
    void makeJdk() throws IOException {
        home = Files.createDirectories(directory.resolve("jdk"));
        cache = directory.resolve("cache");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/modules"), "");
        Files.writeString(
                home.resolve("release"),
                "JAVA_VERSION=\"17.0.1\"\nMODULES=\"java.base java.sql\"\nOS_ARCH=\"x86_64\"\nOS_NAME=\"Linux\"\n");
        jlink("echo \"$*\" >> '" + directory + "/calls'; for last; do :; done; mkdir \"$last\"");
    }

    @Test
    void isMadeOnceForASetOfModules() throws IOException {
        Path first = runtime("java.base").directory();
        Path again = runtime("java.base").directory();
        Path other = runtime("java.base", "java.sql").directory();

        assertThat(again).isEqualTo(first).isDirectory();
        assertThat(other).isNotEqualTo(first).isDirectory();
        assertThat(Files.readAllLines(directory.resolve("calls")))
                .extracting(call -> call.replaceFirst(" --output .*", ""))
                .containsExactly(
                        "--add-modules java.base --no-man-pages --no-header-files",
                        "--add-modules java.base,java.sql --no-man-pages --no-header-files");
    }

    @Test
    void isMadeAgainOfAnotherJdk() throws IOException {
        Path first = runtime("java.base").directory();
        Files.writeString(
                home.resolve("release"),
                Files.readString(home.resolve("release")).replace("17.0.1", "17.0.2"));

        assertThat(runtime("java.base").directory()).isNotEqualTo(first);
    }

    @Test
    void leavesNothingWhenJlinkFails() throws IOException {
        jlink("mkdir -p \"$6/half\"; echo 'Error: no such'; echo 'module' >&2; exit 3");
        UserError error = catchThrowableOfType(UserError.class, () -> runtime("java.base"));

        assertThat(error.text())
                .isEqualTo("No Java runtime could be made of " + home + ".\n"
                        + "jlink ended with status 3: Error: no such module\n"
                        + "Correct what jlink names, or use another JDK.");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void isNotMadeOfAJdkForAnotherMachine() throws IOException {
        Path release = home.resolve("release");
        Files.writeString(release, Files.readString(release).replace("x86_64", "aarch64"));

        assertThat(catchThrowableOfType(UserError.class, () -> Jdk.at(home)).text())
                .isEqualTo("No runtime image can be made of " + home + ".\n"
                        + "It is for Linux on aarch64; the image runs programs for Linux on x86_64.\n"
                        + "Use a full JDK 17 or later for Linux on x86_64: run Maven with it, or choose it by a"
                        + " toolchain.");
    }

    private JavaRuntime runtime(String... modules) throws IOException {
        return JavaRuntime.of(Jdk.at(home), new TreeSet<>(Set.of(modules)), false, cache, NOBODY);
    }

    private void jlink(String script) throws IOException {
        Path file = home.resolve("bin/jlink");
        Files.write(file, List.of("#!/bin/sh", script));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
