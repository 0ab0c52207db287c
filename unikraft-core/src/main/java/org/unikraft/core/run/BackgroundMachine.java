package org.unikraft.core.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.UserError;

/** A machine that serves while something else goes on. Its console is a file, and it has no input. */
public final class BackgroundMachine implements AutoCloseable {
    private final VirtualMachine machine;
    private final OutputStream console;
    private final Path consoleLog;

    private BackgroundMachine(VirtualMachine machine, OutputStream console, Path consoleLog) {
        this.machine = machine;
        this.console = console;
        this.consoleLog = consoleLog;
    }

    /**
     * Starts a machine, and waits until it is ready.
     *
     * @param consoleLog gets what the machine writes; an earlier file of the name is replaced
     * @throws UserError when it does not become ready; then it does not run any more
     */
    public static BackgroundMachine start(
            Qemu qemu, Machine machine, Path consoleLog, Readiness readiness, Event.Listener events)
            throws InterruptedException {
        readiness.check(machine.devices().network());
        OutputStream console = open(consoleLog);
        VirtualMachine running;
        try {
            running = qemu.start(machine, Console.withoutInput(console), events);
        } catch (RuntimeException | InterruptedException e) {
            close(console);
            throw e;
        }
        BackgroundMachine background = new BackgroundMachine(running, console, consoleLog);
        try {
            background.awaitReady(readiness);
            return background;
        } catch (RuntimeException | InterruptedException e) {
            background.close();
            throw e;
        }
    }

    private static OutputStream open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.newOutputStream(file);
        } catch (IOException e) {
            throw new UserError(
                    "console-broken",
                    "The machine's console cannot be written to " + file + ".",
                    e.toString(),
                    "Name another file with consoleLog.",
                    e);
        }
    }

    private void awaitReady(Readiness readiness) throws InterruptedException {
        Optional<String> missing = readiness.await(machine);
        if (!machine.running()) {
            // Not the other way round: when it has ended, all it wrote is in the file.
            Outcome outcome = machine.await(Optional.empty());
            throw new UserError(
                    "ended-early",
                    "The machine ended before the build could go on: " + outcome.description() + ".",
                    lastLines(),
                    advice("Correct what ended it."));
        }
        if (missing.isPresent()) {
            throw new UserError(
                    "not-ready",
                    "The application is not ready " + readiness.limit().toSeconds() + " s after its start.",
                    missing.get() + "\n" + lastLines(),
                    advice("Give it more time with waitTimeout, or wait for something else with waitFor."));
        }
    }

    private String lastLines() {
        List<String> lines = ConsoleLog.lastLines(consoleLog);
        return lines.isEmpty() ? "The console is empty." : "The console's last lines:\n" + String.join("\n", lines);
    }

    private String advice(String advice) {
        return advice + " All of the console is in " + consoleLog + ".";
    }

    /** What is forwarded to it, with every port named. */
    public List<PortForward> ports() {
        return machine.ports();
    }

    /** QEMU's process, for tests. */
    ProcessHandle process() {
        return machine.process();
    }

    /**
     * Presses its power button, and waits until it has ended.
     *
     * @param grace after which it is ended
     */
    public Outcome stop(Duration grace) throws InterruptedException {
        try {
            return machine.shutDown(grace);
        } finally {
            close();
        }
    }

    /** Ends it at once, when it still runs. */
    @Override
    public void close() {
        machine.close();
        close(console);
    }

    private static void close(OutputStream console) {
        try {
            console.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
