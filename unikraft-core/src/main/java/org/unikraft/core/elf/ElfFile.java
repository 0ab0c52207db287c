package org.unikraft.core.elf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * An ELF file: a relocatable object, an executable or a shared object.
 *
 * <p>{@link #read} checks the header and the tables of sections and segments; symbols, relocations, notes and the
 * dynamic section are read when asked for. Each method throws {@link FormatError}, and nothing else, when the part
 * that it reads is malformed. Work and memory are bounded by the size of the file.
 *
 * <p>A 32-bit or big-endian file reads without an error, but only its {@linkplain #header() header} is filled and its
 * lists are empty: look at {@link #elfClass()} and {@link #machine()} first.
 */
public final class ElfFile {
    /** EI_CLASS. */
    public enum ElfClass {
        ELF32,
        ELF64
    }

    /** EI_DATA. */
    public enum DataEncoding {
        LITTLE_ENDIAN,
        BIG_ENDIAN
    }

    private final ByteSlice file;
    private final ElfHeader header;
    private final List<ProgramHeader> programHeaders;
    private final List<ElfSection> sections;
    private final DynamicSection dynamic;

    private ElfFile(ByteSlice file, ElfHeader header, List<ProgramHeader> programHeaders, List<ElfSection> sections) {
        this.file = file;
        this.header = header;
        this.programHeaders = programHeaders;
        this.sections = sections;
        this.dynamic = new DynamicSection(this);
    }

    /**
     * Reads a file.
     *
     * @param name its name in errors
     * @param bytes its content, which must not change afterwards
     */
    public static ElfFile read(String name, byte[] bytes) {
        return read(ByteSlice.of(name, bytes));
    }

    /** Reads what remains of a buffer; its position does not move. */
    public static ElfFile read(String name, ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return read(name, bytes);
    }

    /** Reads a file, or a member of an archive. */
    public static ElfFile read(ByteSlice file) {
        ElfHeader header = ElfHeader.read(file);
        if (!header.isElf64LittleEndian()) {
            return new ElfFile(file, header, List.of(), List.of());
        }
        List<ElfSection> sections = SectionTable.read(file, header);
        return new ElfFile(file, header, readProgramHeaders(file, header), sections);
    }

    private static List<ProgramHeader> readProgramHeaders(ByteSlice file, ElfHeader header) {
        if (header.e_phnum() == 0) {
            return List.of();
        }
        if (header.e_phentsize() != ProgramHeader.SIZE) {
            throw file.error(54, "program header size is " + header.e_phentsize() + ", not " + ProgramHeader.SIZE);
        }
        ByteSlice table =
                file.slice(header.e_phoff(), (long) header.e_phnum() * ProgramHeader.SIZE, "program header table");
        List<ProgramHeader> headers = new ArrayList<>(header.e_phnum());
        for (int i = 0; i < header.e_phnum(); i++) {
            headers.add(ProgramHeader.read(table, (long) i * ProgramHeader.SIZE));
        }
        return List.copyOf(headers);
    }

    /** The name under which the file was read. */
    public String name() {
        return file.file();
    }

    /** The whole file. */
    public ByteSlice bytes() {
        return file;
    }

    public ElfHeader header() {
        return header;
    }

    public ElfClass elfClass() {
        return header.ei_class() == Elf.ELFCLASS64 ? ElfClass.ELF64 : ElfClass.ELF32;
    }

    public DataEncoding data() {
        return header.ei_data() == Elf.ELFDATA2LSB ? DataEncoding.LITTLE_ENDIAN : DataEncoding.BIG_ENDIAN;
    }

    /** EM_…; {@link Elf#machineName} has the name for people. */
    public int machine() {
        return header.e_machine();
    }

    /** ET_…; {@link Elf#typeName} has the name for people. */
    public int type() {
        return header.e_type();
    }

    /** All sections, the SHT_NULL one at index 0 included. */
    public List<ElfSection> sections() {
        return sections;
    }

    public List<ProgramHeader> programHeaders() {
        return programHeaders;
    }

    /** The section of an index from a symbol, a header's sh_link or sh_info. */
    public ElfSection section(int index, long at, String what) {
        if (index <= 0 || index >= sections.size()) {
            throw new FormatError(
                    name(),
                    at,
                    what + " is section " + Integer.toUnsignedString(index) + ", the file has " + sections.size());
        }
        return sections.get(index);
    }

    /** The bytes of a segment that are in the file. */
    public ByteSlice segment(ProgramHeader segment) {
        return file.slice(segment.p_offset(), segment.p_filesz(), "segment");
    }

    /** Symbols of the first SHT_SYMTAB section; none when there is no such section. */
    public List<ElfSymbol> symbols() {
        return SymbolTableReader.read(this, Elf.SHT_SYMTAB);
    }

    /** The symbols that a shared object or executable exports and imports. */
    public List<ElfSymbol> dynamicSymbols() {
        List<ElfSymbol> symbols = SymbolTableReader.read(this, Elf.SHT_DYNSYM);
        return symbols.isEmpty() ? dynamic.symbols() : symbols;
    }

    /** The entries of an SHT_RELA section. */
    public List<Rela> relocations(ElfSection section) {
        ByteSlice data = section.data();
        if (section.header().sh_type() != Elf.SHT_RELA) {
            throw data.error(0, "section " + section.name() + " holds no relocations with addend");
        }
        if (section.header().sh_entsize() != Rela.SIZE || data.length() % Rela.SIZE != 0) {
            throw data.error(
                    0,
                    "section " + section.name() + " has " + data.length() + " bytes in entries of "
                            + Long.toUnsignedString(section.header().sh_entsize()) + ", not of " + Rela.SIZE);
        }
        int count = data.length() / Rela.SIZE;
        List<Rela> relocations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            relocations.add(Rela.read(data, (long) i * Rela.SIZE));
        }
        return relocations;
    }

    /** Notes of all PT_NOTE segments; of all SHT_NOTE sections when there are no segments. */
    public List<ElfNote> notes() {
        List<ElfNote> notes = new ArrayList<>();
        for (ProgramHeader segment : programHeaders) {
            if (segment.p_type() == Elf.PT_NOTE) {
                notes.addAll(ElfNote.readAll(segment(segment), segment.p_align() == 8 ? 8 : 4));
            }
        }
        if (programHeaders.isEmpty()) {
            for (ElfSection section : sections) {
                if (section.header().sh_type() == Elf.SHT_NOTE) {
                    notes.addAll(
                            ElfNote.readAll(section.data(), section.header().sh_addralign() == 8 ? 8 : 4));
                }
            }
        }
        return List.copyOf(notes);
    }

    /** The dynamic section up to its DT_NULL; empty for a static executable or an object. */
    public List<DynamicEntry> dynamicEntries() {
        return dynamic.entries();
    }

    /** The relocations that the dynamic linker makes for symbols; their symbols are those of {@link #dynamicSymbols}. */
    public List<Rela> dynamicRelocations() {
        return dynamic.relocations();
    }

    /** Where functions end, by where they begin, as the description for unwinding says: addresses. */
    public NavigableMap<Long, Long> functionRanges() {
        return UnwindRanges.read(this);
    }

    /** DT_NEEDED: names of the shared libraries, in the order of the file. */
    public List<String> neededLibraries() {
        return dynamic.strings(Elf.DT_NEEDED);
    }

    /** DT_SONAME. */
    public Optional<String> soname() {
        return dynamic.strings(Elf.DT_SONAME).stream().findFirst();
    }

    /** DT_RUNPATH as it stands: directories separated by colons, with $ORIGIN unexpanded. */
    public Optional<String> runPath() {
        return dynamic.strings(Elf.DT_RUNPATH).stream().findFirst();
    }

    /** DT_RPATH as it stands; the dynamic linker ignores it when there is a {@link #runPath()}. */
    public Optional<String> rPath() {
        return dynamic.strings(Elf.DT_RPATH).stream().findFirst();
    }

    /** PT_INTERP: the path of the dynamic linker that the executable asks for. */
    public Optional<String> interpreter() {
        for (ProgramHeader segment : programHeaders) {
            if (segment.p_type() == Elf.PT_INTERP) {
                return Optional.of(segment(segment).string(0));
            }
        }
        return Optional.empty();
    }

    /** Bytes of the file at an address, to the end of their segment. */
    Optional<ByteSlice> atAddress(long address) {
        for (ProgramHeader segment : programHeaders) {
            long offset = address - segment.p_vaddr();
            if (segment.p_type() == Elf.PT_LOAD && offset >= 0 && offset < segment.p_filesz()) {
                ByteSlice data = segment(segment);
                return Optional.of(data.slice(offset, data.length() - offset, "segment"));
            }
        }
        return Optional.empty();
    }
}
