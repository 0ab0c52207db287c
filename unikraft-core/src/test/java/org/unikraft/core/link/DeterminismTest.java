package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equal requests give equal bytes: no clock, no hash order, no directory of the machine. */
class DeterminismTest {
    private static final Path LIBRARIES = Path.of("target/libraries");

    @TempDir
    Path first;

    @TempDir
    Path second;

    @Test
    void sameProgramFromTwoDirectories() throws IOException {
        LinkResult one = program(first);
        LinkResult two = program(second);
        assertThat(one.image()).isEqualTo(two.image());
        assertThat(one.map().toText()).isEqualTo(two.map().toText()).doesNotContain(first.toString());
        assertThat(one.map().toJson()).isEqualTo(two.map().toJson());
    }

    private static LinkResult program(Path directory) {
        Path source = Path.of("src/test/linker/exceptions.cc").toAbsolutePath();
        Path part = Path.of("src/test/linker/parts/exceptions-too.cc").toAbsolutePath();
        String compiler = Toolchain.need("g++");
        List<Path> objects = List.of(
                Toolchain.compile(directory, compiler, source, List.of("-O2")),
                Toolchain.compile(directory, compiler, part, List.of("-O2")));
        StaticLibc libc = StaticLibc.of("glibc++");
        return Linker.link(LinkRequest.builder(ImageLayout.linuxUserX86_64())
                .objects(libc.around(objects).stream().map(Toolchain::input).toList())
                .archives(
                        libc.archives(List.of()).stream().map(Toolchain::input).toList())
                .symbolTable(true)
                .build());
    }

    @Test
    void microLibrariesFromTwoDirectories() throws IOException {
        assumeTrue(Files.isDirectory(LIBRARIES), "skipped: the micro-libraries have not been compiled");
        Path copy = second.resolve("elsewhere");
        List<Path> files;
        try (var tree = Files.walk(LIBRARIES)) {
            files = new ArrayList<>(tree.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*(\\.o|library\\.xml)"))
                    .toList());
        }
        Collections.reverse(files); // a file system that lists them in another order
        for (Path file : files) {
            Path target = copy.resolve(LIBRARIES.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
        LinkResult one = kernel(LIBRARIES);
        LinkResult two = kernel(copy);
        assertThat(one.image()).isEqualTo(two.image());
        assertThat(one.map().toJson()).isEqualTo(two.map().toJson());
    }

    private static LinkResult kernel(Path folder) throws IOException {
        Map<String, OptionValue> options = new TreeMap<>();
        List<InputLibrary> libraries = MicroLibraries.all(folder, options);
        return Linker.link(LinkRequest.builder(ImageLayout.ring0X86_64())
                .libraries(libraries)
                .options(options)
                .build());
    }
}
