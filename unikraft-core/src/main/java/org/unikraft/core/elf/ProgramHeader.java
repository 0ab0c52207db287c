package org.unikraft.core.elf;

/** A program header (gABI chapter 5, "Program Header"). */
public record ProgramHeader(
        int p_type, int p_flags, long p_offset, long p_vaddr, long p_paddr, long p_filesz, long p_memsz, long p_align) {
    /** Bytes of an entry. */
    public static final int SIZE = 56;

    static ProgramHeader read(ByteSlice table, long at) {
        return new ProgramHeader(
                table.i32(at),
                table.i32(at + 4),
                table.u64(at + 8),
                table.u64(at + 16),
                table.u64(at + 24),
                table.u64(at + 32),
                table.u64(at + 40),
                table.u64(at + 48));
    }
}
