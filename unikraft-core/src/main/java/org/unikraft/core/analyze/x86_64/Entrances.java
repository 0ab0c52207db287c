package org.unikraft.core.analyze.x86_64;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfSection;

/**
 * Places within functions to which other ways lead than the function's own jumps: jumps from another function (GCC puts what
 * is rarely done into a function of its own), tables of jumps, and labels whose address code or data hold. What is in the
 * registers there is not known.
 */
final class Entrances {
    private static final int DISTANCE = 4;
    /** No table of jumps has more entries. */
    private static final int MOST_DISTANCES = 1 << 16;

    /** Pairs: from where, and to where. */
    private long[] jumps = new long[1 << 10];

    private int used;
    private final Set<Long> labels = new HashSet<>();
    /** For each, an instruction that makes its address. */
    private final Map<Long, Long> tables = new HashMap<>();

    private final NavigableSet<Long> found = new TreeSet<>();

    /** An instruction of the file. */
    void look(Decoder instruction, MachineCode code, boolean fixed) {
        if (instruction.hasTarget() && instruction.flow() != Decoder.Flow.CALL) {
            if (used == jumps.length) {
                jumps = Arrays.copyOf(jumps, 2 * used);
            }
            jumps[used++] = instruction.address();
            jumps[used++] = instruction.target();
        }
        instruction.addressTaken(fixed).ifPresent(address -> {
            if (code.isCode(address)) {
                labels.add(address);
            } else {
                tables.putIfAbsent(address, instruction.address());
            }
        });
    }

    /** A word of data. */
    void look(long word, MachineCode code) {
        if (code.isInstruction(word)) {
            labels.add(word);
        }
    }

    /** To be called when it is known where functions begin and end. */
    void find(List<ElfSection> sections, MachineCode code) {
        for (int i = 0; i < used; i += 2) {
            long target = jumps[i + 1];
            Optional<Long> function = code.functionAt(jumps[i]);
            boolean inside = function.isPresent() && target >= function.get() && target < code.end(function.get());
            if (!inside || !code.isInstruction(target)) {
                add(target, code);
            }
        }
        jumps = new long[0];
        used = 0;
        labels.stream().filter(code::isInstruction).forEach(label -> add(label, code));
        sections.stream()
                .filter(section ->
                        section.header().has(Elf.SHF_ALLOC) && section.header().sh_type() != Elf.SHT_NOBITS)
                .forEach(section -> readTables(section, code));
    }

    private void add(long address, MachineCode code) {
        if (code.isCode(address) && !code.isFunction(address)) {
            found.add(address);
        }
    }

    /** Distances from the table's beginning, as compilers make them for code that may lie anywhere. */
    private void readTables(ElfSection section, MachineCode code) {
        tables.forEach((table, from) -> {
            long offset = table - section.header().sh_addr();
            for (int i = 0; i < MOST_DISTANCES; i++) {
                long at = offset + (long) i * DISTANCE;
                if (offset < 0 || at + DISTANCE > section.data().length()) {
                    break;
                }
                long target = table + section.data().i32(at);
                if (!code.isInstruction(target)) {
                    break;
                }
                add(target, code);
                if (!code.functionAt(target).equals(code.functionAt(from))) {
                    code.functionAt(target).ifPresent(code::addPointer);
                }
            }
        });
    }

    /** Those in a range of addresses. */
    NavigableSet<Long> within(long begin, long end) {
        return found.subSet(begin, true, end, false);
    }
}
