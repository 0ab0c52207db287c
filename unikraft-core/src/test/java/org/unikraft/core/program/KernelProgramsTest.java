package org.unikraft.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.link.ImageLayout;
import org.unikraft.core.link.InputFile;
import org.unikraft.core.link.InputLibrary;
import org.unikraft.core.link.KnownSyscall;
import org.unikraft.core.link.LinkRequest;
import org.unikraft.core.link.Linker;
import org.unikraft.core.link.OptionValue;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;
import org.unikraft.core.resolve.BundledLibraries;
import org.unikraft.core.resolve.Resolution;
import org.unikraft.core.resolve.Resolver;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.MachineType;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.Qemu;

/** Programs that are linked into the kernel ({@code src/test/kernel}) end and print as their first lines say. */
class KernelProgramsTest {
    private static final Path PROGRAMS = Path.of("src/test/kernel");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path work;

    private final BundledLibraries repository = new BundledLibraries();

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
        List<Need> needs = new ArrayList<>(List.of(need("uksyscall")));
        program.libraries().forEach(library -> needs.add(need(library)));
        Resolution resolution = Resolver.resolve(needs, Platform.QEMU_X86_64, repository, new TreeMap<>());
        LinkRequest request = LinkRequest.builder(ImageLayout.ring0X86_64())
                .libraries(libraries(resolution))
                .objects(List.of(new InputFile(program.name(), Files.readAllBytes(compile(program, resolution)))))
                .options(options(resolution))
                .knownSyscalls(knownSyscalls())
                .symbolTable(true)
                .build();
        Path kernel = Files.createTempFile(work, "kernel", "");
        return Files.write(kernel, Linker.link(request).image());
    }

    private static Need need(String library) {
        return new Need.Library(new LibraryName(library), "the test");
    }

    private List<InputLibrary> libraries(Resolution resolution) {
        return resolution.libraries().stream()
                .map(selected -> selected.descriptor().name())
                .map(name -> new InputLibrary(
                        name.value(),
                        repository.objects(name, Platform.QEMU_X86_64.cpu()).stream()
                                .map(object -> new InputFile(object.name(), object.bytes()))
                                .toList()))
                .toList();
    }

    private static SortedMap<String, OptionValue> options(Resolution resolution) {
        SortedMap<String, OptionValue> options = new TreeMap<>();
        resolution
                .options()
                .forEach(value -> options.put(
                        value.option().symbol(),
                        new OptionValue.Number(value.option().number(value.text()))));
        return options;
    }

    private List<KnownSyscall> knownSyscalls() {
        return repository.systemCalls(Platform.QEMU_X86_64.cpu()).stream()
                .map(call -> new KnownSyscall(
                        call.number(), call.name(), call.library().map(LibraryName::value)))
                .toList();
    }

    /** With the kernel's flags (Makefile); the program's own code may use any register that inline assembly names. */
    private static Path compile(KernelProgram program, Resolution resolution) throws IOException, InterruptedException {
        Path object = Files.createTempFile(work, "program", ".o");
        List<String> command = new ArrayList<>(List.of(
                "gcc",
                "-std=gnu11",
                "-Os",
                "-ffreestanding",
                "-ffunction-sections",
                "-fdata-sections",
                "-mcmodel=kernel",
                "-fno-pic",
                "-fno-pie",
                "-mno-red-zone",
                "-mgeneral-regs-only",
                "-fno-asynchronous-unwind-tables",
                "-fno-stack-protector",
                "-fno-omit-frame-pointer",
                "-fno-strict-aliasing",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-Iinclude"));
        resolution
                .libraries()
                .forEach(library ->
                        command.add("-Ilib/" + library.descriptor().name().value() + "/include"));
        command.addAll(List.of("-c", program.source().toString(), "-o", object.toString()));
        Host.tool(command);
        return object;
    }
}
