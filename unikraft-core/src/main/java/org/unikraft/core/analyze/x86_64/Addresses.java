package org.unikraft.core.analyze.x86_64;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.ElfSection;

/** A set of addresses within sections: a bit for each byte. */
final class Addresses {
    private final Map<ElfSection, BitSet> sections = new LinkedHashMap<>();

    Addresses(List<ElfSection> sections) {
        sections.forEach(
                section -> this.sections.put(section, new BitSet(section.data().length())));
    }

    void add(long address) {
        sections.forEach((section, bits) -> {
            long offset = address - section.header().sh_addr();
            if (offset >= 0 && offset < section.data().length()) {
                bits.set((int) offset);
            }
        });
    }

    boolean contains(long address) {
        for (Map.Entry<ElfSection, BitSet> each : sections.entrySet()) {
            long offset = address - each.getKey().header().sh_addr();
            if (offset >= 0 && offset < each.getKey().data().length()) {
                return each.getValue().get((int) offset);
            }
        }
        return false;
    }
}
