package org.unikraft.core.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfHeader;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.ElfWriter;
import org.unikraft.core.elf.Rela;
import org.unikraft.core.elf.SectionHeader;

/** Writes small relocatable objects, for tests that need many. */
final class ObjectBuilder {
    private record Section(String name, long flags, byte[] content, List<Relocation> relocations) {}

    private record Relocation(long offset, int type, String symbol, long addend) {}

    private record Definition(int binding, int section, long value) {}

    private final List<Section> sections = new ArrayList<>();
    private final Map<String, Definition> symbols = new LinkedHashMap<>();

    /** Begins a section, which the calls that follow are about. */
    ObjectBuilder section(String name, long flags, byte[] content) {
        sections.add(new Section(name, flags | Elf.SHF_ALLOC, content, new ArrayList<>()));
        return this;
    }

    ObjectBuilder define(String name, int binding, long value) {
        symbols.put(name, new Definition(binding, sections.size(), value));
        return this;
    }

    /** A relocation to a symbol, which is undefined unless it is or will be defined. */
    ObjectBuilder relocate(long offset, int type, String symbol, int binding, long addend) {
        sections.get(sections.size() - 1).relocations.add(new Relocation(offset, type, symbol, addend));
        symbols.putIfAbsent(symbol, new Definition(binding, Elf.SHN_UNDEF, 0));
        return this;
    }

    byte[] build() {
        List<SectionHeader> headers = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        Strings sectionNames = new Strings();
        headers.add(new SectionHeader(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        for (Section section : sections) {
            headers.add(header(sectionNames.add(section.name), Elf.SHT_PROGBITS, section.flags, 0, 0, 8, 0));
            contents.add(section.content);
        }
        int symbolTable = sections.size() + 1;
        List<String> order = new ArrayList<>(symbols.keySet());
        order.sort((a, b) -> Integer.compare(symbols.get(a).binding, symbols.get(b).binding)); // local ones first
        Strings names = new Strings();
        byte[] table = new byte[(order.size() + 1) * ElfSymbol.SIZE];
        int locals = 1;
        for (int i = 0; i < order.size(); i++) {
            Definition definition = symbols.get(order.get(i));
            locals += definition.binding == Elf.STB_LOCAL ? 1 : 0;
            ElfSymbol symbol = new ElfSymbol(
                    "", definition.binding << 4 | Elf.STT_FUNC, 0, definition.section, 0, definition.value, 8);
            ElfWriter.put(symbol, names.add(order.get(i)), table, (i + 1) * ElfSymbol.SIZE);
        }
        headers.add(header(sectionNames.add(".symtab"), Elf.SHT_SYMTAB, 0, symbolTable + 1, locals, 8, ElfSymbol.SIZE));
        contents.add(table);
        headers.add(header(sectionNames.add(".strtab"), Elf.SHT_STRTAB, 0, 0, 0, 1, 0));
        contents.add(names.bytes());
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            if (!section.relocations.isEmpty()) {
                int name = sectionNames.add(".rela" + section.name);
                headers.add(header(name, Elf.SHT_RELA, Elf.SHF_INFO_LINK, symbolTable, i + 1, 8, Rela.SIZE));
                contents.add(relocations(section, order));
            }
        }
        headers.add(header(sectionNames.add(".shstrtab"), Elf.SHT_STRTAB, 0, 0, 0, 1, 0));
        contents.add(sectionNames.bytes());
        return file(headers, contents);
    }

    private static SectionHeader header(int name, int type, long flags, int link, int info, int align, int entry) {
        return new SectionHeader(name, type, flags, 0, 0, 0, link, info, align, entry);
    }

    private static byte[] relocations(Section section, List<String> order) {
        byte[] table = new byte[section.relocations.size() * Rela.SIZE];
        for (int i = 0; i < section.relocations.size(); i++) {
            Relocation relocation = section.relocations.get(i);
            long symbol = order.indexOf(relocation.symbol) + 1L;
            ElfWriter.put(
                    new Rela(relocation.offset, symbol << 32 | relocation.type, relocation.addend),
                    table,
                    i * Rela.SIZE);
        }
        return table;
    }

    private static byte[] file(List<SectionHeader> headers, List<byte[]> contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[ElfHeader.SIZE]);
        List<SectionHeader> placed = new ArrayList<>(List.of(headers.get(0)));
        for (int i = 0; i < contents.size(); i++) {
            body.writeBytes(new byte[-body.size() & 7]);
            SectionHeader header = headers.get(i + 1);
            placed.add(new SectionHeader(
                    header.sh_name(),
                    header.sh_type(),
                    header.sh_flags(),
                    0,
                    body.size(),
                    contents.get(i).length,
                    header.sh_link(),
                    header.sh_info(),
                    header.sh_addralign(),
                    header.sh_entsize()));
            body.writeBytes(contents.get(i));
        }
        body.writeBytes(new byte[-body.size() & 7]);
        int tableAt = body.size();
        body.writeBytes(new byte[placed.size() * SectionHeader.SIZE]);
        byte[] file = body.toByteArray();
        for (int i = 0; i < placed.size(); i++) {
            ElfWriter.put(placed.get(i), file, tableAt + i * SectionHeader.SIZE);
        }
        ElfWriter.put(
                new ElfHeader(
                        Elf.ELFCLASS64,
                        Elf.ELFDATA2LSB,
                        0,
                        Elf.ET_REL,
                        Elf.EM_X86_64,
                        0,
                        0,
                        tableAt,
                        0,
                        0,
                        0,
                        SectionHeader.SIZE,
                        placed.size(),
                        placed.size() - 1),
                file,
                0);
        return file;
    }

    private static final class Strings {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Strings() {
            bytes.write(0);
        }

        int add(String text) {
            int at = bytes.size();
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            return at;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    /** An archive without index of some objects. */
    static byte[] archive(Map<String, byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
        members.forEach((name, bytes) -> {
            String header = String.format("%-16s%-12d%-6d%-6d%-8s%-10d`\n", name + "/", 0, 0, 0, "644", bytes.length);
            out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(bytes);
            out.writeBytes(new byte[bytes.length & 1]);
        });
        return out.toByteArray();
    }
}
