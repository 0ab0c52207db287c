package org.unikraft.core.elf;

/** A relocation with addend (gABI chapter 4, "Relocation"). */
public record Rela(long r_offset, long r_info, long r_addend) {
    /** Bytes of an entry. */
    public static final int SIZE = 24;

    static Rela read(ByteSlice table, long at) {
        return new Rela(table.u64(at), table.u64(at + 8), table.u64(at + 16));
    }

    /** ELF64_R_SYM: index in the symbol table, unsigned. */
    public int symbol() {
        return (int) (r_info >>> 32);
    }

    /** ELF64_R_TYPE. */
    public int type() {
        return (int) r_info;
    }
}
