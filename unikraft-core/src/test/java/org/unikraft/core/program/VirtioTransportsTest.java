package org.unikraft.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unikraft.core.model.ByteSize;

/**
 * Block devices work however they are connected: legacy, without MSI-X, with too few of its vectors, behind bridges. In
 * what the plugin starts they are modern and on the first bus, which {@link KernelProgramsTest} tries.
 */
@Execution(ExecutionMode.CONCURRENT)
class VirtioTransportsTest {
    private static final KernelProgram PROGRAM = KernelProgram.read(Path.of("src/test/kernel/disk.c"));
    private static final List<String> SIZES = List.of("2M", "96K");
    private static final String SLOTS = "virtio_mmio.device=512@0xfeb00e00:12 virtio_mmio.device=512@0xfeb00c00:11";
    private static final int LIMIT_SECONDS = 60;
    /** Of {@code isa-debug-exit} for status 0. */
    private static final int EXITED = 1;

    @TempDir
    static Path work;

    private static Path kernel;

    @BeforeAll
    static void link() throws IOException, InterruptedException {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        assumeTrue(Host.has("qemu-system-x86_64"), "skipped: qemu-system-x86_64 is not installed");
        kernel = Files.write(
                work.resolve("kernel"),
                KernelImage.link(PROGRAM.source(), PROGRAM.libraries(), true).image());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            pc, no MSI-X                  | -M pc                                                   | virtio-blk-pci,vectors=0
            q35, no MSI-X                 | -M q35                                                  | virtio-blk-pci,vectors=0
            pc, one vector                | -M pc                                                   | virtio-blk-pci,vectors=1
            pc, legacy                    | -M pc                                                   | virtio-blk-pci,disable-modern=on,disable-legacy=off
            q35, legacy                   | -M q35                                                  | virtio-blk-pci,disable-modern=on,disable-legacy=off
            pc, legacy, no MSI-X          | -M pc                                                   | virtio-blk-pci,disable-modern=on,disable-legacy=off,vectors=0
            pc, behind a bridge           | -M pc -device pci-bridge,id=b,chassis_nr=1              | virtio-blk-pci,bus=b
            pc, behind a bridge, no MSI-X | -M pc -device pci-bridge,id=b,chassis_nr=1              | virtio-blk-pci,bus=b,vectors=0
            q35, behind two bridges       | -M q35 -device pcie-root-port,id=p -device pcie-pci-bridge,id=b,bus=p | virtio-blk-pci,bus=b
            microvm, legacy               | -M microvm,acpi=off,auto-kernel-cmdline=off             | virtio-blk-device
            microvm, modern               | -M microvm,acpi=off,auto-kernel-cmdline=off -global virtio-mmio.force-legacy=false | virtio-blk-device
            """)
    void blockDevicesWork(String name, String machine, String device) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("qemu-system-x86_64"));
        command.addAll(List.of(machine.split(" +")));
        command.addAll(List.of("-accel", "tcg", "-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio"));
        command.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-m", "64M"));
        command.addAll(List.of("-kernel", kernel.toString(), "-append", machine.contains("microvm") ? SLOTS : ""));
        for (int i = 0; i < SIZES.size(); i++) {
            Path disk = KernelProgram.disk(work, ByteSize.parse(SIZES.get(i)));
            command.addAll(List.of(
                    "-drive",
                    "if=none,format=raw,id=disk" + i + ",readonly=" + (i == 0 ? "off" : "on") + ",file=" + disk));
            command.addAll(List.of("-device", device + ",drive=disk" + i));
        }
        Path output = work.resolve(name.replaceAll("\\W+", "-"));
        Process qemu = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(qemu.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("ends in time")
                    .isTrue();
        } finally {
            qemu.destroyForcibly();
        }
        assertThat(Files.readString(output)).matches(PROGRAM.output());
        assertThat(qemu.exitValue()).isEqualTo(EXITED);
    }
}
