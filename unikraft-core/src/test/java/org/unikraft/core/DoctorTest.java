package org.unikraft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor says what is there, what is missing, and how that is installed. */
class DoctorTest {
    @TempDir
    Path directory;

    @Test
    void saysWhatIsThere() throws Exception {
        Path qemu = script("echo 'QEMU emulator version 1.2.3'; echo more; [ $# = 1 ]");
        Path jdk = jdk();
        List<Doctor.Finding> findings = Doctor.examine(jdk, Optional.of(qemu), "max");

        assertThat(findings.get(0))
                .isEqualTo(new Doctor.Finding(Doctor.State.PRESENT, "JDK", "Java 21.0.1 at " + jdk + ".", ""));
        assertThat(findings.get(1))
                .isEqualTo(new Doctor.Finding(
                        Doctor.State.PRESENT, "QEMU", "QEMU emulator version 1.2.3 at " + qemu + ".", ""));
    }

    @Test
    void saysWhatIsMissingAndHowItIsInstalled() throws Exception {
        Path qemu = directory.resolve("qemu");
        List<Doctor.Finding> findings = Doctor.examine(directory, Optional.of(qemu), "max");

        assertThat(findings)
                .containsExactly(
                        new Doctor.Finding(
                                Doctor.State.MISSING,
                                "JDK",
                                "No runtime image can be made of " + directory
                                        + ". There is no readable file 'release' in it.",
                                "Install one and run Maven with it: apt-get install openjdk-17-jdk-headless (Debian,"
                                        + " Ubuntu)."),
                        new Doctor.Finding(
                                Doctor.State.MISSING,
                                "QEMU",
                                "There is no QEMU at " + qemu + ". There is no such file.",
                                "Name qemu-system-x86_64 by its path, or nothing: then it is looked for in PATH."),
                        new Doctor.Finding(
                                Doctor.State.OPTIONAL,
                                "KVM",
                                "Without QEMU it cannot be tried. Machines run, on an emulated CPU, which is many"
                                        + " times slower.",
                                "Install QEMU."),
                        new Doctor.Finding(
                                Doctor.State.OPTIONAL,
                                "network",
                                "Without QEMU there is no network for machines.",
                                "Install QEMU."));
    }

    @Test
    void saysWhetherQemuHasANetworkOfItsOwn() throws Exception {
        Path qemu = script("[ $# = 1 ] && exec echo version; printf 'types:\\nsocket\\nuser\\n'");
        assertThat(Doctor.examine(directory, Optional.of(qemu), "max").get(3).detail())
                .isEqualTo("This QEMU has a user-mode network, which forwards ports.");
        qemu = script("[ $# = 1 ] && exec echo version; printf 'types:\\nsocket\\ntap\\n'");
        assertThat(Doctor.examine(directory, Optional.of(qemu), "max").get(3))
                .isEqualTo(new Doctor.Finding(
                        Doctor.State.OPTIONAL,
                        "network",
                        "This QEMU has no user-mode network: it was built without libslirp.",
                        "Install another one, or use a tap interface with unikraft.network=tap:<interface>."));
    }

    @Test
    void saysThatQemuDoesNotStart() throws Exception {
        Path qemu = script("echo 'cannot load library'; exit 127");

        assertThat(Doctor.examine(jdk(), Optional.of(qemu), "max").get(1))
                .isEqualTo(new Doctor.Finding(
                        Doctor.State.MISSING,
                        "QEMU",
                        "QEMU at " + qemu + " does not start. cannot load library",
                        "Install it again."));
    }

    private Path jdk() throws IOException {
        Path home = Files.createDirectories(directory.resolve("jdk"));
        Files.createDirectories(home.resolve("bin"));
        Files.createFile(home.resolve("bin/jlink"));
        Files.writeString(
                home.resolve("release"),
                "JAVA_VERSION=\"21.0.1\"\nMODULES=\"java.base\"\nOS_ARCH=\"x86_64\"\nOS_NAME=\"Linux\"\n");
        return home;
    }

    private Path script(String text) throws IOException {
        Path file = Files.write(directory.resolve("qemu-script"), List.of("#!/bin/sh", text));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
