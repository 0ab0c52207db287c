package org.unikraft.core.link;

import static org.unikraft.core.elf.Elf.SHF_ALLOC;
import static org.unikraft.core.elf.Elf.SHF_EXCLUDE;
import static org.unikraft.core.elf.Elf.SHF_EXECINSTR;
import static org.unikraft.core.elf.Elf.SHF_GROUP;
import static org.unikraft.core.elf.Elf.SHF_LINK_ORDER;
import static org.unikraft.core.elf.Elf.SHF_MERGE;
import static org.unikraft.core.elf.Elf.SHF_WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.elf.SectionHeader;

/** Makes chunks of the sections of objects. */
final class ObjectReader {
    private static final String EH_FRAME = ".eh_frame";
    private static final String PROPERTIES = ".note.gnu.property";

    /** GCC's mark of an object without machine code (-flto -fno-fat-lto-objects). */
    private static final String NO_MACHINE_CODE = "__gnu_lto_slim";

    private final int machine;
    private final MergedSections merged;

    /** @param merged where the parts of SHF_MERGE sections go */
    ObjectReader(int machine, MergedSections merged) {
        this.machine = machine;
        this.merged = merged;
    }

    /**
     * Reads an object.
     *
     * @param groups signatures of the COMDAT groups so far, with the file that has the copy in use
     * @throws FormatError when it is none, or not for this CPU
     */
    ObjectFile read(ByteSlice bytes, String library, String name, Map<String, ObjectFile> groups) {
        ElfFile elf = ElfFile.read(bytes);
        if (elf.machine() != machine || !elf.header().isElf64LittleEndian()) {
            throw bytes.error(
                    18,
                    "an object for " + Elf.machineName(elf.machine()) + ", the image is for "
                            + Elf.machineName(machine));
        }
        if (elf.type() != Elf.ET_REL) {
            String article = elf.type() == Elf.ET_EXEC ? "an " : "a ";
            throw bytes.error(16, article + Elf.typeName(elf.type()) + ", not a relocatable object");
        }
        ObjectFile file = new ObjectFile(library, name, bytes.file(), elf, elf.symbols());
        if (file.elfSymbols.stream().anyMatch(symbol -> symbol.name().equals(NO_MACHINE_CODE))) {
            throw bytes.error(0, "holds intermediate code of the compiler only: compile it without -flto");
        }
        List<List<ElfSection>> kept = groups(file, groups);
        for (ElfSection section : elf.sections()) {
            if (!file.discarded[section.index()]) {
                file.chunks[section.index()] = chunk(file, section);
            }
        }
        relocations(file);
        linkOrder(file);
        kept.forEach(members -> liveTogether(file, members));
        return file;
    }

    private Chunk chunk(ObjectFile file, ElfSection section) {
        SectionHeader header = section.header();
        if (!header.has(SHF_ALLOC) || header.has(SHF_EXCLUDE) || section.name().equals(PROPERTIES)) {
            return null; // debug information, comments; properties tell of the object, not of the image
        }
        if (header.has(SHF_EXECINSTR) && header.has(SHF_WRITE)) {
            throw section.data().error(0, "section " + section.name() + " is both writable and executable");
        }
        InputSection input = new InputSection(file, section);
        return section.name().equals(EH_FRAME) ? new FrameSection(input) : input;
    }

    /** Gives each section its relocations, and splits those into parts that may be merged with others. */
    private void relocations(ObjectFile file) {
        for (ElfSection section : file.elf.sections()) {
            int type = section.header().sh_type();
            if (type != Elf.SHT_RELA && type != Elf.SHT_REL) {
                continue;
            }
            ElfSection target =
                    file.elf.section(section.header().sh_info(), section.data().fileOffset(0), "relocated section");
            InputSection input = inputSection(file.chunks[target.index()]);
            if (input == null) {
                continue;
            }
            if (type == Elf.SHT_REL) {
                throw section.data().error(0, "section " + section.name() + " holds relocations without addend");
            }
            if (input.relocations != null) {
                throw section.data().error(0, "section " + target.name() + " has a second section of relocations");
            }
            input.relocations = section;
        }
        for (int i = 0; i < file.chunks.length; i++) {
            if (file.chunks[i] instanceof InputSection input
                    && input.section.header().has(SHF_MERGE)
                    && MergeInput.canSplit(input)) {
                file.chunks[i] = new MergeInput(input, merged);
            }
        }
    }

    private static InputSection inputSection(Chunk chunk) {
        return chunk instanceof FrameSection frames ? frames.raw : (InputSection) chunk;
    }

    private static void linkOrder(ObjectFile file) {
        for (Chunk chunk : file.chunks) {
            if (chunk instanceof InputSection input
                    && input.section.header().has(SHF_LINK_ORDER)
                    && input.section.header().sh_link() != 0) {
                ElfSection target = file.elf.section(
                        input.section.header().sh_link(), input.data().fileOffset(0), "section that gives the order");
                if (file.chunks[target.index()] instanceof InputSection linked) {
                    input.linkedTo = linked;
                    linked.dependents.add(input);
                }
            }
        }
    }

    /** Marks the members of groups that another file has as discarded, and returns the members of the others. */
    private static List<List<ElfSection>> groups(ObjectFile file, Map<String, ObjectFile> groups) {
        List<List<ElfSection>> kept = new ArrayList<>();
        for (ElfSection section : file.elf.sections()) {
            if (section.header().sh_type() != Elf.SHT_GROUP) {
                continue;
            }
            ByteSlice data = section.data();
            if (data.length() < 4 || data.length() % 4 != 0) {
                throw data.error(0, "section group of " + data.length() + " bytes");
            }
            List<ElfSection> members = new ArrayList<>();
            for (int at = 4; at < data.length(); at += 4) {
                members.add(file.elf.section(data.i32(at), data.fileOffset(at), "member of a group"));
            }
            boolean comdat = (data.i32(0) & Elf.GRP_COMDAT) != 0;
            if (comdat && groups.putIfAbsent(signature(file, section), file) != null) {
                members.forEach(member -> file.discarded[member.index()] = true);
            } else {
                kept.add(members);
            }
        }
        return kept;
    }

    private static String signature(ObjectFile file, ElfSection group) {
        int symbol = group.header().sh_info();
        if (symbol < 0 || symbol >= file.elfSymbols.size()) {
            throw group.data()
                    .error(
                            0,
                            "signature of a group is symbol " + Integer.toUnsignedString(symbol) + ", the file has "
                                    + file.elfSymbols.size());
        }
        var elfSymbol = file.elfSymbols.get(symbol);
        boolean unnamed =
                elfSymbol.type() == Elf.STT_SECTION && elfSymbol.name().isEmpty();
        return unnamed ? file.elf.sections().get(elfSymbol.section()).name() : elfSymbol.name();
    }

    private static void liveTogether(ObjectFile file, List<ElfSection> members) {
        List<InputSection> sections = new ArrayList<>();
        for (ElfSection member : members) {
            if (member.header().has(SHF_GROUP) && file.chunks[member.index()] instanceof InputSection input) {
                sections.add(input);
            }
        }
        if (sections.size() > 1) {
            sections.forEach(section -> section.group = List.copyOf(sections));
        }
    }
}
