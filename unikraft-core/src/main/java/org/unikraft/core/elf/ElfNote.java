package org.unikraft.core.elf;

import java.util.ArrayList;
import java.util.List;

/**
 * An entry of a note section or segment (gABI chapter 5, "Note Section").
 *
 * @param name the owner, without its NUL
 */
public record ElfNote(String name, int n_type, ByteSlice descriptor) {

    /**
     * All notes in a section or segment.
     *
     * @param align 8 when names and descriptors are padded to 8 bytes (PT_GNU_PROPERTY), else 4
     */
    static List<ElfNote> readAll(ByteSlice data, int align) {
        List<ElfNote> notes = new ArrayList<>();
        long at = 0;
        while (data.length() - at >= 12) {
            long nameSize = data.u32(at);
            long descriptorSize = data.u32(at + 4);
            int type = data.i32(at + 8);
            long descriptorAt = at + roundUp(12 + nameSize, align);
            ByteSlice name = data.slice(at + 12, nameSize, "note name");
            ByteSlice descriptor = data.slice(descriptorAt, descriptorSize, "note descriptor");
            String owner = name.text(0, name.length());
            int nul = owner.indexOf(0);
            notes.add(new ElfNote(nul < 0 ? owner : owner.substring(0, nul), type, descriptor));
            at = descriptorAt + roundUp(descriptorSize, align);
        }
        return List.copyOf(notes);
    }

    private static long roundUp(long value, int align) {
        return (value + align - 1) & -align;
    }
}
