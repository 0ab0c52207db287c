package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.LittleEndian;

/** What a link says of inputs that make no image: file, section, offset, and everything that is wrong. */
class LinkErrorsTest {
    private static final String ENTRY = ".text\n.globl uk_entry\nuk_entry: ret\n";

    @TempDir
    Path directory;

    private InputFile assemble(String name, String text) {
        return Toolchain.input(Toolchain.assemble(directory, name, text));
    }

    private static String error(LinkRequest.Builder request) {
        try {
            Linker.link(request.build());
        } catch (LinkError e) {
            return e.getMessage();
        }
        throw new AssertionError("linked without an error");
    }

    private static LinkRequest.Builder request(InputFile... objects) {
        return LinkRequest.builder(ImageLayout.ring0X86_64())
                .libraries(List.of(new InputLibrary("lib", List.of(objects))));
    }

    private String errorOf(String text) {
        return error(request(assemble("a", text)));
    }

    /** The object with a relocation's field changed: 0 r_offset, 8 r_type, 12 symbol. */
    private static InputFile withRelocation(InputFile object, int field, int value) {
        byte[] bytes = object.bytes().clone();
        for (ElfSection section : ElfFile.read("x", bytes).sections()) {
            if (section.header().sh_type() == Elf.SHT_RELA) {
                LittleEndian.put32(bytes, (int) section.header().sh_offset() + field, value);
            }
        }
        return new InputFile(object.name(), bytes);
    }

    @Test
    void undefinedSymbolNamesWhoAsksForIt() {
        assertThat(errorOf(ENTRY + "call gone\ncall missing\ncall gone\ncall gone\ncall gone\ncall gone\n"))
                .isEqualTo("""
                        lib/a.o: .text+0x2: undefined symbol 'gone', also asked for by lib/a.o: .text+0xc, lib/a.o: .text+0x11, lib/a.o: .text+0x16 and 1 more
                        lib/a.o: .text+0x7: undefined symbol 'missing'""");
    }

    @Test
    void deadCodeMayAskForAnything() {
        byte[] image = Linker.link(request(assemble("a", ENTRY + ".section .text.dead, \"ax\"\ncall gone\n"))
                        .build())
                .image();
        assertThat(ElfFile.read("image", image).sections())
                .extracting(ElfSection::name)
                .contains(".text");
    }

    @Test
    void missingEntryAndRoots() {
        assertThat(error(request(assemble("a", ".text\nnop\n")).roots(List.of("main"))))
                .isEqualTo("""
                        undefined symbol 'uk_entry', which is to be the entry of the image
                        undefined symbol 'main', which is to be the root of the image""");
    }

    @Test
    void duplicateSymbolsNameBothPlaces() {
        String twice = "\n.data\n.globl x\n.quad 0\nx: .quad 0\n.globl y\ny=5\n";
        assertThat(error(request(assemble("a", ENTRY + twice), assemble("b", twice))))
                .isEqualTo("""
                        lib/b.o: .data+0x8: symbol 'x' is already defined in lib/a.o: .data+0x8
                        lib/b.o: symbol 'y' is already defined in lib/a.o""");
    }

    @Test
    void valueThatDoesNotFit() {
        assertThat(
                        errorOf(
                                ENTRY
                                        + "mov $uk_entry, %eax\n.byte large\n.globl large\nlarge=300\n.long uk_entry-0x7fffffff00000000\n"))
                .isEqualTo("""
                        lib/a.o: .text+0x2: R_X86_64_32 to 'uk_entry': S + A = 0xffffffff80100000 does not fit: 0 to 2^32-1
                        lib/a.o: .text+0x6: R_X86_64_8 to 'large': S + A = 0x12c does not fit: -2^7 to 2^8-1
                        lib/a.o: .text+0x7: R_X86_64_32 to 'uk_entry': S + A = 0x8000000080100000 does not fit: 0 to 2^32-1""");
    }

    @Test
    void unknownRelocation() {
        InputFile object = assemble("a", ENTRY + ".quad uk_entry\n");
        assertThat(error(request(withRelocation(object, 8, 200))))
                .isEqualTo("lib/a.o: .text+0x1: unknown relocation type 200");
    }

    @Test
    void relocationOutsideOfItsSection() {
        InputFile object = assemble("a", ENTRY + ".quad uk_entry\n");
        assertThat(error(request(withRelocation(object, 0, 2))))
                .isEqualTo("lib/a.o: .text+0x2: R_X86_64_64 is outside of the section, which has 9 bytes");
    }

    @Test
    void relocationToASymbolThatIsNotThere() {
        InputFile object = assemble("a", ENTRY + ".quad uk_entry\n");
        assertThat(error(request(withRelocation(object, 12, 77))))
                .isEqualTo("lib/a.o: .text+0x1: R_X86_64_64 refers to symbol 77, the object has 2");
    }

    @Test
    void threadLocalSequenceThatNobodyKnows() {
        assertThat(errorOf(ENTRY + ".long x@tlsgd\n.section .tdata, \"awT\", @progbits\nx: .long 1\n"))
                .isEqualTo("lib/a.o: .text+0x1: R_X86_64_TLSGD is not in an instruction that it belongs to");
    }

    @Test
    void sectionThatIsWrittenAndExecuted() {
        assertThat(errorOf(ENTRY + ".section .both, \"awx\"\nnop\n"))
                .isEqualTo("lib/a.o: offset 0x41: section .both is both writable and executable");
    }

    @Test
    void alignmentAndSizeWithoutMeasure() {
        assertThat(errorOf(ENTRY + "\n.quad b, c\n.bss\n.balign 0x2000000\nb: .zero 8\n"
                        + ".section .bss.c, \"aw\", @nobits\nc: .zero 0x90000000\n"))
                .isEqualTo("""
                        lib/a.o: .bss+0x0: has an alignment of 33554432, the most is 16777216
                        lib/a.o: .bss.c+0x0: has 2415919104 bytes, which is too much""");
    }

    @Test
    void objectThatIsNone() {
        byte[] text = "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII);
        InputFile object = assemble("a", ENTRY);
        byte[] truncated = Arrays.copyOf(object.bytes(), object.bytes().length - 10);
        byte[] arm = object.bytes().clone();
        arm[18] = (byte) Elf.EM_AARCH64;
        byte[] executable = object.bytes().clone();
        executable[16] = Elf.ET_EXEC;
        assertThat(error(request(
                        new InputFile("script.o", text),
                        new InputFile("truncated.o", truncated),
                        new InputFile("arm.o", arm),
                        new InputFile("executable.o", executable))))
                .isEqualTo("""
                        lib/script.o: offset 0x0: not an ELF file (no magic number)
                        lib/truncated.o: offset 0xd8: section header table ends beyond the file (448 bytes at offset 0xd8, %d there)
                        lib/arm.o: offset 0x12: an object for AArch64, the image is for x86-64
                        lib/executable.o: offset 0x10: an executable, not a relocatable object""".formatted(truncated.length).replace(
                        "0xd8",
                        "0x"
                                + Long.toHexString(ElfFile.read("a", object.bytes())
                                        .header()
                                        .e_shoff())));
    }

    @Test
    void archiveThatIsNone() {
        byte[] script = "GROUP ( libm-2.x.a )\n".getBytes(StandardCharsets.US_ASCII);
        byte[] thin = "!<thin>\n".getBytes(StandardCharsets.US_ASCII);
        byte[] cut = "!<arch>\nmember.o/       0           0     0     644     1000      `\nxyz"
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(error(request(assemble("a", ENTRY))
                        .archives(List.of(
                                new InputFile("libm.a", script),
                                new InputFile("thin.a", thin),
                                new InputFile("cut.a", cut)))))
                .isEqualTo("""
                        libm.a: offset 0x0: not an ar archive (no magic number)
                        thin.a: offset 0x0: a thin archive, which holds names of files and not the files
                        cut.a: offset 0x44: archive member ends beyond the file (1000 bytes at offset 0x44, 71 there)""");
    }

    @Test
    void recordOfASystemCallThatIsNone() {
        assertThat(errorOf(ENTRY + ".section .uk_syscall.512.high, \"a\"\n.quad uk_entry\n"
                        + ".section .uk_syscall.1.short, \"a\"\n.long 1\n"))
                .isEqualTo("""
                        lib/a.o: .uk_syscall.512.high+0x0: a system call's section is named .uk_syscall.<number below 512>.<name>
                        lib/a.o: .uk_syscall.1.short+0x0: a system call's record is the address of its handler, 8 bytes""");
    }

    @Test
    void localSymbolOfADiscardedGroup() {
        String group = ".section .text.g, \"axG\", @progbits, g, comdat\n.weak g\ng: nop\nlocal: ret\n";
        InputFile first = assemble("a", ENTRY + "call g\n" + group);
        InputFile second = assemble("b", group + ".globl user\n.text\nuser: call local\n");
        assertThat(error(request(first, second).roots(List.of("user"))))
                .isEqualTo("lib/b.o: .text+0x1: refers to 'local' in section .text.g,"
                        + " of which the image has the copy of another object");
    }

    @Test
    void problemsAreToldInParts() {
        try {
            Linker.link(request(assemble("a", ENTRY + "call gone\n")).build());
        } catch (LinkError e) {
            assertThat(e.problems())
                    .containsExactly(new LinkError.Problem("lib/a.o", ".text", 2, "undefined symbol 'gone'"));
        }
    }
}
