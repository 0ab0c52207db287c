package org.unikraft.core.elf;

import java.util.ArrayList;
import java.util.List;

/** Reads a symbol table and its string table (gABI chapter 4, "Symbol Table"). */
final class SymbolTableReader {
    private SymbolTableReader() {}

    /** The first table of a type (SHT_SYMTAB, SHT_DYNSYM); empty when the file has none. */
    static List<ElfSymbol> read(ElfFile elf, int type) {
        for (ElfSection section : elf.sections()) {
            if (section.header().sh_type() == type) {
                return read(elf, section);
            }
        }
        return List.of();
    }

    private static List<ElfSymbol> read(ElfFile elf, ElfSection table) {
        ByteSlice data = table.data();
        if (table.header().sh_entsize() != ElfSymbol.SIZE || data.length() % ElfSymbol.SIZE != 0) {
            throw data.error(
                    0,
                    "symbol table has " + data.length() + " bytes in entries of "
                            + Long.toUnsignedString(table.header().sh_entsize()) + ", not of " + ElfSymbol.SIZE);
        }
        ElfSection names = elf.section(table.header().sh_link(), data.fileOffset(0), "string table of the symbols");
        if (names.header().sh_type() != Elf.SHT_STRTAB) {
            throw data.error(0, "string table of the symbols (section " + names.index() + ") is no string table");
        }
        return read(
                data, names.data(), extendedIndexes(elf, table), elf.sections().size());
    }

    /** @param sections number of sections in the file, 0 when the file has no section headers */
    static List<ElfSymbol> read(ByteSlice data, ByteSlice names, ByteSlice extended, int sections) {
        StringTable strings = new StringTable(names);
        int count = data.length() / ElfSymbol.SIZE;
        List<ElfSymbol> symbols = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long at = (long) i * ElfSymbol.SIZE;
            long nameAt = data.u32(at);
            String name = nameAt == 0 && names.length() == 0 ? "" : name(data, at, strings, nameAt);
            int shndx = data.u16(at + 6);
            int section = shndx < Elf.SHN_LORESERVE ? shndx : 0;
            if (shndx == Elf.SHN_XINDEX) {
                if (extended == null) {
                    throw data.error(at + 6, "symbol " + i + " has its section index in a table that is not there");
                }
                section = extended.i32((long) i * 4);
            }
            if (section < 0 || (sections > 0 && section >= sections)) {
                throw data.error(
                        at + 6,
                        "symbol " + i + " (" + name + ") is in section " + Integer.toUnsignedString(section)
                                + ", the file has " + sections);
            }
            symbols.add(new ElfSymbol(
                    name, data.u8(at + 4), data.u8(at + 5), shndx, section, data.u64(at + 8), data.u64(at + 16)));
        }
        return symbols;
    }

    private static String name(ByteSlice data, long at, StringTable names, long nameAt) {
        if (nameAt >= names.length()) {
            throw data.error(at, "symbol name is at " + nameAt + " in a table of " + names.length() + " bytes");
        }
        return names.at(nameAt);
    }

    private static ByteSlice extendedIndexes(ElfFile elf, ElfSection table) {
        for (ElfSection section : elf.sections()) {
            if (section.header().sh_type() == Elf.SHT_SYMTAB_SHNDX
                    && section.header().sh_link() == table.index()) {
                return section.data();
            }
        }
        return null;
    }
}
