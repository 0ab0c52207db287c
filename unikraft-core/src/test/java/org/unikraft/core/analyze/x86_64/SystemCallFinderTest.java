package org.unikraft.core.analyze.x86_64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unikraft.core.analyze.x86_64.SystemCallFinder.File;
import org.unikraft.core.analyze.x86_64.SystemCallFinder.Role;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.FormatError;
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

    /** Each program makes exactly the calls 39 and 60; to miss 39 would leave it out of an image. */
    static Stream<Arguments> assembled() {
        return Stream.of(
                Arguments.of("from a function of what is rarely done, back into the middle", """
                        f:  mov $60, %eax
                            test %edi, %edi
                            jne f_cold
                        back: syscall
                            ret
                        .type f_cold, @function
                        f_cold: mov $39, %eax
                            jmp back
                        .type _start, @function
                        _start: call f
                            hlt
                        """),
                Arguments.of("by a table of jumps into a case that another runs into", """
                        f:  mov $39, %eax
                            lea table(%rip), %rdx
                            movslq (%rdx,%rdi,4), %rcx
                            add %rdx, %rcx
                            jmp *%rcx
                        one: mov $60, %eax
                        two: syscall
                            ret
                        .section .rodata
                        .balign 4
                        table: .long one - table, two - table
                        .text
                        .type _start, @function
                        _start: call f
                            hlt
                        """),
                Arguments.of("by the address of a label", """
                        f:  mov $39, %eax
                            lea two(%rip), %rcx
                            test %edi, %edi
                            jne one
                            jmp *%rcx
                        one: mov $60, %eax
                        two: syscall
                            ret
                        .type _start, @function
                        _start: call f
                            hlt
                        """),
                Arguments.of("pushed by memory", """
                        f:  push $60
                            push (%rdi)
                            pop %rax
                            syscall
                            ret
                        .data
                        word: .quad 39
                        .text
                        .type _start, @function
                        _start: lea word(%rip), %rdi
                            call f
                            hlt
                        """),
                Arguments.of("written over on the stack by the called function", """
                        .type g, @function
                        g:  movq $39, 8(%rsp)
                            ret
                        .type f, @function
                        f:  push $60
                            call g
                            pop %rax
                            syscall
                            ret
                        .type _start, @function
                        _start: call f
                            hlt
                        """),
                Arguments.of("from RDGSBASE", """
                        f:  mov $60, %eax
                            rdgsbase %eax
                            syscall
                            ret
                        .type _start, @function
                        _start: call f
                            hlt
                        """),
                Arguments.of("from a vector register", """
                        f:  mov $60, %eax
                            vcvttss2usi %xmm0, %eax
                            syscall
                            ret
                        .type _start, @function
                        _start: call f
                            hlt
                        """),
                Arguments.of("a function that comes back by way of another, which it calls itself by", """
                        .type f, @function
                        f:  test %edi, %edi
                            jne g
                            ret
                        .type g, @function
                        g:  dec %edi
                            jmp f
                        .type _start, @function
                        _start: call f
                            mov $39, %eax
                            test %eax, %ebx
                            jne 1f
                            mov $60, %eax
                            call g
                            mov $39, %eax
                        1:  syscall
                            hlt
                        """),
                Arguments.of("a function that runs into the next one", """
                        .type f, @function
                        f:  inc %edi
                        .type g, @function
                        g:  mov $60, %r11d
                            ret
                        .type _start, @function
                        _start: mov $39, %r11d
                            call f
                            mov %r11d, %eax
                            syscall
                            hlt
                        """));
    }

    /** What is not sure to be found has to be said to be unknown. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("assembled")
    void missesNoCallSilently(String what, String source) throws Exception {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        Path file = Files.writeString(
                directory.resolve("program.s"), ".globl _start\n.type f, @function\n.text\n" + source);
        for (String kind : List.of("-static", "-static-pie")) {
            Host.tool(List.of("gcc", "-nostdlib", kind, file.toString(), "-o", path("program")));
            ElfFile program = ElfFile.read("program", Files.readAllBytes(directory.resolve("program")));
            SystemCallFinder.Result found = SystemCallFinder.find(List.of(started(program)));

            assertThat(found.numbers().containsKey(39) || !found.unresolved().isEmpty())
                    .as("%s: %s", kind, found)
                    .isTrue();
        }
    }

    /** Damaged files: some answer, soon, and no exception. */
    @Test
    @Timeout(60)
    void answersForDamagedFiles() throws Exception {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        ElfFile program = compiled("""
                NOINLINE long inner(long n) { return call(n, 0); }
                long (*volatile pointer)(long) = inner;
                volatile int choice;
                void _start(void) { pointer(39); if (choice) inner(2); call(60, 0); for (;;); }
                """, List.of("-O1", "-static-pie"));
        byte[] whole = program.bytes().toArray();
        Random random = new Random(20261125);
        int read = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            ElfFile elf;
            try {
                elf = ElfFile.read("damaged", damaged);
            } catch (FormatError e) {
                continue;
            }
            assertThat(SystemCallFinder.find(List.of(started(elf)))).isNotNull();
            read++;
        }
        assertThat(read).isGreaterThan(100);
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
