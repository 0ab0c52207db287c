package org.unikraft.core.elf;

/**
 * An entry of a symbol table (gABI chapter 4, "Symbol Table").
 *
 * @param name the string at st_name
 * @param st_shndx as in the file; SHN_XINDEX when the index stands in an SHT_SYMTAB_SHNDX section
 * @param section index of the section that defines it, 0 when undefined or when st_shndx is a reserved value
 */
public record ElfSymbol(
        String name, int st_info, int st_other, int st_shndx, int section, long st_value, long st_size) {
    /** Bytes of an entry. */
    public static final int SIZE = 24;

    /** STB_… */
    public int binding() {
        return st_info >>> 4;
    }

    /** STT_… */
    public int type() {
        return st_info & 0xf;
    }

    /** STV_… */
    public int visibility() {
        return st_other & 3;
    }

    /** Whether another file has to define it. */
    public boolean isUndefined() {
        return st_shndx == Elf.SHN_UNDEF;
    }
}
