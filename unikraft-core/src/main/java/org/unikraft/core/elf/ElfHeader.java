package org.unikraft.core.elf;

import static org.unikraft.core.elf.Elf.EI_CLASS;
import static org.unikraft.core.elf.Elf.EI_DATA;
import static org.unikraft.core.elf.Elf.EI_NIDENT;
import static org.unikraft.core.elf.Elf.EI_OSABI;
import static org.unikraft.core.elf.Elf.ELFCLASS32;
import static org.unikraft.core.elf.Elf.ELFCLASS64;
import static org.unikraft.core.elf.Elf.ELFDATA2LSB;
import static org.unikraft.core.elf.Elf.ELFDATA2MSB;

/**
 * The file header (gABI chapter 4, "ELF Header"). Of a file of another class or byte order than ELF-64 little-endian
 * only the identification, {@link #e_type} and {@link #e_machine} are read, the rest is 0: enough to say what it is.
 */
public record ElfHeader(
        int ei_class,
        int ei_data,
        int ei_osabi,
        int e_type,
        int e_machine,
        long e_entry,
        long e_phoff,
        long e_shoff,
        int e_flags,
        int e_phentsize,
        int e_phnum,
        int e_shentsize,
        int e_shnum,
        int e_shstrndx) {
    /** Bytes of an ELF-64 header. */
    public static final int SIZE = 64;

    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

    /** Bytes that {@link #isElf} looks at. */
    public static final int MAGIC_SIZE = MAGIC.length;

    /** Whether a file starts as every ELF file does. */
    public static boolean isElf(ByteSlice file) {
        return file.startsWith(MAGIC);
    }

    static ElfHeader read(ByteSlice file) {
        if (!isElf(file)) {
            throw file.error(0, "not an ELF file (no magic number)");
        }
        if (file.length() < EI_NIDENT + 4) {
            throw file.error(file.length(), "file ends within the ELF header (" + file.length() + " bytes)");
        }
        int elfClass = file.u8(EI_CLASS);
        int data = file.u8(EI_DATA);
        if (elfClass != ELFCLASS32 && elfClass != ELFCLASS64) {
            throw file.error(EI_CLASS, "unknown ELF class " + elfClass);
        }
        if (data != ELFDATA2LSB && data != ELFDATA2MSB) {
            throw file.error(EI_DATA, "unknown data encoding " + data);
        }
        int osabi = file.u8(EI_OSABI);
        if (elfClass != ELFCLASS64 || data != ELFDATA2LSB) {
            int type = file.u16(16);
            int machine = file.u16(18);
            if (data == ELFDATA2MSB) {
                type = Short.toUnsignedInt(Short.reverseBytes((short) type));
                machine = Short.toUnsignedInt(Short.reverseBytes((short) machine));
            }
            return new ElfHeader(elfClass, data, osabi, type, machine, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
        if (file.length() < SIZE) {
            throw file.error(file.length(), "file ends within the ELF header (" + file.length() + " bytes)");
        }
        return new ElfHeader(
                elfClass,
                data,
                osabi,
                file.u16(16),
                file.u16(18),
                file.u64(24),
                file.u64(32),
                file.u64(40),
                file.i32(48),
                file.u16(54),
                file.u16(56),
                file.u16(58),
                file.u16(60),
                file.u16(62));
    }

    /** Whether this is the one class and byte order whose tables are read. */
    public boolean isElf64LittleEndian() {
        return ei_class == ELFCLASS64 && ei_data == ELFDATA2LSB;
    }
}
