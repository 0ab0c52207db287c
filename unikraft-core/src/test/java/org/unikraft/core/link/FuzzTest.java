package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.elf.ArArchive;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfHeader;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.elf.LittleEndian;
import org.unikraft.core.elf.SectionHeader;

/**
 * Damaged objects, archives and executables: the reader answers with a FormatError, the linker with a LinkError, or both
 * take the file as it is. Nothing else is thrown, nothing hangs, and no small file makes a large image.
 */
class FuzzTest {
    private static final Path PARTS = Path.of("src/test/linker/parts");
    private static final long SEED = 20260101;
    private static final int ROUNDS = 3000;
    private static final int LARGEST = 96 << 20;
    private static final long[] INTERESTING = {
        0,
        1,
        2,
        7,
        8,
        0x7f,
        0x80,
        0xff,
        0xffff,
        0x10000,
        0x7fffffff,
        0x80000000L,
        0xffffffffL,
        0x100000000L,
        -1,
        -2,
        -8,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        1L << 40,
        1L << 20
    };

    /** Asks for what the samples have, and has what they ask for. */
    private static final String FRAME = """
            .weak _start, member_a, printf, __cxa_guard_acquire, __cxa_guard_release
            .weak _Z10other_filev, uk_entry, own_node, pic_add, pic_pointer, _Unwind_Find_FDE, general
            .text
            _start: nop
            member_a: nop
            __cxa_guard_acquire: nop
            __cxa_guard_release: nop
            printf: ret
            .section .text.frame, "axR", @progbits
            .quad _Z10other_filev, uk_entry, own_node, pic_add, pic_pointer, _Unwind_Find_FDE
            mov general@gottpoff(%rip), %rax
            """;

    @TempDir
    Path directory;

    private List<byte[]> objects() throws Exception {
        List<byte[]> samples = new ArrayList<>();
        List<String> flags = List.of("-O1", "-ffreestanding", "-fPIC", "-fcommon", "-ffunction-sections");
        for (String part : List.of("all-kinds.c", "all-kinds-too.c", "tls.c", "pic.c", "constructors-too.c")) {
            Path source = PARTS.resolve(part).toAbsolutePath();
            samples.add(Files.readAllBytes(Toolchain.compile(directory, Toolchain.compiler("gcc"), source, flags)));
        }
        Path source = PARTS.resolve("exceptions-too.cc").toAbsolutePath();
        samples.add(Files.readAllBytes(Toolchain.compile(directory, Toolchain.need("g++"), source, List.of("-O1"))));
        Path conventions = Toolchain.assemble(directory, "conventions", """
                handler: ret
                .quad uk_syscall_table, __start_uk_init, __stop_uk_init, uk_symbol_table, __start_x
                .globl _Unwind_Find_FDE
                _Unwind_Find_FDE: .cfi_startproc
                call handler
                .cfi_endproc
                .section .uk_syscall.0.read, "a"
                .quad handler
                .section .uk_init.early, "a"
                .quad handler, 1f
                .section .rodata.str1.1, "aMS", @progbits, 1
                1: .string "name"
                .section x, "aw"
                .quad 1b
                .section .note.X, "a", @note
                .long 4, 4, 1, 0, 0
                .section .ctors, "aw"
                .quad handler, 1b
                .section linked, "ao", @progbits, .text
                .quad handler
                """);
        samples.add(Files.readAllBytes(conventions));
        return samples;
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedObjects() throws Exception {
        List<byte[]> samples = objects();
        InputFile frame = Toolchain.input(Toolchain.assemble(directory, "frame", FRAME));
        byte[] others = ObjectBuilder.archive(
                Map.of("other.o", samples.get(1), "tls.o", samples.get(2), "pic.o", samples.get(3)));
        Random random = new Random(SEED);
        int linked = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = damage(samples.get(random.nextInt(samples.size())).clone(), random);
            read(damaged, round);
            linked += link(List.of(new InputFile("damaged.o", damaged), frame), others, round) ? 1 : 0;
        }
        assertThat(linked).as("files that link in spite of the damage").isBetween(ROUNDS / 50, ROUNDS * 49 / 50);
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedArchives() throws Exception {
        Toolchain.need("ar");
        objects();
        Toolchain.run(
                directory,
                "ar",
                "rcs",
                "a.a",
                "all-kinds.o",
                "all-kinds-too.o",
                "tls.o",
                "pic.o",
                "exceptions-too.o",
                "conventions.o");
        InputFile frame =
                Toolchain.input(Toolchain.assemble(directory, "frame", FRAME.replace(".weak _Z10", ".globl _Z10")));
        byte[] archive = Files.readAllBytes(directory.resolve("a.a"));
        Random random = new Random(SEED);
        int linked = 0;
        for (int round = 0; round < ROUNDS / 2; round++) {
            linked += link(List.of(frame), damage(archive.clone(), random), round) ? 1 : 0;
        }
        assertThat(linked).as("archives that link in spite of the damage").isBetween(ROUNDS / 50, ROUNDS * 24 / 50);
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedExecutables() throws Exception {
        byte[] bash = Files.readAllBytes(Path.of("/bin/true"));
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            read(damage(bash.clone(), random), round);
        }
    }

    /** A few fields of headers or tables with other values, bytes anywhere, or an end that is missing. */
    private static byte[] damage(byte[] file, Random random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return Arrays.copyOf(file, random.nextInt(file.length));
        }
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            int at = place(file, random, kind);
            int width = Math.min(1 << random.nextInt(4), file.length - at);
            long value = random.nextInt(3) == 0 ? random.nextLong() : INTERESTING[random.nextInt(INTERESTING.length)];
            LittleEndian.put(file, at, value, width);
        }
        return file;
    }

    private static int place(byte[] file, Random random, int kind) {
        try {
            ElfFile elf = ElfFile.read("sample", file);
            if (kind < 5) {
                int section = random.nextInt(elf.sections().size());
                long at = elf.header().e_shoff() + (long) section * SectionHeader.SIZE + random.nextInt(8) * 8;
                return (int) Math.min(at, file.length - 1);
            }
            if (kind < 8) {
                List<ElfSection> tables = elf.sections().stream()
                        .filter(section -> section.data().length() > 0
                                && (section.header().sh_type() == Elf.SHT_SYMTAB
                                        || section.header().sh_type() == Elf.SHT_RELA
                                        || section.name().equals(".eh_frame")
                                        || section.header().sh_type() == Elf.SHT_GROUP))
                        .toList();
                if (!tables.isEmpty()) {
                    ElfSection table = tables.get(random.nextInt(tables.size()));
                    return (int)
                            table.data().fileOffset(random.nextInt(table.data().length()));
                }
            }
            return kind == 8 ? random.nextInt(ElfHeader.SIZE) : random.nextInt(file.length);
        } catch (FormatError e) {
            return random.nextInt(kind < 6 ? Math.min(file.length, 1024) : file.length); // an archive, or damaged
        }
    }

    private static void read(byte[] bytes, int round) {
        try {
            ElfFile elf = ElfFile.read("damaged", bytes);
            elf.symbols();
            elf.dynamicSymbols();
            elf.notes();
            elf.neededLibraries();
            elf.interpreter();
            elf.soname();
            elf.runPath();
            for (ElfSection section : elf.sections()) {
                if (section.header().sh_type() == Elf.SHT_RELA) {
                    elf.relocations(section);
                }
            }
            if (ArArchive.isArchive(elf.bytes())) {
                ArArchive.read(elf.bytes());
            }
        } catch (FormatError e) {
            assertThat(e.what()).isNotEmpty();
        } catch (RuntimeException e) {
            throw new AssertionError("round " + round, e);
        }
    }

    private static boolean link(List<InputFile> objects, byte[] archive, int round) {
        try {
            LinkResult result = Linker.link(LinkRequest.builder(ImageLayout.linuxUserX86_64())
                    .objects(objects)
                    .archives(List.of(new InputFile("other.a", archive)))
                    .symbolTable(true)
                    .build());
            assertThat(result.image().length).as("round " + round).isLessThan(LARGEST);
            result.map().toText();
            return true;
        } catch (LinkError e) {
            assertThat(e.problems()).isNotEmpty();
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("round " + round, e);
        }
    }
}
