package org.unikraft.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;

/** A machine to be started: what it boots, the computer that it is, and what is plugged into that. */
public record Machine(Boot boot, Board board, Devices devices) {
    public static final String DEFAULT_CPU = "max";

    /**
     * What a machine boots.
     *
     * @param kernel the library OS, an ELF file
     * @param initrd the root file system; empty when all is in the kernel
     * @param commandLine parameters of the kernel and arguments of the application
     */
    public record Boot(Path kernel, Optional<Path> initrd, CommandLine commandLine) {
        public Boot {
            Objects.requireNonNull(kernel);
            Objects.requireNonNull(initrd);
            Objects.requireNonNull(commandLine);
        }
    }

    /**
     * The computer.
     *
     * @param memory QEMU rounds it up to 8 KiB
     * @param cpu model of the CPU as {@code qemu-system-x86_64 -cpu help} lists them; {@code max}: all that there is
     */
    public record Board(MachineType type, ByteSize memory, String cpu, Execution execution) {
        public Board {
            Objects.requireNonNull(type);
            Objects.requireNonNull(memory);
            Objects.requireNonNull(cpu);
            Objects.requireNonNull(execution);
        }
    }

    /** How the CPU's instructions are executed. */
    public enum Execution {
        /** By KVM where it works, else emulated. */
        FASTEST,
        EMULATED,
        /** Emulated, and the machine's clock counts them, one a nanosecond: it shows the same time in every run. */
        COUNTED
    }

    public Machine {
        Objects.requireNonNull(boot);
        Objects.requireNonNull(board);
        Objects.requireNonNull(devices);
    }

    /** The machine that an image was made for. */
    public static Machine of(BuiltImage image) {
        return of(image.kernel(), image.memory())
                .withInitrd(image.initrd())
                .withCommandLine(new CommandLine(image.bootArgs(), List.of()))
                .withDevices(image.network() ? Devices.usual() : Devices.withoutNetwork());
    }

    /** A machine with nothing but a kernel, as programs that are linked into it have. */
    public static Machine of(Path kernel, ByteSize memory) {
        return new Machine(
                new Boot(kernel, Optional.empty(), CommandLine.EMPTY),
                new Board(MachineType.PC, memory, DEFAULT_CPU, Execution.FASTEST),
                Devices.NONE);
    }

    public Machine withInitrd(Path value) {
        return withBoot(new Boot(boot.kernel, Optional.of(value), boot.commandLine));
    }

    public Machine withCommandLine(CommandLine value) {
        return withBoot(new Boot(boot.kernel, boot.initrd, value));
    }

    /** The same with other arguments for the application. */
    public Machine withArguments(List<String> value) {
        return withCommandLine(new CommandLine(boot.commandLine.bootArgs(), value));
    }

    public Machine withMemory(ByteSize value) {
        return withBoard(new Board(board.type, value, board.cpu, board.execution));
    }

    public Machine withType(MachineType value) {
        return withBoard(new Board(value, board.memory, board.cpu, board.execution));
    }

    public Machine withCpu(String value) {
        return withBoard(new Board(board.type, board.memory, value, board.execution));
    }

    public Machine withExecution(Execution value) {
        return withBoard(new Board(board.type, board.memory, board.cpu, value));
    }

    /** Whether KVM is used where it works. */
    public Machine withHardwareAcceleration(boolean value) {
        return withExecution(value ? Execution.FASTEST : Execution.EMULATED);
    }

    public Machine withDevices(Devices value) {
        return new Machine(boot, board, value);
    }

    private Machine withBoot(Boot value) {
        return new Machine(value, board, devices);
    }

    private Machine withBoard(Board value) {
        return new Machine(boot, value, devices);
    }
}
