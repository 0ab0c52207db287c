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
                .withExecution(Machine.Execution.COUNTED);
        assertThat(String.join(" ", Qemu.arguments(machine, false)))
                .isEqualTo(
                        "-nodefaults -no-user-config -no-reboot -display none -M microvm,acpi=off,auto-kernel-cmdline=off -accel tcg -cpu qemu64"
                                + " -m 1600K -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel /k -initrd /i"
                                + " -append loglevel=info -- 'a b' -icount shift=0");
    }

    @Test
    void devicesAreOnThePciBus() {
        Devices devices = Devices.usual()
                .withNetwork(new Network.User(PortForward.parseAll(List.of("8080:80", "0.0.0.0:5353:53/udp"))))
                .withDisk(new Devices.Disk(Path.of("/a,b"), false))
                .withDisk(new Devices.Disk(Path.of("/c"), true));
        Machine machine = Machine.of(Path.of("/k"), ByteSize.mebibytes(16)).withDevices(devices);
        assertThat(String.join(" ", Qemu.arguments(machine, false)))
                .endsWith(" -kernel /k -boot strict=on -device virtio-rng-pci"
                        + " -drive if=none,id=disk0,format=raw,file=/a,,b -device virtio-blk-pci,drive=disk0"
                        + " -drive if=none,id=disk1,format=raw,readonly=on,file=/c -device virtio-blk-pci,drive=disk1"
                        + " -netdev user,id=net0,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp:0.0.0.0:5353-:53"
                        + " -device virtio-net-pci,netdev=net0,romfile=");
    }

    /** The kernel is told of the slots among its own parameters: QEMU would write behind the application's arguments. */
    @Test
    void devicesOfAMicrovmAreInSlots() {
        Machine machine = Machine.of(Path.of("/k"), ByteSize.mebibytes(16))
                .withType(MachineType.MICROVM)
                .withCommandLine(new CommandLine("loglevel=info", List.of("a")))
                .withDevices(Devices.withoutNetwork().withNetwork(new Network.Tap("tap0")));
        assertThat(String.join(" ", Qemu.arguments(machine, false)))
                .endsWith(" -append loglevel=info virtio_mmio.device=512@0xfeb00e00:12"
                        + " virtio_mmio.device=512@0xfeb00c00:11 virtio_mmio.device=512@0xfeb00a00:10"
                        + " virtio_mmio.device=512@0xfeb00800:9 virtio_mmio.device=512@0xfeb00600:8"
                        + " virtio_mmio.device=512@0xfeb00400:7 virtio_mmio.device=512@0xfeb00200:6"
                        + " virtio_mmio.device=512@0xfeb00000:5 -- a"
                        + " -global virtio-mmio.force-legacy=false -device virtio-rng-device"
                        + " -netdev tap,id=net0,ifname=tap0,script=no,downscript=no"
                        + " -device virtio-net-device,netdev=net0");
    }

    @Test
    void kvmWhereItRuns() {
        assertThat(Qemu.arguments(Machine.of(Path.of("/k"), ByteSize.mebibytes(16)), true))
                .containsSequence("-accel", "kvm");
    }
}
