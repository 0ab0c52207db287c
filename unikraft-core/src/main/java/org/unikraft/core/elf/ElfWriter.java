package org.unikraft.core.elf;

import static org.unikraft.core.elf.LittleEndian.put16;
import static org.unikraft.core.elf.LittleEndian.put32;
import static org.unikraft.core.elf.LittleEndian.put64;

/** Puts the structures of an ELF-64 little-endian file into its bytes. */
public final class ElfWriter {
    private ElfWriter() {}

    /** The file header; {@link ElfHeader#ei_class} and {@link ElfHeader#ei_data} are those of the one kind there is. */
    public static void put(ElfHeader header, byte[] out, int at) {
        out[at] = 0x7f;
        out[at + 1] = 'E';
        out[at + 2] = 'L';
        out[at + 3] = 'F';
        out[at + Elf.EI_CLASS] = Elf.ELFCLASS64;
        out[at + Elf.EI_DATA] = Elf.ELFDATA2LSB;
        out[at + 6] = 1; // EI_VERSION: EV_CURRENT
        out[at + Elf.EI_OSABI] = (byte) header.ei_osabi();
        put16(out, at + 16, header.e_type());
        put16(out, at + 18, header.e_machine());
        put32(out, at + 20, 1); // e_version: EV_CURRENT
        put64(out, at + 24, header.e_entry());
        put64(out, at + 32, header.e_phoff());
        put64(out, at + 40, header.e_shoff());
        put32(out, at + 48, header.e_flags());
        put16(out, at + 52, ElfHeader.SIZE);
        put16(out, at + 54, header.e_phentsize());
        put16(out, at + 56, header.e_phnum());
        put16(out, at + 58, header.e_shentsize());
        put16(out, at + 60, header.e_shnum());
        put16(out, at + 62, header.e_shstrndx());
    }

    public static void put(ProgramHeader header, byte[] out, int at) {
        put32(out, at, header.p_type());
        put32(out, at + 4, header.p_flags());
        put64(out, at + 8, header.p_offset());
        put64(out, at + 16, header.p_vaddr());
        put64(out, at + 24, header.p_paddr());
        put64(out, at + 32, header.p_filesz());
        put64(out, at + 40, header.p_memsz());
        put64(out, at + 48, header.p_align());
    }

    public static void put(SectionHeader header, byte[] out, int at) {
        put32(out, at, header.sh_name());
        put32(out, at + 4, header.sh_type());
        put64(out, at + 8, header.sh_flags());
        put64(out, at + 16, header.sh_addr());
        put64(out, at + 24, header.sh_offset());
        put64(out, at + 32, header.sh_size());
        put32(out, at + 40, header.sh_link());
        put32(out, at + 44, header.sh_info());
        put64(out, at + 48, header.sh_addralign());
        put64(out, at + 56, header.sh_entsize());
    }

    /** @param nameAt st_name */
    public static void put(ElfSymbol symbol, int nameAt, byte[] out, int at) {
        put32(out, at, nameAt);
        out[at + 4] = (byte) symbol.st_info();
        out[at + 5] = (byte) symbol.st_other();
        put16(out, at + 6, symbol.st_shndx());
        put64(out, at + 8, symbol.st_value());
        put64(out, at + 16, symbol.st_size());
    }

    public static void put(Rela rela, byte[] out, int at) {
        put64(out, at, rela.r_offset());
        put64(out, at + 8, rela.r_info());
        put64(out, at + 16, rela.r_addend());
    }
}
