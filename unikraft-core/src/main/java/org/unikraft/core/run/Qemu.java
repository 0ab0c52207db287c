package org.unikraft.core.run;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.UserError;

/** The QEMU of this computer. */
public final class Qemu {
    private static final String NAME = "qemu-system-x86_64";

    /** How QEMU is installed, for messages. */
    public static final String INSTALL_ADVICE = "Install it: apt-get install qemu-system-x86 (Debian, Ubuntu), "
            + "dnf install qemu-system-x86-core (Fedora) or brew install qemu (macOS).";

    private static final int MAX_ANSWER = 4096;

    /** The first MiB of a PC, where the kernel is not, and what QEMU puts behind the root file system. */
    private static final long LOADER_SIZE = (1 << 20) + (1 << 18);
    /** Without a root file system, the firmware uses the end of memory, and would overwrite a kernel there. */
    private static final long LOADER_SIZE_WITHOUT_FILES = (1 << 20) + (3 << 17);

    private final Path executable;

    private Qemu(Path executable) {
        this.executable = executable;
    }

    /**
     * Finds QEMU.
     *
     * @param wanted the executable that the user named, if any
     * @param searchPath directories in which it is looked for otherwise, as in the environment's PATH
     */
    public static Qemu find(Optional<Path> wanted, String searchPath) {
        if (wanted.isPresent()) {
            Path executable = wanted.get();
            if (!Files.isRegularFile(executable) || !Files.isExecutable(executable)) {
                throw new UserError(
                        "qemu-missing",
                        "There is no QEMU at " + executable + ".",
                        Files.exists(executable) ? "It is not an executable file." : "There is no such file.",
                        "Name " + NAME + " by its path, or nothing: then it is looked for in PATH.");
            }
            return new Qemu(executable.toAbsolutePath());
        }
        for (String directory : searchPath.split(File.pathSeparator)) {
            for (String name : List.of(NAME, NAME + ".exe")) {
                // An empty entry of PATH is the working directory, from which nobody wants to start a QEMU.
                Path candidate = Path.of(directory, name);
                if (!directory.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return new Qemu(candidate.toAbsolutePath());
                }
            }
        }
        throw new UserError(
                "qemu-missing",
                "QEMU is not installed.",
                NAME + " is in none of the directories of PATH: " + searchPath,
                INSTALL_ADVICE);
    }

    /** The QEMU in this process's PATH. */
    public static Qemu find() {
        return find(Optional.empty(), Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    public Path executable() {
        return executable;
    }

    /** What it says of its version: the first line of {@code --version}. */
    public String version() throws InterruptedException {
        return answer("--version").lines().findFirst().orElseThrow();
    }

    /** The kinds of network that it can connect a machine to, as {@code -netdev} names them. */
    public Set<String> networks() throws InterruptedException {
        return answer("-netdev", "help").lines().map(String::strip).collect(Collectors.toSet());
    }

    private String answer(String... question) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(List.of(question));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            process.getInputStream().close();
            if (process.waitFor() == 0 && !text.isBlank()) {
                return text;
            }
            throw broken(text.strip(), null);
        } catch (IOException e) {
            throw broken(String.valueOf(e.getMessage()), e);
        }
    }

    private UserError broken(String why, IOException cause) {
        return new UserError(
                "qemu-start", "QEMU at " + executable + " does not start.", why, "Install it again.", cause);
    }

    /**
     * Starts a machine.
     *
     * @throws UserError when there is no such image, or QEMU cannot be started
     */
    public VirtualMachine start(Machine machine, Console console, Event.Listener events) throws InterruptedException {
        check(machine);
        Machine.Board board = machine.board();
        boolean kvm = board.execution() == Machine.Execution.FASTEST
                && Kvm.obstacle(executable, board.type(), board.cpu()).isEmpty();
        // Late: a free port is to be QEMU's before it is somebody else's.
        Network network = machine.devices().network().prepared();
        Machine prepared = machine.withDevices(machine.devices().withNetwork(network));
        List<String> command = new ArrayList<>();
        command.add(executable.toString());
        command.addAll(arguments(prepared, kvm));
        events.detail("Starting " + String.join(" ", command));
        return VirtualMachine.start(command, prepared, console, events);
    }

    /**
     * Starts a machine and waits until it has ended.
     *
     * @param limit after which it is stopped; empty: it may run for ever
     */
    public Outcome run(Machine machine, Console console, Optional<Duration> limit, Event.Listener events)
            throws InterruptedException {
        try (VirtualMachine running = start(machine, console, events)) {
            return running.await(limit);
        }
    }

    private static void check(Machine machine) {
        checkPresent(machine.boot().kernel(), "kernel");
        machine.boot().initrd().ifPresent(initrd -> checkPresent(initrd, "root file system"));
        checkMemory(machine);
    }

    private static void checkPresent(Path file, String role) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new UserError(
                    "image-missing",
                    "There is no " + role + " at " + file + ".",
                    Files.exists(file) ? "It is not a file that can be read." : "There is no such file.",
                    "Build the image first.");
        }
    }

    /** QEMU loads both files into the machine's memory; that the kernel needs more than this, it says itself. */
    private static void checkMemory(Machine machine) {
        Optional<Path> initrd = machine.boot().initrd();
        long files = size(machine.boot().kernel()) + initrd.map(Qemu::size).orElse(0L);
        long least = files + (initrd.isPresent() ? LOADER_SIZE : LOADER_SIZE_WITHOUT_FILES);
        ByteSize memory = machine.board().memory();
        if (memory.bytes() < least) {
            throw new UserError(
                    "memory-too-small",
                    "The machine's memory of " + kibibytes(memory.bytes()) + " is too small.",
                    "It starts with no less than " + kibibytes(least) + ": kernel and root file system take "
                            + kibibytes(files) + ", the firmware and the first MiB of a PC the rest.",
                    "Give it more with unikraft.memory, or leave that out: the image has a default.");
        }
    }

    /** The figures may be close together: larger units would show them as the same. */
    private static String kibibytes(long bytes) {
        return (bytes + 1023) / 1024 + " KiB";
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A machine with nothing in it but what tells its exit status, and with nothing of the user's configuration. */
    static List<String> board(MachineType type, String accelerator, String cpu, ByteSize memory) {
        return List.of(
                "-nodefaults",
                "-no-user-config",
                "-no-reboot",
                "-display",
                "none",
                "-M",
                type.qemuMachine(),
                "-accel",
                accelerator,
                "-cpu",
                cpu,
                "-m",
                memory.bytes() / 1024 + "K",
                "-device",
                "isa-debug-exit,iobase=0xf4,iosize=4");
    }

    /** All arguments but those of the channels between QEMU and us, which {@link VirtualMachine} adds. */
    static List<String> arguments(Machine machine, boolean kvm) {
        Machine.Board board = machine.board();
        List<String> arguments = new ArrayList<>(board(board.type(), kvm ? "kvm" : "tcg", board.cpu(), board.memory()));
        arguments.addAll(List.of("-kernel", machine.boot().kernel().toString()));
        machine.boot().initrd().ifPresent(initrd -> arguments.addAll(List.of("-initrd", initrd.toString())));
        String commandLine = machine.boot()
                .commandLine()
                .withParameters(DeviceArguments.kernelParameters(board.type(), machine.devices()))
                .textIn(argumentCharset());
        if (!commandLine.isEmpty()) {
            arguments.addAll(List.of("-append", commandLine));
        }
        if (board.execution() == Machine.Execution.COUNTED) {
            arguments.addAll(List.of("-icount", "shift=0"));
        }
        arguments.addAll(DeviceArguments.of(board.type(), machine.devices()));
        return arguments;
    }

    /** The charset in which this JVM passes arguments to a process. */
    private static Charset argumentCharset() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }
}
