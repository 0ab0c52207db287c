package org.unikraft.core.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.unikraft.core.model.ByteSize;

/**
 * Whether a machine can run on the CPU itself. That there is a {@code /dev/kvm} says little: in containers it may not be
 * ours to open, and under some hypervisors it opens and then cannot run anything. So a guest of a few instructions is tried.
 */
public final class Kvm {
    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final int ROM_SIZE = 1 << 16;
    private static final int CODE = 0xff00;
    private static final int RESET_VECTOR = 0xfff0;
    private static final int PROBE_VALUE = 0x2a;

    /** isa-debug-exit ends QEMU with this status for a written value. */
    private static final int PROBE_STATUS = PROBE_VALUE << 1 | 1;

    private static final long PROBE_SECONDS = 2;

    private static final Map<List<String>, Optional<Obstacle>> RESULTS = new ConcurrentHashMap<>();

    private Kvm() {}

    /**
     * Why machines cannot run on the CPU itself.
     *
     * @param why one sentence
     * @param advice one sentence: what may help
     */
    public record Obstacle(String why, String advice) {}

    /** What keeps KVM from running machines of this kind; empty: nothing does. */
    public static Optional<Obstacle> obstacle(Path qemu, MachineType type, String cpu) throws InterruptedException {
        List<String> key = List.of(qemu.toString(), type.toString(), cpu);
        Optional<Obstacle> known = RESULTS.get(key);
        if (known == null) {
            known = probe(qemu, type, cpu);
            RESULTS.put(key, known);
        }
        return known;
    }

    private static Optional<Obstacle> probe(Path qemu, MachineType type, String cpu) throws InterruptedException {
        if (!Files.exists(DEVICE)) {
            return Optional.of(new Obstacle(
                    "There is no " + DEVICE + ".",
                    "Enable virtualisation in the computer's firmware, or nested virtualisation where this is a"
                            + " virtual machine."));
        }
        try {
            FileChannel.open(DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException e) {
            return Optional.of(new Obstacle(
                    "This user may not open " + DEVICE + ".", "usermod -aG kvm \"$USER\" as root, then log in again."));
        }
        try {
            return runsProbe(qemu, type, cpu, "kvm")
                    ? Optional.empty()
                    : Optional.of(new Obstacle(
                            DEVICE + " opens, but KVM does not run a machine with CPU " + cpu + ".",
                            "Try another CPU with unikraft.cpu, or a computer whose hypervisor allows it."));
        } catch (IOException e) {
            return Optional.of(new Obstacle(
                    "QEMU could not be tried with KVM: " + e.getMessage(),
                    "Check that the temporary directory can be written to."));
        }
    }

    /** Whether a machine with an accelerator of QEMU's gets to the end of the probe. */
    static boolean runsProbe(Path qemu, MachineType type, String cpu, String accelerator)
            throws IOException, InterruptedException {
        Path rom = Files.createTempFile("unikraft-kvm", ".rom");
        try {
            Files.write(rom, rom());
            List<String> command = new ArrayList<>(List.of(qemu.toString()));
            command.addAll(Qemu.board(type, accelerator, cpu, ByteSize.mebibytes(16)));
            command.addAll(List.of("-bios", rom.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                process.getOutputStream().close();
                return process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == PROBE_STATUS;
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(rom);
        }
    }

    /**
     * A firmware that saves and restores the CPU's extended state, when it has some, and then writes one byte to
     * isa-debug-exit. Hypervisors that emulate a guest's instructions stop at the former.
     */
    private static byte[] rom() {
        byte[] code = HexFormat.of()
                .parseHex(
                        "66b801000000" // mov eax, 1
                                + "0fa2" // cpuid
                                + "660fbae11a" // bt ecx, 26: XSAVE
                                + "7328" // jnc done
                                + "0f20e0" // mov eax, cr4
                                + "660d00020400" // or eax, OSXSAVE | OSFXSR
                                + "0f22e0" // mov cr4, eax
                                + "6631c9" // xor ecx, ecx
                                + "6631d2" // xor edx, edx
                                + "66b803000000" // mov eax, 3: x87 and SSE
                                + "0f01d1" // xsetbv
                                + "31db" // xor bx, bx
                                + "8edb" // mov ds, bx
                                + "bb0010" // mov bx, 0x1000
                                + "0fae27" // xsave [bx]
                                + "0fae2f" // xrstor [bx]
                                + "b02a" // done: mov al, PROBE_VALUE
                                + "e6f4" // out 0xf4, al
                                + "f4" // hlt
                                + "ebfd"); // jmp to hlt
        byte[] rom = new byte[ROM_SIZE];
        System.arraycopy(code, 0, rom, CODE, code.length);
        byte[] jump = {(byte) 0xe9, 0x0d, (byte) 0xff}; // jmp CODE
        System.arraycopy(jump, 0, rom, RESET_VECTOR, jump.length);
        return rom;
    }
}
