package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.Rela;

/** A section of an object. */
final class InputSection extends Chunk {
    /** Bytes that replace an instruction. */
    private record Patch(int at, byte[] bytes) {}

    final ObjectFile file;
    final ElfSection section;
    /** The section of its relocations; null when it has none. */
    ElfSection relocations;
    /** The other sections of its group, which live and die with it (gABI chapter 4, "Section Groups"). */
    List<InputSection> group = List.of();
    /** Sections that tell of this one (SHF_LINK_ORDER) and are in the image when it is. */
    final List<InputSection> dependents = new ArrayList<>();
    /** The section that this one tells of; null for others. */
    InputSection linkedTo;
    /** Whether its words go last first: .ctors runs from its end, the .init_array that it becomes a part of does not. */
    final boolean reversed;

    private final List<Patch> patches = new ArrayList<>();
    private List<Reference> references = List.of();

    InputSection(ObjectFile file, ElfSection section) {
        super(
                file.library,
                file.name,
                section.name(),
                section.header().sh_type(),
                section.header().sh_flags(),
                section.header().sh_addralign());
        this.file = file;
        this.section = section;
        this.reversed = SectionNames.runsBackwards(name) && size() % Long.BYTES == 0;
    }

    ByteSlice data() {
        return section.data();
    }

    List<Rela> relas() {
        return relocations == null ? List.of() : file.elf.relocations(relocations);
    }

    void refersTo(List<Reference> all) {
        references = all;
    }

    void patch(long at, byte[] bytes) {
        patches.add(new Patch((int) at, bytes));
    }

    @Override
    String fileName() {
        return file.displayName;
    }

    @Override
    long size() {
        return section.header().sh_size();
    }

    @Override
    List<Reference> references() {
        return references;
    }

    @Override
    void write(byte[] image, int at) {
        if (type == Elf.SHT_NOBITS) {
            return;
        }
        ByteSlice data = data();
        if (reversed) {
            for (int i = 0; i + Long.BYTES <= data.length(); i += Long.BYTES) {
                data.copyTo(i, image, at + data.length() - Long.BYTES - i, Long.BYTES);
            }
            return;
        }
        data.copyTo(image, at);
        for (Patch patch : patches) {
            System.arraycopy(patch.bytes, 0, image, at + patch.at, patch.bytes.length);
        }
    }
}
