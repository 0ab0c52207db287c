package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.ElfSymbol;

/**
 * GNU ld, told by a script to put every section where we put it and to drop those that we dropped, writes the same bytes
 * there, and the same symbols.
 */
class GnuLdTest {
    private static final Path PARTS = Path.of("src/test/linker/parts");
    private static final Path LIBRARIES = Path.of("target/libraries");

    @TempDir
    Path directory;

    /** An object without mergeable sections, in which the two linkers may differ. */
    private InputFile plain(Path object, String name) {
        Toolchain.need("objcopy");
        Path copy = directory.resolve(name);
        Toolchain.run(
                directory,
                "objcopy",
                "--set-section-flags",
                ".rodata*=alloc,readonly,data,contents",
                object.toAbsolutePath().toString(),
                copy.toString());
        return Toolchain.input(copy);
    }

    @ParameterizedTest
    @CsvSource({
        "gcc, -O2 -fno-pic",
        "gcc, -O0 -fno-pic",
        "gcc, -Os -mcmodel=kernel -fno-pic -ffunction-sections -fdata-sections",
        "gcc, -O2 -mcmodel=large -fno-pic",
        "clang, -O2 -fno-pic",
        "clang, -Os -mcmodel=kernel -fno-pic -ffunction-sections -fdata-sections",
        "clang, -O2 -mcmodel=large -fno-pic"
    })
    void sameBytesForEveryCodeModel(String compiler, String flags) throws IOException {
        List<String> all = new ArrayList<>(List.of(flags.split(" ")));
        all.addAll(List.of("-ffreestanding", "-fno-stack-protector", "-fno-asynchronous-unwind-tables"));
        List<InputFile> objects = new ArrayList<>();
        for (String part : List.of("all-kinds.c", "all-kinds-too.c", "member-a.c", "member-b.c", "member-c.c")) {
            Path source = PARTS.resolve(part).toAbsolutePath();
            Path object = Toolchain.compile(directory, Toolchain.compiler(compiler), source, all);
            objects.add(plain(object, "plain-" + object.getFileName()));
        }
        ImageLayout layout = flags.contains("kernel") ? ImageLayout.ring0X86_64() : ImageLayout.linuxUserX86_64();
        compare(LinkRequest.builder(layout)
                .objects(objects)
                .roots(List.of("_start", "uk_entry"))
                .symbolTable(true)
                .build());
    }

    /** The micro-libraries of this project, as the build has just compiled them. */
    @Test
    void sameBytesForTheMicroLibraries() throws IOException {
        assumeTrue(Files.isDirectory(LIBRARIES), "skipped: the micro-libraries have not been compiled");
        Map<String, OptionValue> options = new TreeMap<>();
        List<InputLibrary> libraries = MicroLibraries.all(LIBRARIES, options);
        List<InputLibrary> plain = new ArrayList<>();
        for (InputLibrary library : libraries) {
            List<InputFile> objects = new ArrayList<>();
            for (InputFile object : library.objects()) {
                Path file = LIBRARIES.resolve(library.name()).resolve("x86_64").resolve(object.name());
                objects.add(plain(file, library.name() + "-" + object.name()));
            }
            plain.add(new InputLibrary(library.name(), objects));
        }
        compare(LinkRequest.builder(ImageLayout.ring0X86_64())
                .libraries(plain)
                .options(options)
                .symbolTable(true)
                .build());
    }

    private void compare(LinkRequest request) throws IOException {
        Toolchain.need("ld");
        LinkResult result = Linker.link(request);
        ElfFile ours = ElfFile.read("ours", result.image());
        Path script = Files.writeString(directory.resolve("script.ld"), script(result.map()));
        Path program = directory.resolve("theirs");
        List<String> command = new ArrayList<>(List.of(
                "ld",
                "-nostdlib",
                "-static",
                "-z",
                "noexecstack",
                "--no-warn-rwx-segments",
                "--no-relax",
                "-e",
                request.layout().entry(),
                "-T",
                script.toString(),
                "-o",
                program.toString()));
        Map<String, Long> symbols = symbols(ours);
        symbols.forEach((name, value) -> {
            if (name.matches("uk_option_.*|__uk_.*|__start_.*|__stop_.*|uk_syscall_(table|hints)|uk_symbol_table")) {
                command.add("--defsym=" + name + "=0x" + Long.toHexString(value));
            }
        });
        objects(request).forEach(object -> command.add(object.name()));
        Toolchain.run(directory, command);

        ElfFile theirs = ElfFile.read("theirs", Files.readAllBytes(program));
        int compared = 0;
        for (LinkMap.Section section : result.map().sections()) {
            for (LinkMap.Part part : section.parts()) {
                if (section.fileSize() > 0 && !part.library().equals(Chunk.LINKER)) {
                    assertThat(bytes(ours, part)).as(part.toString()).isEqualTo(bytes(theirs, part));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(5);
        Map<String, Long> common = symbols(theirs);
        common.keySet().retainAll(symbols.keySet());
        assertThat(common).hasSizeGreaterThan(5);
        common.forEach((name, value) -> assertThat(symbols).containsEntry(name, value));
    }

    private static Stream<InputFile> objects(LinkRequest request) {
        return Stream.concat(
                request.libraries().stream().flatMap(library -> library.objects().stream()),
                request.objects().stream());
    }

    /** Every input section at its place, all others discarded. */
    private static String script(LinkMap map) {
        StringBuilder script = new StringBuilder("SECTIONS {\n");
        for (LinkMap.Section section : map.sections()) {
            script.append(String.format("%s 0x%x : {\n", section.name(), section.address()));
            for (LinkMap.Part part : section.parts()) {
                long offset = part.address() - section.address();
                if (part.library().equals(Chunk.LINKER)) {
                    continue;
                }
                String name = part.section().startsWith(".bss.") ? part.section() + " COMMON" : part.section();
                script.append(String.format("  . = 0x%x; KEEP(*%s(%s))\n", offset, part.object(), name));
            }
            script.append(String.format("  . = 0x%x;\n}\n", section.size()));
        }
        return script.append("/DISCARD/ : { *(*) }\n}\n").toString();
    }

    private static Map<String, Long> symbols(ElfFile elf) {
        return elf.symbols().stream()
                .filter(symbol -> !symbol.isUndefined() && symbol.binding() != Elf.STB_LOCAL)
                .collect(Collectors.toMap(
                        ElfSymbol::name, ElfSymbol::st_value, (one, other) -> one, LinkedHashMap::new));
    }

    private static byte[] bytes(ElfFile elf, LinkMap.Part part) {
        for (ElfSection section : elf.sections()) {
            long offset = part.address() - section.header().sh_addr();
            boolean inside =
                    offset >= 0 && offset + part.size() <= section.data().length();
            if (section.header().has(Elf.SHF_ALLOC) && inside) {
                ByteSlice slice = section.data().slice(offset, part.size(), "part");
                return slice.toArray();
            }
        }
        throw new AssertionError("nothing at " + part);
    }
}
