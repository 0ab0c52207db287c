package org.unikraft.core.analyze.x86_64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unikraft.core.analyze.x86_64.SystemCallFinder.File;
import org.unikraft.core.analyze.x86_64.SystemCallFinder.Role;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.program.Host;

/** Small programs without a C library, of which it is known which system calls they can make. */
class SystemCallFinderTest {
    /** A call as C libraries make it; START never comes back. */
    private static final String CALLS = """
            static inline long call(long n, long a) {
                long r;
                __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a) : "rcx", "r11", "memory");
                return r;
            }
            #define NOINLINE __attribute__((noinline, noclone))
            """;

    @TempDir
    Path directory;

    private static Arguments program(String what, Set<Integer> numbers, boolean resolved, String source) {
        return Arguments.of(what, numbers, resolved, source);
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                program(
                        "a constant",
                        Set.of(39, 60),
                        true,
                        "void _start(void) { call(39, 0); call(60, 0); for (;;); }"),
                program(
                        "a function that nobody calls",
                        Set.of(60),
                        true,
                        "NOINLINE long unused(void) { return call(41, 0); } void _start(void) { call(60, 0); for (;;); }"),
                program("a number that the caller gives, over two functions", Set.of(1, 2, 60), true, """
                        NOINLINE long inner(long n, long a) { return call(n, a); }
                        NOINLINE long outer(long a, long n) { return inner(n, a) + 1; }
                        void _start(void) { outer(7, 1); inner(2, 3); call(60, 0); for (;;); }
                        """),
                program("a number that stays in a register over a call", Set.of(39, 102, 60), true, """
                        NOINLINE long other(void) { return call(102, 0); }
                        void _start(void) {
                            register long n __asm__("rbx") = 39;
                            __asm__ volatile("" : "+r"(n));
                            other();
                            n = 39;
                            call(n, 0);
                            call(60, 0);
                            for (;;);
                        }
                        """),
                program("a pointer to a function in data", Set.of(24, 60), true, """
                        NOINLINE long yield(void) { return call(24, 0); }
                        long (*volatile pointer)(void) = yield;
                        void _start(void) { pointer(); call(60, 0); for (;;); }
                        """),
                program("a pointer to a function in code", Set.of(24, 60), true, """
                        NOINLINE long yield(void) { return call(24, 0); }
                        long (*volatile pointer)(void);
                        void _start(void) { pointer = yield; pointer(); call(60, 0); for (;;); }
                        """),
                program("cases of a table of jumps", Set.of(1, 3, 5, 7, 9, 11, 60), true, """
                        volatile int choice;
                        void _start(void) {
                            switch (choice) {
                                case 0: call(1, 0); break;
                                case 1: call(3, 1); break;
                                case 2: call(5, 2); break;
                                case 3: call(7, 3); break;
                                case 4: call(9, 4); break;
                                case 5: call(11, 5); break;
                            }
                            call(60, 0);
                            for (;;);
                        }
                        """),
                program(
                        "one of two numbers",
                        Set.of(60, 100, 200),
                        true,
                        "volatile int c; void _start(void) { if (c) call(100, 0); else call(200, 0); call(60, 0); for (;;); }"),
                program(
                        "a number that is computed",
                        Set.of(60),
                        false,
                        "volatile int c; void _start(void) { call(c * 100 + 7, 0); call(60, 0); for (;;); }"),
                program(
                        "a number from memory",
                        Set.of(60),
                        false,
                        "volatile long n; void _start(void) { call(n, 0); call(60, 0); for (;;); }"),
                program("a pointer to a function that is given a number", Set.of(60), false, """
                        NOINLINE long inner(long n) { return call(n, 0); }
                        long (*volatile pointer)(long) = inner;
                        void _start(void) { pointer(39); call(60, 0); for (;;); }
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void finds(String what, Set<Integer> numbers, boolean resolved, String source) throws Exception {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        for (String optimization : List.of("-O1", "-O2", "-O3", "-Os")) {
            for (List<String> kind : List.of(List.of("-static"), List.of("-static-pie"), List.of("-static", "-s"))) {
                List<String> flags = new ArrayList<>(kind);
                flags.add(optimization);
                SystemCallFinder.Result found = SystemCallFinder.find(List.of(started(compiled(source, flags))));
                assertThat(found.numbers().keySet()).as("%s", flags).isEqualTo(new TreeSet<>(numbers));
                assertThat(found.unresolved().isEmpty()).as("%s", flags).isEqualTo(resolved);
            }
        }
    }

    /** Code that was not optimised has the number on the stack, where it is not followed: that must be said. */
    @Test
    void saysWhatItDoesNotKnow() throws Exception {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        ElfFile program = compiled("void _start(void) { call(60, 0); for (;;); }", List.of("-O0", "-static"));

        assertThat(SystemCallFinder.find(List.of(started(program))).unresolved())
                .singleElement()
                .asString()
                .contains("SYSCALL")
                .endsWith("is unknown");
    }

    @Test
    void followsFunctionsThatLibrariesExport() throws Exception {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        String source = """
                long used(void) { return call(39, 0); }
                long unused(void) { return call(41, 0); }
                long number(long n) { return call(n, 0); }
                """;
        ElfFile library =
                compiled(source, List.of("-shared", "-fPIC", "-O1", "-o", path("libsmall.so")), "libsmall.so");
        ElfFile program = compiled(
                "long used(void); long number(long); void _start(void) { used(); number(57); call(60, 0); for (;;); }",
                List.of("-O1", path("libsmall.so")));

        assertThat(numbers(List.of(started(program), new File(library, Role.NEEDED, false))))
                .containsExactlyInAnyOrder(39, 57, 60);
    }

    /** Whoever opens a library can ask for each of its functions, and give it any number. */
    @Test
    void countsAllThatAnOpenedLibraryExports() throws Exception {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        ElfFile library = compiled(
                "long one(void) { return call(39, 0); } long other(void) { return call(41, 0); }",
                List.of("-shared", "-fPIC", "-O1", "-o", path("libopened.so")),
                "libopened.so");
        ElfFile program = compiled("void _start(void) { call(60, 0); for (;;); }", List.of("-O1", "-static"));
        List<File> files = List.of(started(program), new File(library, Role.OPENED, false));

        assertThat(numbers(files)).containsExactlyInAnyOrder(39, 41, 60);
    }

    private static File started(ElfFile program) {
        return new File(program, Role.STARTED, false);
    }

    private Collection<Integer> numbers(List<File> files) {
        SystemCallFinder.Result found = SystemCallFinder.find(files);
        assertThat(found.unresolved()).isEmpty();
        return found.numbers().keySet();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private ElfFile compiled(String source, List<String> flags) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of("-o", path("program")));
        return compiled(source, all, "program");
    }

    private ElfFile compiled(String source, List<String> flags, String output)
            throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("program.c"), CALLS + source);
        List<String> command =
                new ArrayList<>(List.of("gcc", "-w", "-nostdlib", "-fno-stack-protector", file.toString()));
        command.addAll(flags);
        Host.tool(command);
        return ElfFile.read(output, Files.readAllBytes(directory.resolve(output)));
    }
}
