package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.ProgramHeader;

/** What happens to sections of special kinds, each shown on a few lines of assembler. */
class SectionRulesTest {
    private static final String ENTRY = ".text\n.globl uk_entry\nuk_entry: nop\n";

    @TempDir
    Path directory;

    private ElfFile link(String text) {
        return link(text, List.of());
    }

    private ElfFile link(String text, List<String> roots) {
        return link(roots, Toolchain.assemble(directory, "a", ENTRY + text));
    }

    private ElfFile link(List<String> roots, Path... objects) {
        LinkRequest request = LinkRequest.builder(ImageLayout.ring0X86_64())
                .objects(List.of(objects).stream().map(Toolchain::input).toList())
                .roots(roots)
                .symbolTable(true)
                .build();
        byte[] image = Linker.link(request).image();
        Toolchain.readelf(Toolchain.executable(directory.resolve("image"), image), "-aW");
        return ElfFile.read("image", image);
    }

    private static Map<String, ElfSymbol> symbols(ElfFile elf) {
        return elf.symbols().stream().collect(Collectors.toMap(ElfSymbol::name, symbol -> symbol, (a, b) -> a));
    }

    private static List<String> sections(ElfFile elf) {
        return elf.sections().stream()
                .filter(section -> section.header().has(Elf.SHF_ALLOC))
                .map(ElfSection::name)
                .toList();
    }

    private static byte[] content(ElfFile elf, String name) {
        return elf.sections().stream()
                .filter(section -> section.name().equals(name))
                .findFirst()
                .orElseThrow()
                .data()
                .toArray();
    }

    @Test
    void sectionsThatTellOfOthersFollowThemInOrderAndInLife() {
        String text = "call second\ncall first\n";
        for (String name : List.of("first", "second", "dead")) {
            text += ".section .text." + name + ", \"ax\", @progbits\n.type " + name + ", @function\n" + name
                    + ": ret\n";
        }
        for (String name : List.of("dead", "second", "first")) {
            text += ".section meta, \"ao\", @progbits, .text." + name + "\n.byte " + name.length() + "\n";
        }
        assertThat(content(link(text), "meta")).containsExactly(5, 6);
    }

    @Test
    void groupLivesAndDiesTogether() {
        String group = ".section .text.%1$s, \"axG\", @progbits, %1$s, comdat\n%1$s: ret\n"
                + ".section .data.%1$s, \"awG\", @progbits, %1$s, comdat\n%1$s_data: .quad 1\n";
        ElfFile elf = link("call used\n" + group.formatted("used") + group.formatted("unused"));
        assertThat(symbols(elf)).containsKeys("used", "used_data").doesNotContainKeys("unused", "unused_data");
    }

    @Test
    void oneOfEachGroupIsInTheImage() {
        String group = ".section .text.g, \"axG\", @progbits, g, comdat\n.weak g\ng: .byte %d\n";
        Path first = Toolchain.assemble(directory, "first", ENTRY + "call g\n" + group.formatted(1));
        Path second = Toolchain.assemble(directory, "second", ".globl other\nother: call g\n" + group.formatted(2));
        ElfFile elf = link(List.of("other"), first, second);
        assertThat(elf.symbols())
                .filteredOn(symbol -> symbol.name().equals("g"))
                .hasSize(1);
    }

    @Test
    void retainedSectionsAreRoots() {
        ElfFile elf = link(".section .data.kept, \"awR\", @progbits\nkept: .quad also\n"
                + ".section .data.also, \"aw\"\nalso: .quad 0\n.section .data.dead, \"aw\"\ndead: .quad 0\n");
        assertThat(symbols(elf)).containsKeys("kept", "also").doesNotContainKey("dead");
    }

    @Test
    void hiddenSymbolsAreLocalInTheImage() {
        ElfFile elf = link(".globl h, p, i, d\n.hidden h\n.protected p\n.internal i\nh: nop\np: nop\ni: nop\nd: nop\n");
        assertThat(symbols(elf).get("h").binding()).isEqualTo(Elf.STB_LOCAL);
        assertThat(symbols(elf).get("h").visibility()).isEqualTo(Elf.STV_HIDDEN);
        assertThat(symbols(elf).get("i").binding()).isEqualTo(Elf.STB_LOCAL);
        assertThat(symbols(elf).get("p").binding()).isEqualTo(Elf.STB_GLOBAL);
        assertThat(symbols(elf).get("d").visibility()).isEqualTo(Elf.STV_DEFAULT);
    }

    @Test
    void theStrictestVisibilityOfAllObjectsCounts() {
        Path first = Toolchain.assemble(directory, "first", ENTRY + ".globl x\nx: nop\n");
        Path second = Toolchain.assemble(directory, "second", ".globl y\n.hidden x\ny: call x\n");
        assertThat(symbols(link(List.of("y"), first, second)).get("x").visibility())
                .isEqualTo(Elf.STV_HIDDEN);
    }

    @Test
    void debugInformationCommentsWarningsAndPropertiesAreLeftOut() {
        ElfFile elf = link(".section .debug_info\n.quad uk_entry\n.section .comment\n.string \"x\"\n"
                + ".section .gnu.warning.uk_entry\n.string \"do not\"\n"
                + ".section .note.gnu.property, \"a\", @note\n.long 4, 16, 5\n.string \"GNU\"\n.long 0xc0000002, 4, 3, 0\n"
                + ".section .note.GNU-stack\n");
        assertThat(sections(elf)).containsExactly(".text");
        assertThat(elf.programHeaders()).extracting(ProgramHeader::p_type).containsExactly(Elf.PT_LOAD);
    }

    @Test
    void arraysOfFunctionsStandByPriorityAndOldOnesBackwards() {
        ElfFile elf = link(".section .init_array, \"aw\", @init_array\n.quad 4\n"
                + ".section .init_array.00200, \"aw\", @init_array\n.quad 2\n.section .init_array.5, \"aw\"\n.quad 1\n"
                + ".section .ctors.65235, \"aw\"\n.quad 3\n" // 65535 - 65235 = 300
                + ".section .ctors, \"aw\"\n.quad 6, 5\n"
                + ".section .preinit_array, \"aw\", @preinit_array\n.quad 0\n"
                + ".text\n.quad __init_array_start, __init_array_end, __preinit_array_end\n");
        assertThat(content(elf, ".init_array"))
                .containsExactly(
                        1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
                        5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0);
        long size = symbols(elf).get("__init_array_end").st_value()
                - symbols(elf).get("__init_array_start").st_value();
        assertThat(size).isEqualTo(48);
    }

    @Test
    void functionsAreSeparatedByInstructionsThatStop() {
        ElfFile elf = link("call x\n.section .text.x, \"ax\"\n.balign 16\nx: ret\n");
        byte[] text = content(elf, ".text");
        for (int i = 6; i < 16; i++) {
            assertThat(text[i]).isEqualTo((byte) 0xcc);
        }
        assertThat(text[16]).isEqualTo((byte) 0xc3);
    }

    @Test
    void framesOfFunctionsAreLeftOutWithoutAnUnwinder() {
        String code = ".cfi_startproc\nret\n.cfi_endproc\n";
        assertThat(sections(link(code))).doesNotContain(".eh_frame");
        ElfFile elf = link("call _Unwind_RaiseException\n.globl _Unwind_RaiseException\n_Unwind_RaiseException: " + code
                + ".section .text.dead, \"ax\"\ndead: " + code);
        assertThat(sections(elf)).contains(".eh_frame", ".eh_frame_hdr");
        assertThat(content(elf, ".eh_frame_hdr")).hasSize(12 + 8); // the dead function is not described
    }

    @Test
    void objectsWithoutMachineCodeAreRefused() {
        Path object = Toolchain.assemble(directory, "a", ENTRY + ".comm __gnu_lto_slim, 1\n");
        assertThatThrownBy(() -> link(List.of(), object))
                .isInstanceOf(LinkError.class)
                .hasMessage("a.o: offset 0x0: holds intermediate code of the compiler only: compile it without -flto");
    }
}
