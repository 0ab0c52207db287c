package org.unikraft.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;

/**
 * A machine to be started.
 *
 * @param kernel the library OS, an ELF file
 * @param initrd the root file system; empty when all is in the kernel
 * @param commandLine parameters of the kernel and arguments of the application
 * @param memory of the machine; QEMU rounds it up to 8 KiB
 * @param cpu model of the CPU as {@code qemu-system-x86_64 -cpu help} lists them; {@code max}: all that there is
 * @param hardwareAcceleration whether KVM is used where it works; without, the CPU is emulated
 * @param countInstructions whether the machine's clock counts instructions, one a nanosecond, so that it shows the same
 *     time in every run; only with an emulated CPU
 */
public record Machine(
        Path kernel,
        Optional<Path> initrd,
        CommandLine commandLine,
        ByteSize memory,
        MachineType type,
        String cpu,
        boolean hardwareAcceleration,
        boolean countInstructions) {
    public static final String DEFAULT_CPU = "max";

    public Machine {
        Objects.requireNonNull(kernel);
        Objects.requireNonNull(initrd);
        Objects.requireNonNull(commandLine);
        Objects.requireNonNull(memory);
        Objects.requireNonNull(type);
        Objects.requireNonNull(cpu);
        if (hardwareAcceleration && countInstructions) {
            throw new IllegalArgumentException("only an emulated CPU's instructions can be counted");
        }
    }

    /** The machine that an image was made for. */
    public static Machine of(BuiltImage image) {
        return new Machine(
                image.kernel(),
                Optional.of(image.initrd()),
                new CommandLine(image.bootArgs(), List.of()),
                image.memory(),
                MachineType.PC,
                DEFAULT_CPU,
                true,
                false);
    }

    /** A machine with nothing but a kernel, as programs that are linked into it have. */
    public static Machine of(Path kernel, ByteSize memory) {
        return new Machine(
                kernel, Optional.empty(), CommandLine.EMPTY, memory, MachineType.PC, DEFAULT_CPU, true, false);
    }

    public Machine withInitrd(Path value) {
        return new Machine(
                kernel, Optional.of(value), commandLine, memory, type, cpu, hardwareAcceleration, countInstructions);
    }

    public Machine withCommandLine(CommandLine value) {
        return new Machine(kernel, initrd, value, memory, type, cpu, hardwareAcceleration, countInstructions);
    }

    /** The same with other arguments for the application. */
    public Machine withArguments(List<String> value) {
        return withCommandLine(new CommandLine(commandLine.bootArgs(), value));
    }

    public Machine withMemory(ByteSize value) {
        return new Machine(kernel, initrd, commandLine, value, type, cpu, hardwareAcceleration, countInstructions);
    }

    public Machine withType(MachineType value) {
        return new Machine(kernel, initrd, commandLine, memory, value, cpu, hardwareAcceleration, countInstructions);
    }

    public Machine withCpu(String value) {
        return new Machine(kernel, initrd, commandLine, memory, type, value, hardwareAcceleration, countInstructions);
    }

    public Machine withHardwareAcceleration(boolean value) {
        return new Machine(kernel, initrd, commandLine, memory, type, cpu, value, countInstructions);
    }

    /** The same with an emulated CPU, whose instructions are the clock. */
    public Machine withCountedInstructions() {
        return new Machine(kernel, initrd, commandLine, memory, type, cpu, false, true);
    }
}
