package org.unikraft.core.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Whether a machine can run on the CPU itself. That there is a {@code /dev/kvm} says little: in containers it may not be
 * ours to open, and under some hypervisors it opens and then cannot run anything. So a guest of one instruction is tried.
 */
public final class Kvm {
    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final int ROM_SIZE = 1 << 16;
    private static final int RESET_VECTOR = 0xfff0;
    private static final int PROBE_VALUE = 0x2a;

    /** isa-debug-exit ends QEMU with this status for a written value. */
    private static final int PROBE_STATUS = PROBE_VALUE << 1 | 1;

    private static final long PROBE_SECONDS = 5;

    private static final Map<List<String>, Optional<String>> RESULTS = new ConcurrentHashMap<>();

    private Kvm() {}

    /** Empty when KVM runs machines of this kind; else one sentence: why not. */
    public static Optional<String> isUsable(Path qemu, MachineType type, String cpu) throws InterruptedException {
        List<String> key = List.of(qemu.toString(), type.toString(), cpu);
        Optional<String> known = RESULTS.get(key);
        if (known == null) {
            known = probe(qemu, type, cpu);
            RESULTS.put(key, known);
        }
        return known;
    }

    private static Optional<String> probe(Path qemu, MachineType type, String cpu) throws InterruptedException {
        if (!Files.exists(DEVICE)) {
            return Optional.of("There is no " + DEVICE + ".");
        }
        try {
            FileChannel.open(DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException e) {
            return Optional.of("This user may not open " + DEVICE + ".");
        }
        try {
            return runProbe(qemu, type, cpu);
        } catch (IOException e) {
            return Optional.of("QEMU could not be tried with KVM: " + e.getMessage());
        }
    }

    private static Optional<String> runProbe(Path qemu, MachineType type, String cpu)
            throws IOException, InterruptedException {
        Path rom = Files.createTempFile("unikraft-kvm", ".rom");
        try {
            Files.write(rom, rom());
            Process process = new ProcessBuilder(
                            qemu.toString(),
                            "-nodefaults",
                            "-no-user-config",
                            "-no-reboot",
                            "-display",
                            "none",
                            "-M",
                            type.toString(),
                            "-accel",
                            "kvm",
                            "-cpu",
                            cpu,
                            "-m",
                            "16",
                            "-bios",
                            rom.toString(),
                            "-device",
                            "isa-debug-exit,iobase=0xf4,iosize=4")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                process.getOutputStream().close();
                boolean ended = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
                return ended && process.exitValue() == PROBE_STATUS
                        ? Optional.empty()
                        : Optional.of(DEVICE + " opens, but KVM does not run a guest with CPU " + cpu + ".");
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(rom);
        }
    }

    /** A firmware that writes one byte to isa-debug-exit: mov al, value; out 0xf4, al; hlt; jmp back to hlt. */
    private static byte[] rom() {
        byte[] rom = new byte[ROM_SIZE];
        byte[] code = {(byte) 0xb0, PROBE_VALUE, (byte) 0xe6, (byte) 0xf4, (byte) 0xf4, (byte) 0xeb, (byte) 0xfd};
        System.arraycopy(code, 0, rom, RESET_VECTOR, code.length);
        return rom;
    }
}
