package org.unikraft.core.elf;

import java.util.ArrayList;
import java.util.List;

/** Reads the section header table and the names in it (gABI chapter 4, "Sections"). */
final class SectionTable {
    private SectionTable() {}

    static List<ElfSection> read(ByteSlice file, ElfHeader header) {
        long tableAt = header.e_shoff();
        if (tableAt == 0) {
            return List.of();
        }
        if (header.e_shentsize() != SectionHeader.SIZE) {
            throw file.error(58, "section header size is " + header.e_shentsize() + ", not " + SectionHeader.SIZE);
        }
        // Counts that do not fit the header stand in the first section header.
        SectionHeader first = SectionHeader.read(file.slice(tableAt, SectionHeader.SIZE, "section header table"), 0);
        long count = header.e_shnum() == 0 ? first.sh_size() : header.e_shnum();
        if (count < 0 || count > file.length() / SectionHeader.SIZE) {
            throw file.error(
                    tableAt,
                    "section header table ends beyond the file (" + Long.toUnsignedString(count) + " entries of "
                            + SectionHeader.SIZE + " bytes, " + file.length() + " bytes in the file)");
        }
        ByteSlice table = file.slice(tableAt, count * SectionHeader.SIZE, "section header table");
        List<SectionHeader> headers = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            headers.add(SectionHeader.read(table, i * SectionHeader.SIZE));
        }
        long namesIndex = header.e_shstrndx() == Elf.SHN_XINDEX ? first.sh_link() : header.e_shstrndx();
        StringTable names = new StringTable(names(file, headers, namesIndex));
        List<ElfSection> sections = new ArrayList<>(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            sections.add(section(file, table, i, headers.get(i), names));
        }
        return List.copyOf(sections);
    }

    private static ByteSlice names(ByteSlice file, List<SectionHeader> headers, long index) {
        if (index == Elf.SHN_UNDEF) {
            return file.slice(0, 0, "section names");
        }
        if (index < 0 || index >= headers.size()) {
            throw file.error(62, "section names are in section " + index + ", the file has " + headers.size());
        }
        SectionHeader header = headers.get((int) index);
        if (header.sh_type() != Elf.SHT_STRTAB) {
            throw file.error(62, "section " + index + " is to hold the section names but is no string table");
        }
        return file.slice(header.sh_offset(), header.sh_size(), "section name table");
    }

    private static ElfSection section(
            ByteSlice file, ByteSlice table, int index, SectionHeader header, StringTable names) {
        long headerAt = (long) index * SectionHeader.SIZE;
        String name = "";
        if (names.length() > 0) {
            long nameAt = Integer.toUnsignedLong(header.sh_name());
            if (nameAt >= names.length()) {
                throw table.error(
                        headerAt,
                        "name of section " + index + " is at " + nameAt + " in a table of " + names.length()
                                + " bytes");
            }
            name = names.at(nameAt);
        }
        if (Long.bitCount(header.sh_addralign()) > 1) {
            throw table.error(
                    headerAt + 48,
                    "alignment " + Long.toUnsignedString(header.sh_addralign()) + " of section " + index
                            + " is not a power of two");
        }
        boolean hasBytes = header.sh_type() != Elf.SHT_NULL && header.sh_type() != Elf.SHT_NOBITS;
        if (header.sh_size() < 0) {
            throw table.error(
                    headerAt + 32, "section " + index + " has " + Long.toUnsignedString(header.sh_size()) + " bytes");
        }
        ByteSlice data = hasBytes
                ? file.slice(header.sh_offset(), header.sh_size(), "section " + index + " (" + name + ")")
                : file.slice(0, 0, name);
        return new ElfSection(index, name, header, data);
    }
}
