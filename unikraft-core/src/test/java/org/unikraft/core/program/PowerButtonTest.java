package org.unikraft.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.unikraft.core.run.CommandLine;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.MachineType;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.Qemu;
import org.unikraft.core.run.VirtualMachine;

/** The power button is SIGTERM for the application, on the machines that have one. */
class PowerButtonTest {
    private static final KernelProgram PROGRAM = KernelProgram.read(Path.of("src/test/kernel/started/power_button.c"));
    private static final Duration GRACE = Duration.ofSeconds(60);

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

    /** Its output, with a latch that opens when the program waits. */
    private static final class Output extends ByteArrayOutputStream {
        private final CountDownLatch waiting = new CountDownLatch(1);

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            if (toString(StandardCharsets.UTF_8).contains("waiting\n")) {
                waiting.countDown();
            }
        }
    }

    private static Outcome press(MachineType type, List<String> arguments, Output output) throws InterruptedException {
        Machine machine = Machine.of(kernel, PROGRAM.memory())
                .withType(type)
                .withCommandLine(new CommandLine("", arguments))
                .withHardwareAcceleration(false);
        try (VirtualMachine running = Qemu.find().start(machine, Console.withoutInput(output), event -> {})) {
            assertThat(output.waiting.await(GRACE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return running.shutDown(GRACE);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MachineType.class,
            names = {"PC", "Q35"})
    void itEndsAnApplicationThatDoesNothingAboutIt(MachineType type) throws InterruptedException {
        assertThat(press(type, List.of(), new Output())).isEqualTo(new Outcome.KilledBySignal(15));
    }

    @ParameterizedTest
    @EnumSource(
            value = MachineType.class,
            names = {"PC", "Q35"})
    void anApplicationEndsAsItLikes(MachineType type) throws InterruptedException {
        Output output = new Output();
        assertThat(press(type, List.of("x"), output)).isEqualTo(new Outcome.Exited(3));
        assertThat(output.toString(StandardCharsets.UTF_8)).endsWith("waiting\nsignal 15\n");
    }
}
