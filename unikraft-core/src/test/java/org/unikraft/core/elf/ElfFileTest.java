package org.unikraft.core.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of this machine, read as readelf reads them; and what is said of a damaged one. */
class ElfFileTest {
    private static final Path DYNAMIC = Path.of("/bin/true");

    @TempDir
    Path directory;

    private static byte[] dynamic() throws IOException {
        assumeTrue(Files.exists(DYNAMIC), "skipped: there is no " + DYNAMIC);
        return Files.readAllBytes(DYNAMIC);
    }

    private static String readelf(String option) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/readelf")), "skipped: readelf is not installed");
        Process process = new ProcessBuilder("readelf", option, DYNAMIC.toString()).start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }

    private static List<String> find(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void sectionsAreThoseOfReadelf() throws Exception {
        ElfFile elf = ElfFile.read("true", dynamic());
        List<String> theirs = find(readelf("-SW"), "^  \\[ *[1-9][0-9]*\\] (\\S+) ");
        assertThat(elf.sections().stream().skip(1)).extracting(ElfSection::name).containsExactlyElementsOf(theirs);
    }

    @Test
    void dynamicSectionIsThatOfReadelf() throws Exception {
        ElfFile elf = ElfFile.read("true", dynamic());
        assertThat(elf.neededLibraries()).isEqualTo(find(readelf("-dW"), "\\(NEEDED\\).*\\[(.*)\\]"));
        assertThat(elf.interpreter())
                .contains(find(readelf("-lW"), "interpreter: (.*)\\]").get(0));
        assertThat(elf.soname()).isEmpty();
    }

    @Test
    void dynamicSymbolsAreThoseOfReadelf() throws Exception {
        ElfFile elf = ElfFile.read("true", dynamic());
        List<String> theirs = find(readelf("-sDW"), "^ +[1-9][0-9]*: .* ([A-Za-z_][^@ ]*)(?:@.*)?$");
        assertThat(elf.dynamicSymbols().stream().skip(1))
                .extracting(ElfSymbol::name)
                .containsExactlyElementsOf(theirs);
    }

    @Test
    void withoutSectionHeadersTheDynamicSectionReadsAsWell() throws Exception {
        ElfFile whole = ElfFile.read("true", dynamic());
        byte[] stripped = dynamic();
        LittleEndian.put64(stripped, 40, 0); // e_shoff
        ElfFile elf = ElfFile.read("true", stripped);
        assertThat(elf.sections()).isEmpty();
        assertThat(elf.neededLibraries()).isEqualTo(whole.neededLibraries());
        assertThat(elf.dynamicSymbols())
                .extracting(ElfSymbol::name)
                .isSubsetOf(whole.dynamicSymbols().stream().map(ElfSymbol::name).toList())
                .isNotEmpty();
    }

    private static String error(byte[] bytes) {
        try {
            ElfFile elf = ElfFile.read("x", bytes);
            elf.symbols();
            elf.dynamicSymbols();
            elf.neededLibraries();
            elf.notes();
        } catch (FormatError e) {
            return e.getMessage();
        }
        return "no error";
    }

    private static byte[] changed(int at, int width, long value) throws IOException {
        byte[] bytes = dynamic();
        LittleEndian.put(bytes, at, value, width);
        return bytes;
    }

    @Test
    void errorsNameFileOffsetAndWhatIsWrong() throws IOException {
        int size = dynamic().length;
        long sections = ElfFile.read("x", dynamic()).header().e_shoff();
        assertThat(error(new byte[0])).isEqualTo("x: offset 0x0: not an ELF file (no magic number)");
        assertThat(error(Arrays.copyOf(dynamic(), 12)))
                .isEqualTo("x: offset 0xc: file ends within the ELF header (12 bytes)");
        assertThat(error(Arrays.copyOf(dynamic(), 40)))
                .isEqualTo("x: offset 0x28: file ends within the ELF header (40 bytes)");
        assertThat(error(changed(4, 1, 9))).isEqualTo("x: offset 0x4: unknown ELF class 9");
        assertThat(error(changed(5, 1, 3))).isEqualTo("x: offset 0x5: unknown data encoding 3");
        assertThat(error(changed(58, 2, 32))).isEqualTo("x: offset 0x3a: section header size is 32, not 64");
        assertThat(error(changed(62, 2, 500)))
                .matches("x: offset 0x3e: section names are in section 500, the file has [0-9]+");
        assertThat(error(changed(40, 8, size - 10)))
                .isEqualTo(
                        "x: offset 0x%1$x: section header table ends beyond the file (64 bytes at offset 0x%1$x, %2$d there)"
                                .formatted(size - 10, size));
        assertThat(error(changed((int) sections + 64 + 48, 8, 3)))
                .isEqualTo(
                        "x: offset 0x%x: alignment 3 of section 1 is not a power of two".formatted(sections + 64 + 48));
    }

    @Test
    void otherClassesAndByteOrdersTellWhatTheyAre() throws IOException {
        byte[] bytes = changed(4, 1, Elf.ELFCLASS32);
        LittleEndian.put16(bytes, 18, Elf.EM_386);
        ElfFile elf = ElfFile.read("x", bytes);
        assertThat(elf.elfClass()).isEqualTo(ElfFile.ElfClass.ELF32);
        assertThat(Elf.machineName(elf.machine())).isEqualTo("i386");
        assertThat(elf.sections()).isEmpty();
    }

    @Test
    void stringsThatOverlapWithoutMeasureAreRefused() {
        int count = 2000;
        byte[] names = new byte[count + 1];
        Arrays.fill(names, 0, count, (byte) 'a');
        StringTable table = new StringTable(ByteSlice.of("x", names));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < count; i++) {
                        table.at(i);
                    }
                })
                .isInstanceOf(FormatError.class)
                .hasMessage("x: offset 0x10: strings of the table overlap too often");
    }

    @Test
    void accessesThatLeaveAPartAreErrors() {
        ByteSlice part = ByteSlice.of("x", new byte[32]).slice(8, 16, "part");
        assertThat(part.u64(8)).isZero();
        assertThatThrownBy(() -> part.u64(9)).hasMessage("x: offset 0x11: needs 8 bytes, 7 are there");
        assertThatThrownBy(() -> part.u8(-1)).hasMessage("x: offset 0x7: needs 1 bytes, 16 are there");
        assertThatThrownBy(() -> part.u8(Long.MAX_VALUE)).isInstanceOf(FormatError.class);
        assertThatThrownBy(() -> part.slice(4, 13, "table"))
                .hasMessage("x: offset 0xc: table ends beyond the file (13 bytes at offset 0xc, 24 there)");
    }
}
