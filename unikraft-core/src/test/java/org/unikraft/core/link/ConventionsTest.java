package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfNote;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.ProgramHeader;

/** What docs/design.md says under "What the linker and the library OS agree on", each on a small kernel of assembler. */
class ConventionsTest {
    private static final String ENTRY = """
            .text
            .globl uk_entry
            .type uk_entry, @function
            uk_entry: ret
            .size uk_entry, 1
            """;

    private static final String SYSCALLS = """
            .section .text.read, "ax"
            .type read, @function
            read: ret
            .section .text.write, "ax"
            write: nop
            ret
            .section .uk_syscall.0.read, "a"
            .quad read
            .section .uk_syscall.1.write, "a"
            .quad write
            .section .data.use, "aw"
            """;

    @TempDir
    Path directory;

    /** An image, to look into. */
    private record Image(ElfFile elf, LinkMap map, Path file) {
        long symbol(String name) {
            return elf.symbols().stream()
                    .filter(symbol -> symbol.name().equals(name))
                    .mapToLong(ElfSymbol::st_value)
                    .findFirst()
                    .orElseThrow();
        }

        ByteSlice at(long address) {
            for (ElfSection section : elf.sections()) {
                long offset = address - section.header().sh_addr();
                if (section.header().has(Elf.SHF_ALLOC)
                        && offset >= 0
                        && offset < section.data().length()) {
                    return section.data().slice(offset, section.data().length() - offset, "rest");
                }
            }
            throw new AssertionError("nothing at " + Long.toHexString(address));
        }

        List<ProgramHeader> headers(int type) {
            return elf.programHeaders().stream()
                    .filter(header -> header.p_type() == type)
                    .toList();
        }
    }

    private LinkRequest.Builder request(String... libraries) {
        List<InputLibrary> inputs = new ArrayList<>();
        for (int i = 0; i < libraries.length; i++) {
            Path object = Toolchain.assemble(directory, "lib" + i, libraries[i]);
            inputs.add(new InputLibrary("library" + i, List.of(Toolchain.input(object))));
        }
        return LinkRequest.builder(ImageLayout.ring0X86_64()).libraries(inputs).symbolTable(true);
    }

    private Image link(LinkRequest.Builder request) {
        LinkResult result = Linker.link(request.build());
        Path file = Toolchain.executable(directory.resolve("kernel"), result.image());
        Toolchain.readelf(file, "-aW");
        return new Image(ElfFile.read("kernel", result.image()), result.map(), file);
    }

    @Test
    void ring0ImageLiesAtTheTopAndIsLoadedAtOneMebibyte() {
        Image image = link(request(ENTRY
                + ".section .rodata\n.quad 1\nconstant: .quad 2\n.data\nv: .quad constant\n"
                + ".bss\nb: .zero 5000\n.text\n.quad v, b\n"));
        List<ProgramHeader> loads = image.headers(Elf.PT_LOAD);
        assertThat(loads).extracting(ProgramHeader::p_flags).containsExactly(5, 4, 6);
        assertThat(loads)
                .extracting(ProgramHeader::p_vaddr)
                .containsExactly(0xffffffff80100000L, 0xffffffff80101000L, 0xffffffff80102000L);
        assertThat(loads).allMatch(load -> load.p_paddr() == load.p_vaddr() - 0xffffffff80000000L);
        assertThat(loads).allMatch(load -> load.p_offset() % 4096 == 0);
        assertThat(loads.get(2).p_filesz()).isEqualTo(8);
        assertThat(loads.get(2).p_memsz()).isEqualTo(4096 + 5000);
        assertThat(image.elf.header().e_entry()).isEqualTo(0xffffffff80100000L);
    }

    @Test
    void systemCallTableHoldsTheSelectedHandlersOnly() {
        LinkRequest.Builder request = request(ENTRY + SYSCALLS + ".text\n.quad uk_syscall_table\n")
                .syscalls(SyscallSelection.of(List.of("read")));
        Image image = link(request);
        ByteSlice table = image.at(image.symbol("uk_syscall_table"));
        assertThat(table.u64(0)).isEqualTo(image.symbol("read"));
        for (int i = 1; i < 512; i++) {
            assertThat(table.u64(8L * i)).isZero();
        }
        assertThat(image.elf.symbols()).extracting(ElfSymbol::name).doesNotContain("write");
        assertThat(image.map.syscalls())
                .containsExactly(
                        new LinkMap.Syscall(0, "read", "library0", true),
                        new LinkMap.Syscall(1, "write", "library0", false));
    }

    @Test
    void systemCallTableIsMadeOnlyWhenAskedFor() {
        Image image = link(request(ENTRY + SYSCALLS));
        assertThat(image.elf.symbols()).extracting(ElfSymbol::name).doesNotContain("uk_syscall_table", "read");
    }

    @Test
    void hintsNameTheCallsThatAreMissingAndTheLibraryToAdd() {
        Image image = link(request(ENTRY + SYSCALLS + ".text\n.quad uk_syscall_hints\n")
                .knownSyscalls(List.of(
                        new KnownSyscall(253, "inotify_init", Optional.of("posix-inotify")),
                        new KnownSyscall(0, "read", Optional.of("vfscore")),
                        new KnownSyscall(134, "uselib", Optional.empty()))));
        ByteSlice hints = image.at(image.symbol("uk_syscall_hints"));
        assertThat(hints.u32(0)).isEqualTo(2);
        assertThat(hints.u32(4)).isEqualTo(134);
        assertThat(hints.string(hints.u32(8))).isEqualTo("uselib");
        assertThat(hints.u32(12)).isZero();
        assertThat(hints.u32(16)).isEqualTo(253);
        assertThat(hints.string(hints.u32(20))).isEqualTo("inotify_init");
        assertThat(hints.string(hints.u32(24))).isEqualTo("posix-inotify");
    }

    @Test
    void twoHandlersOfOneCallAreAnError() {
        LinkRequest request = request(ENTRY + SYSCALLS, SYSCALLS).build();
        assertThatThrownBy(() -> Linker.link(request))
                .isInstanceOf(LinkError.class)
                .hasMessage("""
                        library1/lib1.o: .uk_syscall.0.read+0x0: system call 0 has a handler already, 'read' in library0/lib0.o
                        library1/lib1.o: .uk_syscall.1.write+0x0: system call 1 has a handler already, 'write' in library0/lib0.o""");
    }

    @Test
    void initFunctionsStandByStageThenByLibraryThenByPosition() {
        String first = ENTRY + init("late", "a") + init("early", "b") + init("early", "c")
                + ".text\n.quad __start_uk_init, __stop_uk_init\n";
        Image image = link(request(first, init("network", "d") + init("early", "e")));
        assertThat(image.map.init())
                .containsExactly(
                        new LinkMap.Init("early", "library0", "b"),
                        new LinkMap.Init("early", "library0", "c"),
                        new LinkMap.Init("early", "library1", "e"),
                        new LinkMap.Init("network", "library1", "d"),
                        new LinkMap.Init("late", "library0", "a"));
        ByteSlice array = image.at(image.symbol("__start_uk_init"));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long function = array.u64(16L * i);
            String name = image.at(array.u64(16L * i + 8)).string(0);
            assertThat(function).isEqualTo(image.symbol(name));
            names.add(name);
        }
        assertThat(names).containsExactly("b", "c", "e", "d", "a");
        assertThat(image.symbol("__stop_uk_init") - image.symbol("__start_uk_init"))
                .isEqualTo(5 * 16);
    }

    private static String init(String stage, String name) {
        return ".section .text." + name + ", \"ax\"\n.type " + name + ", @function\n" + name + ": ret\n"
                + ".section .rodata.str1.1, \"aMS\", @progbits, 1\n1: .string \"" + name + "\"\n"
                + ".section .uk_init." + stage + ", \"a\"\n.quad " + name + ", 1b\n";
    }

    @Test
    void unknownInitStageIsAnError() {
        LinkRequest request = request(ENTRY + init("middle", "a")).build();
        assertThatThrownBy(() -> Linker.link(request))
                .hasMessage("library0/lib0.o: .uk_init.middle+0x0: there is no init stage 'middle';"
                        + " there are early, memory, bus, device, filesystem, network, late");
    }

    @Test
    void optionsAreAbsoluteSymbolsOrTexts() {
        Image image = link(request(ENTRY
                        + "movabsq $uk_option_uksched_slice_us, %rax\nmovabsq $uk_option_x_name, %rax\n"
                        + ".weak uk_option_absent_at_all\n.quad uk_option_absent_at_all\n")
                .options(Map.of(
                        "uk_option_uksched_slice_us", new OptionValue.Number(0x123456789abcL),
                        "uk_option_x_name", new OptionValue.Text("text"),
                        "uk_option_nobody_asks", new OptionValue.Number(1))));
        assertThat(image.symbol("uk_option_uksched_slice_us")).isEqualTo(0x123456789abcL);
        assertThat(image.at(image.symbol("uk_entry")).u64(3)).isEqualTo(0x123456789abcL);
        assertThat(image.at(image.symbol("uk_entry")).u64(13)).isEqualTo(image.symbol("uk_option_x_name"));
        assertThat(image.at(image.symbol("uk_option_x_name")).string(0)).isEqualTo("text");
        assertThat(image.map.options()).containsEntry("uk_option_x_name", "text");
    }

    @Test
    void functionNamesAreSortedByAddress() {
        Image image = link(request(ENTRY + init("early", "b") + ".text\n.quad uk_symbol_table\n", init("bus", "a")));
        ByteSlice table = image.at(image.symbol("uk_symbol_table"));
        List<String> names = new ArrayList<>();
        long last = -1;
        for (int i = 0; i < table.u32(0); i++) {
            String name = table.string(table.u32(8 + 8L * i));
            long offset = table.u32(4 + 8L * i);
            assertThat(offset).isGreaterThan(last).isEqualTo(image.symbol(name) - 0xffffffff80100000L);
            names.add(name);
            last = offset;
        }
        assertThat(names).containsExactly("uk_entry", "b", "a");
    }

    @Test
    void eachNoteHasAProgramHeaderOfItsOwn() {
        String note = ".section .note.%1$s, \"a\", @note\n.long 4, 4, %2$d\n.string \"%1$s\"\n.long 0x1234\n";
        Image image = link(request(ENTRY + note.formatted("Xen", 18), note.formatted("UKX", 1)));
        assertThat(image.headers(Elf.PT_NOTE)).hasSize(2);
        assertThat(image.elf.notes()).extracting(ElfNote::name).containsExactly("Xen", "UKX");
        assertThat(image.elf.notes()).extracting(ElfNote::n_type).containsExactly(18, 1);
    }

    @Test
    void threadTemplateHasItsSymbols() {
        Image image = link(request(ENTRY
                + "mov %fs:x@tpoff, %rax\nmov %fs:z@tpoff, %rax\n"
                + ".quad __uk_tdata_start, __uk_tdata_size, __uk_tbss_size, __uk_tls_align\n"
                + ".section .tdata, \"awT\", @progbits\n.balign 32\nx: .quad 5, 6, 7\n"
                + ".section .tbss, \"awT\", @nobits\n.balign 16\nz: .zero 40\n"));
        ProgramHeader tls = image.headers(Elf.PT_TLS).get(0);
        assertThat(image.symbol("__uk_tdata_start")).isEqualTo(tls.p_vaddr());
        assertThat(image.symbol("__uk_tdata_size")).isEqualTo(24).isEqualTo(tls.p_filesz());
        assertThat(image.symbol("__uk_tbss_size")).isEqualTo(8 + 40).isEqualTo(tls.p_memsz() - tls.p_filesz());
        assertThat(image.symbol("__uk_tls_align")).isEqualTo(32).isEqualTo(tls.p_align());
        ByteSlice code = image.at(image.symbol("uk_entry"));
        assertThat(code.i32(1 + 5)).isEqualTo(-96); // the template ends at the thread pointer, 72 bytes and aligned
        assertThat(code.i32(1 + 9 + 5)).isEqualTo(-96 + 32);
    }

    @Test
    void withoutThreadLocalsTheTemplateIsEmpty() {
        Image image =
                link(request(ENTRY + ".quad __uk_tdata_start, __uk_tdata_size, __uk_tbss_size, __uk_tls_align\n"));
        ByteSlice code = image.at(image.symbol("uk_entry"));
        assertThat(List.of(code.u64(1), code.u64(9), code.u64(17), code.u64(25)))
                .containsExactly(0L, 0L, 0L, 1L);
    }

    @Test
    void linkMapIsTextAndJson() {
        Image image = link(request(ENTRY + init("early", "b") + SYSCALLS + ".text\n.quad uk_syscall_table\n")
                .options(Map.of("uk_option_a_b", new OptionValue.Number(3))));
        assertThat(image.map.toText())
                .contains(
                        "Init order\n  early       library0              b\n",
                        "System calls in the image\n    0  read                      library0\n",
                        "Options\n  uk_option_a_b = 3\n",
                        "  library0/lib0.o  .text.read\n                             entry uk_entry > uk_syscall_table"
                                + " (library0/lib0.o) > .text.read (.rodata.uk_syscall_table)\n");
        assertThat(image.map.toJson())
                .contains(
                        "\"uk_option_a_b\": \"3\"",
                        "\"function\": \"b\"",
                        "\"address\": \"0xffffffff80100000\"",
                        "\"section\": \".text.b\"");
    }
}
