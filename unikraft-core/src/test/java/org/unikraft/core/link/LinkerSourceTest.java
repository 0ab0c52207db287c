package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.link.Toolchain.Outcome;

/**
 * Each file of src/test/linker is a program; comments {@code //# key: value} in it say how it is built and what must
 * come out:
 *
 * <ul>
 *   <li>{@code cc}: the compilers, by default {@code gcc clang}
 *   <li>{@code flags}: for the compiler
 *   <li>{@code with}: further sources of the folder {@code parts}
 *   <li>{@code archive}: sources of {@code parts} that go into one archive
 *   <li>{@code libc}: none (default), musl, glibc
 *   <li>{@code exit}, {@code output}: what the program does when it runs on this machine
 *   <li>{@code same}: GNU ld links the same objects, and that program does the same
 *   <li>{@code error}: the whole text of the error, one line each; the program does not link
 *   <li>{@code has}, {@code lacks}: names that are, are not in the symbol table
 *   <li>{@code map}: text in the link map
 *   <li>{@code readelf}: an option for readelf and text in its output
 * </ul>
 */
class LinkerSourceTest {
    private static final Path FOLDER = Path.of("src/test/linker");

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> sources() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Expectations expected = Expectations.of(file);
                for (String compiler : expected.words("cc", "gcc clang")) {
                    String name = file.getFileName() + " " + compiler;
                    tests.add(DynamicTest.dynamicTest(name, () -> new Case(file, expected, compiler).run()));
                }
            }
        }
        return tests.stream();
    }

    private final class Case {
        private final Path source;
        private final Expectations expected;
        private final String compiler;
        private final Path work;

        Case(Path source, Expectations expected, String compiler) throws IOException {
            this.source = source;
            this.expected = expected;
            this.compiler = Toolchain.compiler(compiler);
            this.work = Files.createTempDirectory(directory, "case");
        }

        void run() throws IOException {
            List<Path> objects = objects();
            List<Path> archives = archives();
            StaticLibc libc = StaticLibc.of(expected.only("libc", "none"));
            LinkRequest request = LinkRequest.builder(ImageLayout.linuxUserX86_64())
                    .objects(inputs(libc.around(objects)))
                    .archives(inputs(libc.archives(archives)))
                    .roots(expected.words("root", ""))
                    .symbolTable(true)
                    .build();
            if (!expected.lines("error").isEmpty()) {
                expectError(request);
                return;
            }
            LinkResult result = Linker.link(request);
            Path program = Toolchain.executable(work.resolve("program"), result.image());
            String listing = Toolchain.readelf(program, "-aW");
            expectSymbols(Toolchain.readelf(program, "-sW"));
            for (String text : expected.lines("readelf")) {
                assertThat(listing.replaceAll(" +", " ").contains(text))
                        .as("readelf shows " + text)
                        .isTrue();
            }
            for (String text : expected.lines("map")) {
                assertThat(result.map().toText()).contains(text);
            }
            expectRun(program, libc, objects, archives);
        }

        private List<Path> objects() {
            List<Path> objects = new ArrayList<>();
            objects.add(compile(source));
            expected.words("with", "").forEach(part -> objects.add(compile(FOLDER.resolve("parts/" + part))));
            return objects;
        }

        private List<Path> archives() {
            List<String> parts = expected.words("archive", "");
            if (parts.isEmpty()) {
                return List.of();
            }
            Toolchain.need("ar");
            List<String> command = new ArrayList<>(List.of("ar", "rcs", "parts.a"));
            for (String part : parts) {
                command.add(
                        compile(FOLDER.resolve("parts/" + part)).getFileName().toString());
            }
            Toolchain.run(work, command);
            return List.of(work.resolve("parts.a"));
        }

        private Path compile(Path file) {
            String driver =
                    file.toString().endsWith(".cc") && compiler.equals("gcc") ? Toolchain.need("g++") : compiler;
            List<String> flags = new ArrayList<>(expected.words("flags", "-O1"));
            if (expected.only("libc", "none").equals("none")) {
                flags.addAll(List.of("-ffreestanding", "-fno-stack-protector", "-fno-asynchronous-unwind-tables"));
            }
            return Toolchain.compile(work, driver, file.toAbsolutePath(), flags);
        }

        private void expectError(LinkRequest request) {
            String message = "";
            try {
                Linker.link(request);
            } catch (LinkError e) {
                message = e.getMessage();
            }
            assertThat(message.lines()).containsExactlyElementsOf(expected.lines("error"));
        }

        private void expectSymbols(String table) {
            List<String> names = table.lines()
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .toList();
            assertThat(names).containsAll(expected.words("has", ""));
            assertThat(names).doesNotContainAnyElementsOf(expected.words("lacks", "(nothing)"));
        }

        private void expectRun(Path program, StaticLibc libc, List<Path> objects, List<Path> archives) {
            Outcome outcome = Toolchain.outcome(work, List.of(program.toString()));
            assertThat(outcome.output().stripTrailing()).isEqualTo(String.join("\n", expected.lines("output")));
            assertThat(outcome.status()).isEqualTo(Integer.parseInt(expected.only("exit", "0")));
            if (!expected.lines("same").isEmpty()) {
                Path other = work.resolve("program.ld");
                Toolchain.run(work, libc.gnuLink(other, objects, archives));
                assertThat(Toolchain.outcome(work, List.of(other.toString()))).isEqualTo(outcome);
            }
        }

        private static List<InputFile> inputs(List<Path> files) {
            return files.stream().map(Toolchain::input).toList();
        }
    }
}
