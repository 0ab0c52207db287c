package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.UserError;

class QemuTest {
    @TempDir
    Path directory;

    @Test
    void theFirstOneInThePathIsTaken() throws IOException {
        Path installed = FakeQemu.install(directory);
        String path = String.join(File.pathSeparator, "", "/nowhere", directory.toString(), "/usr/bin");
        assertThat(Qemu.find(Optional.empty(), path).executable()).isEqualTo(installed);
    }

    @Test
    void whereThereIsNoneTheMessageSaysHowToInstallIt() {
        assertThatThrownBy(() -> Qemu.find(Optional.empty(), "/nowhere"))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.text()).isEqualTo("""
                                QEMU is not installed.
                                qemu-system-x86_64 is in none of the directories of PATH: /nowhere
                                Install it: apt-get install qemu-system-x86 (Debian, Ubuntu), \
                                dnf install qemu-system-x86-core (Fedora) or brew install qemu (macOS)."""));
    }

    @Test
    void aNamedOneMustBeThere() {
        Path missing = directory.resolve("qemu");
        assertThatThrownBy(() -> Qemu.find(Optional.of(missing), "/usr/bin"))
                .isInstanceOf(UserError.class)
                .hasMessage("There is no QEMU at " + missing + ".");
    }

    @Test
    void aMissingKernelIsNamed() throws IOException {
        Qemu qemu = Qemu.find(Optional.of(FakeQemu.install(directory)), "");
        Path kernel = directory.resolve("target/kernel");
        assertThatThrownBy(() -> qemu.start(
                        Machine.of(kernel, ByteSize.mebibytes(16)),
                        Console.withoutInput(new ByteArrayOutputStream()),
                        event -> {}))
                .isInstanceOf(UserError.class)
                .hasMessage("There is no kernel at " + kernel + ".");
    }

    @Test
    void aMachineTooSmallForTheFilesIsRefused() throws IOException {
        Path kernel = Files.write(directory.resolve("kernel"), new byte[300 << 10]);
        Path initrd = Files.write(directory.resolve("initrd"), new byte[20 << 20]);
        assertRefused(Machine.of(kernel, ByteSize.mebibytes(20)).withInitrd(initrd), """
                The machine's memory of 20480 KiB is too small.
                It starts with no less than 22060 KiB: kernel and root file system take 20780 KiB, the firmware and the \
                first MiB of a PC the rest.
                Give it more with unikraft.memory, or leave that out: the image has a default.""");
    }

    /** Where SeaBIOS would overwrite the kernel, which then ends without a word. */
    @Test
    void aMachineWithoutFilesHasRoomForTheFirmware() throws IOException {
        Path kernel = Files.write(directory.resolve("kernel"), new byte[32 << 10]);
        assertRefused(Machine.of(kernel, ByteSize.parse("1432K")), """
                The machine's memory of 1432 KiB is too small.
                It starts with no less than 1440 KiB: kernel and root file system take 32 KiB, the firmware and the \
                first MiB of a PC the rest.
                Give it more with unikraft.memory, or leave that out: the image has a default.""");
    }

    private void assertRefused(Machine machine, String text) throws IOException {
        Qemu qemu = Qemu.find(Optional.of(FakeQemu.install(directory)), "");
        assertThatThrownBy(() -> qemu.start(machine, Console.withoutInput(new ByteArrayOutputStream()), event -> {}))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.text()).isEqualTo(text));
    }

    @Test
    void theCommandLineOfAMachine() {
        Machine machine = Machine.of(Path.of("/k"), new ByteSize(1600 * 1024))
                .withInitrd(Path.of("/i"))
                .withType(MachineType.MICROVM)
                .withCpu("qemu64")
                .withCommandLine(new CommandLine("loglevel=info", List.of("a b")))
                .withCountedInstructions();
        assertThat(String.join(" ", Qemu.arguments(machine, false)))
                .isEqualTo("-nodefaults -no-user-config -no-reboot -display none -M microvm -accel tcg -cpu qemu64"
                        + " -m 1600K -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel /k -initrd /i"
                        + " -append loglevel=info -- 'a b' -icount shift=0");
    }

    @Test
    void kvmWhereItRuns() {
        assertThat(Qemu.arguments(Machine.of(Path.of("/k"), ByteSize.mebibytes(16)), true))
                .containsSequence("-accel", "kvm");
    }
}
