package org.unikraft.core.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.UserError;

/**
 * A machine that runs. QEMU ends with it, with {@link #close}, and with this JVM in whatever way that ends: none is left
 * behind.
 */
public final class VirtualMachine implements AutoCloseable {
    /** What is kept of QEMU's standard error, in bytes: its end. */
    private static final int MAX_ERRORS = 1 << 14;

    private final Machine machine;
    private final Process process;
    private final ParentGuard guard;
    private final VmmChannels channels;
    private final Thread shutdownHook;
    private final CompletableFuture<Void> output;
    private final CompletableFuture<String> errors;
    private final CompletableFuture<Report> report;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Services services = new Services();
    private final long started = System.nanoTime();

    private VirtualMachine(
            Machine machine,
            Process process,
            ParentGuard guard,
            VmmChannels channels,
            Console console,
            Event.Listener events) {
        Announcements announcements = new Announcements(machine.devices().network(), events);
        this.machine = machine;
        this.process = process;
        this.guard = guard;
        this.channels = channels;
        this.shutdownHook = new Thread(process::destroyForcibly, "unikraft-shutdown");
        this.output = inThread("unikraft-output", () -> copyOutput(process, console.output()));
        this.errors = inThread("unikraft-errors", () -> readEnd(process.getErrorStream()));
        this.report = inThread("unikraft-report", () -> channels.readReport(listener(announcements)));
    }

    /**
     * @param qemu the command that starts it, but for the channels to us
     * @param described that of the command
     */
    static VirtualMachine start(List<String> qemu, Machine described, Console console, Event.Listener events) {
        Process process = null;
        ParentGuard guard = null;
        VmmChannels channels = null;
        try {
            channels = VmmChannels.open();
            List<String> command = new ArrayList<>(qemu);
            command.addAll(channels.qemuArguments());
            command.addAll(List.of("-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"));
            guard = ParentGuard.start();
            process = new ProcessBuilder(command).start();
            guard.watch(process);
            VirtualMachine machine = new VirtualMachine(described, process, guard, channels, console, events);
            machine.attach(console.input());
            machine.ports()
                    .forEach(port -> events.notice("Port " + port.guest() + "/" + port.protocol()
                            + " of the machine is " + port.endpoint() + " here."));
            return machine;
        } catch (IOException | IllegalStateException e) {
            // IllegalStateException: the JVM is shutting down and takes no hook.
            discard(process, guard, channels);
            throw new UserError(
                    "qemu-start",
                    "QEMU cannot be started.",
                    e.getMessage() + "\nThe command was: " + String.join(" ", qemu),
                    "Check that this user may run it, and that the temporary directory can be written to.",
                    e);
        }
    }

    private void attach(InputStream input) {
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        process.onExit().thenRun(this::ended);
        inThread("unikraft-input", () -> {
            // Before the kernel has set up its console, it would lose what comes.
            begun.await();
            ConsoleInput.copy(input, process.getOutputStream());
            return null;
        });
    }

    private Report.Listener listener(Announcements announcements) {
        return new Report.Listener() {
            @Override
            public void began(Report.Stage stage) {
                if (stage.name().equals(Report.Stage.APPLICATION)) {
                    begun.countDown();
                }
            }

            @Override
            public void listens(Report.Listening listening) {
                // What is said of it comes before those who waited for it go on.
                announcements.listens(listening, Duration.ofNanos(System.nanoTime() - started));
                services.add(listening);
            }
        };
    }

    /** Called once, when QEMU is gone. */
    private void ended() {
        guard.close();
        begun.countDown();
        services.end();
        try {
            channels.qemuEnded();
        } catch (IOException e) {
            report.completeExceptionally(e);
        }
    }

    private static void discard(Process process, ParentGuard guard, VmmChannels channels) {
        if (process != null) {
            process.destroyForcibly();
        }
        if (guard != null) {
            guard.close();
        }
        if (channels != null) {
            try {
                channels.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** QEMU's process, for tests and for tools that look at it. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** What is forwarded to it, with every port named. */
    public List<PortForward> ports() {
        return machine.devices().network() instanceof Network.User user ? user.ports() : List.of();
    }

    Services services() {
        return services;
    }

    boolean running() {
        return process.isAlive();
    }

    /**
     * Waits until the machine has ended and all of its output has been written.
     *
     * @param limit after which it is stopped; empty: it may run for ever
     * @throws InterruptedException when the thread is interrupted; the machine goes on until {@link #close}
     */
    public Outcome await(Optional<Duration> limit) throws InterruptedException {
        boolean late = limit.isPresent() && endsLaterThan(limit.get());
        return ended(late ? Optional.of(new Outcome.TimedOut(limit.get())) : Optional.empty());
    }

    /**
     * Presses the power button, which the application sees as SIGTERM, and waits until the machine has ended.
     *
     * @param grace after which it is ended
     */
    public Outcome shutDown(Duration grace) throws InterruptedException {
        MachineType type = machine.board().type();
        if (!type.hasPowerButton()) {
            Optional<Outcome> unasked =
                    process.isAlive() ? Optional.of(new Outcome.EndedUnasked(type)) : Optional.empty();
            process.destroyForcibly();
            return ended(unasked);
        }
        // In a thread of its own: a QEMU that does not answer is ended as well.
        channels.monitor()
                .thenAccept(monitor -> inThread("unikraft-monitor", () -> {
                    monitor.pressPowerButton();
                    return null;
                }));
        return ended(endsLaterThan(grace) ? Optional.of(new Outcome.DidNotStop(grace)) : Optional.empty());
    }

    /** Waits for the machine's end, which comes after the limit at the latest. */
    private boolean endsLaterThan(Duration limit) throws InterruptedException {
        boolean late = !process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (late) {
            process.destroyForcibly();
        }
        return late;
    }

    /** @param late the outcome, if we ended it and the kernel had not said another */
    private Outcome ended(Optional<Outcome> late) throws InterruptedException {
        int status = process.waitFor();
        join(output);
        Optional<Outcome> said = join(report).outcome();
        if (said.isPresent()) {
            return said.get();
        }
        if (late.isPresent()) {
            return late.get();
        }
        String problem = join(errors);
        QemuFailure.explain(problem).ifPresent(error -> {
            throw error;
        });
        return new Outcome.VmmFailed(status, problem);
    }

    /** What the kernel reported. Waits until the machine has ended. */
    public Report report() throws InterruptedException {
        process.waitFor();
        return join(report);
    }

    /** Stops the machine when it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // SIGKILL is sent: the end is a matter of milliseconds, and is awaited
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down; the hook has nothing left to do.
        }
        discard(process, guard, channels);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new UserError(
                    "console-broken",
                    "The machine's console or report cannot be passed on.",
                    String.valueOf(e.getCause().getMessage()),
                    "Check where the output goes: a full disk and a closed pipe are usual causes.",
                    e.getCause());
        }
    }

    private static Void copyOutput(Process process, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        InputStream from = process.getInputStream();
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } catch (IOException e) {
            process.destroyForcibly(); // without a reader the machine would wait for ever
            throw e;
        }
        return null;
    }

    private static String readEnd(InputStream from) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[MAX_ERRORS];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            if (kept.size() + count > MAX_ERRORS) {
                byte[] before = kept.toByteArray();
                int reused = Math.min(before.length, MAX_ERRORS - count);
                kept.reset();
                kept.write(before, before.length - reused, reused);
            }
            kept.write(buffer, 0, count);
        }
        return kept.toString(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** A daemon thread: one that waits for input that never comes must not keep the JVM. */
    private static <T> CompletableFuture<T> inThread(String name, Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(work.run());
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
