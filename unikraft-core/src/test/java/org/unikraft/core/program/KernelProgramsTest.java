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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.MachineType;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.Qemu;

/** Programs that are linked into the kernel ({@code src/test/kernel}) end and print as their first lines say. */
@Execution(ExecutionMode.CONCURRENT)
class KernelProgramsTest {
    private static final Path PROGRAMS = Path.of("src/test/kernel");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path work;

    @TestFactory
    Stream<DynamicNode> programs() throws IOException {
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            List<KernelProgram> programs = files.filter(file -> file.toString().endsWith(".c"))
                    .sorted()
                    .map(KernelProgram::read)
                    .toList();
            return programs.stream().map(program -> DynamicContainer.dynamicContainer(program.name(), cases(program)));
        }
    }

    private Stream<DynamicTest> cases(KernelProgram program) {
        return program.machines().stream().flatMap(machine -> program.cpus().stream()
                .map(cpu -> DynamicTest.dynamicTest(
                        machine + " with CPU " + cpu, () -> run(program, MachineType.parse(machine), cpu))));
    }

    private void run(KernelProgram program, MachineType type, String cpu) throws IOException, InterruptedException {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        assumeTrue(Host.has("qemu-system-x86_64"), "skipped: qemu-system-x86_64 is not installed");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Outcome outcome = Qemu.find()
                .run(
                        Machine.of(link(program), program.memory())
                                .withCommandLine(program.commandLine())
                                .withType(type)
                                .withDevices(program.devices(work))
                                .withCpu(cpu)
                                .withHardwareAcceleration(false),
                        Console.withoutInput(output),
                        Optional.of(LIMIT),
                        event -> {});
        String text = output.toString(StandardCharsets.UTF_8);
        assertThat(asReported(outcome)).as(text).matches(program.outcome());
        assertThat(text).matches(program.output());
    }

    /** In the words of the report channel. */
    private static String asReported(Outcome outcome) {
        if (outcome instanceof Outcome.Exited exited) {
            return "exit " + exited.status();
        }
        if (outcome instanceof Outcome.Panicked panicked) {
            return "panic " + panicked.text();
        }
        if (outcome instanceof Outcome.KilledBySignal killed) {
            return "signal " + killed.number();
        }
        return outcome.description();
    }

    private Path link(KernelProgram program) throws IOException, InterruptedException {
        List<String> libraries = Stream.concat(Stream.of("uksyscall"), program.libraries().stream())
                .toList();
        Path kernel = Files.createTempFile(work, "kernel", "");
        return Files.write(
                kernel, KernelImage.link(program.source(), libraries, true).image());
    }
}
