package org.unikraft.core.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.program.Host;

/** Machine code that can open sockets of the internet's families is told by the functions that it calls. */
class InternetImportsTest {
    private static final String HELLO = "#include <stdio.h>\nint main(void) { puts(\"hello\"); }";
    private static final String SOCKET = "#include <sys/socket.h>\nint main(void) { return socket(2, 1, 0); }";

    @TempDir
    Path directory;

    @BeforeEach
    void gcc() {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
    }

    @Test
    void findsNothingInAProgramWithoutSockets() throws Exception {
        assertThat(evidence(HELLO)).isEmpty();
    }

    @Test
    void findsWhoCallsSocket() throws Exception {
        assertThat(evidence(SOCKET)).contains("program calls socket");
    }

    /** Machine code shows the family, unless it is a variable, or a function's address goes where calls are not seen. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return socket(1, 1, 0);                                        | false",
                "return socket(1, 1, 0) + socket(1, 2, 0);                      | false",
                "return c > 1 ? socket(1, 1, 0) : 0;                            | false",
                "return socket(1, 1, 0) + socket(2, 1, 0);                      | true",
                "return socket(c > 1 ? 1 : 2, 1, 0);                            | true",
                "return socket(c, 1, 0);                                        | true",
                "int (*f)(int, int, int) = socket; g = f; return g(c, 1, 0);    | true",
            })
    void looksAtTheFamily(String body, boolean internet) throws Exception {
        String source = "#include <sys/socket.h>\nint (*volatile g)(int, int, int);\nint main(int c) { " + body + " }";
        for (String optimization : List.of("-O0", "-O2", "-Os")) {
            for (String kind : List.of("-no-pie", "-pie", "-fno-plt", "-fcf-protection")) {
                assertThat(evidence(source, optimization, kind))
                        .as(optimization + " " + kind)
                        .isEqualTo(internet ? Optional.of("program calls socket") : Optional.empty());
            }
        }
    }

    @Test
    void findsWhoLooksUpNames() throws Exception {
        assertThat(evidence("#include <netdb.h>\nint main(void) { return !gethostbyname(\"x\"); }"))
                .contains("program calls gethostbyname");
    }

    @Test
    void findsWhoMakesCallsByNumber() throws Exception {
        assertThat(evidence("long syscall(long, ...);\nint main(void) { return (int)syscall(41, 2, 1, 0); }"))
                .contains("program calls syscall");
    }

    @Test
    void findsWhoLooksUpSocketByItsName() throws Exception {
        String program = "#include <dlfcn.h>\nint main(void) { return !dlsym(0, \"%s\"); }";

        assertThat(evidence(program.formatted("socket"))).contains("program looks up socket by dlsym");
        assertThat(evidence(program.formatted("puts"))).isEmpty();
    }

    @Test
    void countsALibraryThatLooksUpWhatJavaNames() throws Exception {
        String library = "#include <dlfcn.h>\nvoid *find(const char *name) { return dlsym(0, name); }";
        ElfFile elf = compiled(library, "-shared", "-fPIC");

        assertThat(InternetImports.evidence("libfind.so", elf)).isEmpty();
        assertThat(InternetImports.evidenceForJava("libfind.so", elf))
                .contains("libfind.so calls functions whose names it is given");
    }

    @Test
    void looksAtTheFunctionsOfAStaticProgram() throws Exception {
        assertThat(evidence(HELLO, "-static")).isEmpty();
        assertThat(evidence(SOCKET, "-static")).contains("program has __socket");
        assertThat(evidence(HELLO, "-static", "-s"))
                .contains("program is static and stripped: nothing shows which sockets it opens");
    }

    /** The C library calls socket for its own ends; who causes it to is on the list. */
    @Test
    void passesOverTheCLibraryItself() throws Exception {
        assertThat(InternetImports.evidence("libc.so.6", compiled(SOCKET, "-shared", "-fPIC")))
                .isEmpty();
    }

    private Optional<String> evidence(String source, String... flags) throws IOException, InterruptedException {
        return InternetImports.evidence("program", compiled(source, flags));
    }

    private ElfFile compiled(String source, String... flags) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("program.c"), source);
        Path program = directory.resolve("program");
        List<String> command = new ArrayList<>(List.of("gcc", "-w", file.toString(), "-o", program.toString()));
        command.addAll(List.of(flags));
        Host.tool(command);
        return ElfFile.read("program", Files.readAllBytes(program));
    }
}
