package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.Elf;

/** The merged sections of the image, one for each kind. */
final class MergedSections {
    private record Kind(String output, boolean strings, long alignment, int entry) {}

    private final Map<Kind, MergedSection> sections = new LinkedHashMap<>();

    MergedSection of(InputSection input, int entry) {
        boolean strings = (input.flags & Elf.SHF_STRINGS) != 0;
        Kind kind = new Kind(SectionNames.output(input.name), strings, input.alignment, entry);
        return sections.computeIfAbsent(kind, any -> new MergedSection(input, kind.output, strings, entry));
    }

    List<MergedSection> all() {
        return new ArrayList<>(sections.values());
    }
}
