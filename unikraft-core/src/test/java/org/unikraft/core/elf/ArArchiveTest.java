package org.unikraft.core.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Archives of GNU's and BSD's kind, made here byte by byte, and damaged ones. */
class ArArchiveTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ArArchiveTest() {
        text("!<arch>\n");
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void member(String name, String content) {
        text(String.format("%-16s%-12s%-6s%-6s%-8s%-10d`\n", name, "0", "0", "0", "644", content.length()));
        text(content + (content.length() % 2 == 1 ? "\n" : ""));
    }

    private ArArchive read() {
        return ArArchive.read("a.a", out.toByteArray());
    }

    @Test
    void shortAndLongNamesAsGnuWritesThem() {
        member("//", "a-name-of-more-than-15.o/\nanother-long-name.o/\n");
        member("short.o/", "abc");
        member("/0", "de");
        member("/26", "f");
        assertThat(read().members())
                .extracting(ArArchive.Member::name)
                .containsExactly("short.o", "a-name-of-more-than-15.o", "another-long-name.o");
        assertThat(read().members().get(1).data().file()).isEqualTo("a.a(a-name-of-more-than-15.o)");
        assertThat(read().members())
                .extracting(member -> member.data().text(0, member.data().length()))
                .containsExactly("abc", "de", "f");
    }

    @Test
    void longNamesAsBsdWritesThem() {
        member("#1/8", "name.o\0\0content");
        assertThat(read().members()).extracting(ArArchive.Member::name).containsExactly("name.o");
        assertThat(read().members().get(0).data().text(0, 7)).isEqualTo("content");
    }

    @Test
    void indexTellsWhichMemberDefinesASymbol() {
        member("/", "\0\0\0\2\0\0\0\u005e\0\0\0\u009cfirst\0second\0");
        member("one.o/", "1");
        member("two.o/", "2");
        assertThat(read().index())
                .containsExactly(new ArArchive.IndexEntry("first", 0), new ArArchive.IndexEntry("second", 1));
    }

    @Test
    void damagedArchivesNameTheOffset() {
        member("/", "\0\0\0\1\0\0\0\u0061first\0");
        member("one.o/", "1");
        assertThatThrownBy(this::read)
                .isInstanceOf(FormatError.class)
                .hasMessage("a.a: offset 0x48: archive index names offset 0x61, where no member starts");
    }

    @Test
    void indexWithMoreSymbolsThanBytes() {
        member("/", "\377\377\377\377");
        assertThatThrownBy(this::read)
                .hasMessage("a.a: offset 0x44: archive index of 4 bytes says that it has 4294967295 symbols");
    }

    @Test
    void longNameOutsideOfTheTable() {
        member("//", "x.o/\n");
        member("/77", "");
        assertThatThrownBy(this::read)
                .hasMessage("a.a: offset 0x4a: long name at 77 is not in the archive's name table");
    }

    @Test
    void headerThatIsCutOrNone() {
        text("abc");
        assertThatThrownBy(this::read).hasMessage("a.a: offset 0x8: archive ends within a member's header");
        text(" ".repeat(80));
        assertThatThrownBy(this::read).hasMessage("a.a: offset 0x42: member's header does not end as it must");
    }

    @Test
    void sizeThatIsNoNumber() {
        text(String.format("%-48s%-10s`\n", "x.o/", "12x"));
        assertThatThrownBy(this::read).hasMessage("a.a: offset 0x38: '12x' is not a decimal number");
    }
}
