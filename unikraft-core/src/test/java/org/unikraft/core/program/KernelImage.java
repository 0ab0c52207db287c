package org.unikraft.core.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unikraft.core.link.ImageLayout;
import org.unikraft.core.link.InputFile;
import org.unikraft.core.link.InputLibrary;
import org.unikraft.core.link.KnownSyscall;
import org.unikraft.core.link.LinkRequest;
import org.unikraft.core.link.LinkResult;
import org.unikraft.core.link.Linker;
import org.unikraft.core.link.OptionValue;
import org.unikraft.core.link.SyscallSelection;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;
import org.unikraft.core.resolve.BundledLibraries;
import org.unikraft.core.resolve.Resolution;
import org.unikraft.core.resolve.Resolver;

/** Links a C program into a kernel, with the libraries that the platform and the program ask for. */
public final class KernelImage {
    private static final BundledLibraries REPOSITORY = new BundledLibraries();

    private KernelImage() {}

    /**
     * Compiles a program with the kernel's flags, and links it.
     *
     * @param libraries that the image has besides those of the platform
     * @param symbols whether the image carries its symbol table
     */
    public static LinkResult link(Path source, List<String> libraries, boolean symbols)
            throws IOException, InterruptedException {
        return link(source, libraries, Set.of(), SyscallSelection.all(), symbols);
    }

    /**
     * @param excluded libraries that it does not have
     * @param syscalls those that it can make
     */
    public static LinkResult link(
            Path source, List<String> libraries, Set<String> excluded, SyscallSelection syscalls, boolean symbols)
            throws IOException, InterruptedException {
        List<Need> needs = new ArrayList<>();
        libraries.forEach(library -> needs.add(new Need.Library(new LibraryName(library), "the program")));
        Resolution resolution = Resolver.resolve(
                needs,
                excluded.stream().map(LibraryName::new).collect(Collectors.toSet()),
                Platform.QEMU_X86_64,
                REPOSITORY,
                new TreeMap<>());
        return Linker.link(LinkRequest.builder(ImageLayout.ring0X86_64())
                .libraries(libraries(resolution))
                .objects(List.of(new InputFile(source.getFileName().toString(), compile(source, resolution))))
                .options(options(resolution))
                .syscalls(syscalls)
                .knownSyscalls(knownSyscalls())
                .symbolTable(symbols)
                .build());
    }

    private static List<InputLibrary> libraries(Resolution resolution) {
        return resolution.libraries().stream()
                .map(selected -> selected.descriptor().name())
                .map(name -> new InputLibrary(
                        name.value(),
                        REPOSITORY.objects(name, Platform.QEMU_X86_64.cpu()).stream()
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

    private static List<KnownSyscall> knownSyscalls() {
        return REPOSITORY.systemCalls(Platform.QEMU_X86_64.cpu()).stream()
                .map(call -> new KnownSyscall(
                        call.number(), call.name(), call.library().map(LibraryName::value)))
                .toList();
    }

    /** Headers of the sources that the build has fetched (Makefile). */
    private static List<Path> fetchedHeaders() throws IOException {
        Path sources = Path.of("target/sources");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(sources)) {
            return folders.map(folder -> folder.resolve("src/include"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /** With the kernel's flags (Makefile); the program's own code may use any register that inline assembly names. */
    private static byte[] compile(Path source, Resolution resolution) throws IOException, InterruptedException {
        Path object = Files.createTempFile("program", ".o");
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
        for (Path fetched : fetchedHeaders()) {
            command.addAll(List.of("-isystem", fetched.toString()));
        }
        command.addAll(List.of("-c", source.toString(), "-o", object.toString()));
        try {
            Host.tool(command);
            return Files.readAllBytes(object);
        } finally {
            Files.delete(object);
        }
    }
}
