package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unikraft.core.elf.Elf;

/** Puts live chunks into output sections, and both into their order. */
final class OutputSections {
    private record Key(String name, Segment segment) {}

    private static final List<String> STAGES =
            List.of("early", "memory", "bus", "device", "filesystem", "network", "late");
    /** Sections that come before all others of their segment, and those that come after. */
    private static final List<String> FIRST = List.of(".init", ".text", ".rodata", ".tdata", ".data.rel.ro", ".data");

    private static final List<String> LAST = List.of(".fini", ".eh_frame_hdr", ".eh_frame", ".gcc_except_table");

    private final Problems problems;

    OutputSections(Problems problems) {
        this.problems = problems;
    }

    List<OutputSection> assemble(List<Chunk> live) {
        Set<String> written = new HashSet<>();
        for (Chunk chunk : live) {
            String name = SectionNames.output(chunk.name);
            if (SectionNames.isIdentifier(name) && isData(chunk)) {
                written.add(name); // its parts stay together, so all are where the written ones are
            }
        }
        Map<Key, OutputSection> byKey = new LinkedHashMap<>();
        for (Chunk chunk : live) {
            String name = SectionNames.output(chunk.name);
            Segment segment = written.contains(name) || chunk.type == Elf.SHT_NOBITS
                    ? Segment.DATA
                    : SectionNames.segment(name, chunk.flags);
            byKey.computeIfAbsent(new Key(name, segment), key -> new OutputSection(name, segment))
                    .add(chunk);
        }
        List<OutputSection> sections = ordered(byKey.values());
        sections.forEach(this::orderFunctions);
        orderLinked(sections);
        return sections;
    }

    private static boolean isData(Chunk chunk) {
        return (chunk.flags & Elf.SHF_WRITE) != 0 || chunk.type == Elf.SHT_NOBITS;
    }

    private static List<OutputSection> ordered(Collection<OutputSection> sections) {
        List<OutputSection> ordered = new ArrayList<>(sections);
        ordered.sort(Comparator.comparing((OutputSection section) -> section.segment)
                .thenComparingInt(OutputSections::kind)
                .thenComparingInt(OutputSections::place));
        return ordered;
    }

    /** A thread's template, what has bytes in the file, what has none. */
    private static int kind(OutputSection section) {
        if (section.segment != Segment.DATA) {
            return 0;
        }
        if (section.isThreadLocal()) {
            return section.hasBytes() ? 0 : 1;
        }
        return section.hasBytes() ? 2 : 3;
    }

    private static int place(OutputSection section) {
        int first = FIRST.indexOf(section.name);
        int last = LAST.indexOf(section.name);
        if (first < 0 && last < 0) {
            return section.type == Elf.SHT_NOTE ? FIRST.size() + 1 : FIRST.size();
        }
        return first >= 0 ? first : FIRST.size() + 2 + last;
    }

    private void orderFunctions(OutputSection section) {
        if (section.name.equals(SectionNames.INIT)) {
            section.chunks.forEach(this::checkStage);
            section.chunks.sort(Comparator.comparingInt(chunk -> STAGES.indexOf(stage(chunk))));
        } else if (SectionNames.isArray(section.name)) {
            section.chunks.sort(Comparator.comparingInt(chunk -> SectionNames.priority(chunk.name)));
        }
    }

    private void checkStage(Chunk chunk) {
        if (!STAGES.contains(stage(chunk))) {
            problems.add(
                    chunk, 0, "there is no init stage '" + stage(chunk) + "'; there are " + String.join(", ", STAGES));
        }
    }

    private static String stage(Chunk chunk) {
        return chunk.name.startsWith(SectionNames.INIT_STAGE)
                ? chunk.name.substring(SectionNames.INIT_STAGE.length())
                : "";
    }

    /** Sections that tell of others stand in the order of those (gABI chapter 4, SHF_LINK_ORDER). */
    private static void orderLinked(List<OutputSection> sections) {
        Map<Chunk, Integer> order = new HashMap<>();
        sections.forEach(section -> section.chunks.forEach(chunk -> order.put(chunk, order.size())));
        for (OutputSection section : sections) {
            if (section.chunks.stream().allMatch(OutputSections::isLinked)) {
                section.chunks.sort(
                        Comparator.comparingInt(chunk -> order.getOrDefault(((InputSection) chunk).linkedTo, -1)));
            }
        }
    }

    private static boolean isLinked(Chunk chunk) {
        return chunk instanceof InputSection section && section.linkedTo != null;
    }
}
