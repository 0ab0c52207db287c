package org.unikraft.core.elf;

/** A section header (gABI chapter 4, "Section Header Table Entry"). */
public record SectionHeader(
        int sh_name,
        int sh_type,
        long sh_flags,
        long sh_addr,
        long sh_offset,
        long sh_size,
        int sh_link,
        int sh_info,
        long sh_addralign,
        long sh_entsize) {
    /** Bytes of an entry. */
    public static final int SIZE = 64;

    static SectionHeader read(ByteSlice table, long at) {
        return new SectionHeader(
                table.i32(at),
                table.i32(at + 4),
                table.u64(at + 8),
                table.u64(at + 16),
                table.u64(at + 24),
                table.u64(at + 32),
                table.i32(at + 40),
                table.i32(at + 44),
                table.u64(at + 48),
                table.u64(at + 56));
    }

    /** Whether any bit of {@code mask} is set in {@link #sh_flags}. */
    public boolean has(long mask) {
        return (sh_flags & mask) != 0;
    }
}
