package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.UserError;

/** How a run ends, with a program in QEMU's place. */
@Timeout(60)
class VirtualMachineTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private Qemu qemu;

    @BeforeEach
    void installFake() throws IOException {
        qemu = Qemu.find(Optional.of(FakeQemu.install(directory)), "");
    }

    @Test
    void theReportedExitStatusIsTheOutcome() throws Exception {
        assertThat(run("print hello\nreport exit 3\nstatus 7")).isEqualTo(new Outcome.Exited(3));
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");
    }

    @Test
    void aSignalIsTheOutcome() throws Exception {
        assertThat(run("report signal 11\nstatus 1")).isEqualTo(new Outcome.KilledBySignal(11));
    }

    @Test
    void aPanicIsTheOutcome() throws Exception {
        assertThat(run("report panic no memory\nstatus 1")).isEqualTo(new Outcome.Panicked("no memory"));
    }

    @Test
    void consoleTextIsNoOutcome() throws Exception {
        assertThat(run("print exit 0\nerror broken\nstatus 4")).isEqualTo(new Outcome.VmmFailed(4, "broken\n"));
    }

    @Test
    void aQemuThatNeverReachesTheReportChannelHasFailed() throws Exception {
        assertThat(run("unconnected")).isEqualTo(new Outcome.VmmFailed(1, "qemu-system-x86_64: cannot\n"));
    }

    @Test
    void memoryThatThisComputerLacksIsTheUsersError() {
        String said = "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory";
        assertThatThrownBy(() -> run("error " + said + "\nstatus 1"))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.text()).isEqualTo("""
                                This computer has less memory than the machine is to have.
                                qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory
                                Give it less with unikraft.memory, or leave that out: the image has a default."""));
    }

    @Test
    void theTimeLimitStopsIt() throws Exception {
        Duration limit = Duration.ofMillis(1500);
        assertThat(run(Console.withoutInput(output), "print begun\nwait", Optional.of(limit)))
                .isEqualTo(new Outcome.TimedOut(limit));
    }

    @Test
    void outputIsEveryByteThatWasWritten() throws Exception {
        run("bytes 00041680ff0d0a1b\nreport exit 0");
        assertThat(output.toByteArray()).containsExactly(0, 4, 0x16, 0x80, 0xff, 0x0d, 0x0a, 0x1b);
    }

    @Test
    void inputIsEveryByteThatWasGivenAndEnds() throws Exception {
        byte[] all = new byte[256];
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
            hex.append(String.format("%02x", i));
        }
        run(
                new Console(new ByteArrayInputStream(all), output),
                "report stage application 1\ninput\nreport exit 0",
                Optional.empty());
        assertThat(output.toString(StandardCharsets.US_ASCII)).isEqualTo(hex + "\n");
    }

    @Test
    void withoutInputTheEndIsReadAtOnce() throws Exception {
        run("report stage application 1\ninput\nreport exit 0");
        assertThat(output.toString(StandardCharsets.US_ASCII)).isEqualTo("\n");
    }

    @Test
    void outputThatCannotBePassedOnEndsTheMachine() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> run(Console.withoutInput(full), "print much\nwait", Optional.empty()))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.text()).contains("No space left on device"));
    }

    @Test
    void interruptingTheWaitingThreadEndsTheMachine() throws Exception {
        VirtualMachine machine = qemu.start(machine("wait"), Console.withoutInput(output), event -> {});
        ProcessHandle process = machine.process();
        Thread waiting = new Thread(() -> {
            try (machine) {
                machine.await(Optional.empty());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        waiting.interrupt();
        waiting.join();
        assertThat(process.isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "INT", "HUP"})
    void noQemuOutlivesTheJvm(String signal) throws Exception {
        // A JVM heeds only signals that were not ignored when it started, and whoever runs the tests may ignore some.
        Process jvm = new ProcessBuilder(
                        "/usr/bin/env",
                        "--default-signal",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        qemu.executable().toString(),
                        kernel("print begun\nwait").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        ProcessHandle machine =
                ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
        assertThat(lines.readLine()).isEqualTo("begun");
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.pid()))
                        .start()
                        .waitFor())
                .isZero();
        jvm.waitFor();
        machine.onExit().get(10, TimeUnit.SECONDS);
        assertThat(machine.isAlive()).isFalse();
    }

    /** A JVM that runs a machine, until something happens to it. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws Exception {
            Machine machine =
                    Machine.of(Path.of(args[1]), ByteSize.mebibytes(16)).withHardwareAcceleration(false);
            try (VirtualMachine running = Qemu.find(Optional.of(Path.of(args[0])), "")
                    .start(machine, Console.withoutInput(System.out), event -> {})) {
                System.out.println(running.process().pid());
                running.await(Optional.empty());
            }
        }
    }

    private Outcome run(String kernel) throws Exception {
        return run(Console.withoutInput(output), kernel, Optional.empty());
    }

    private Outcome run(Console console, String kernel, Optional<Duration> limit) throws Exception {
        return qemu.run(machine(kernel), console, limit, event -> {});
    }

    private Machine machine(String kernel) throws IOException {
        return Machine.of(kernel(kernel), ByteSize.mebibytes(16)).withHardwareAcceleration(false);
    }

    private Path kernel(String content) throws IOException {
        return Files.writeString(directory.resolve("kernel"), content);
    }
}
