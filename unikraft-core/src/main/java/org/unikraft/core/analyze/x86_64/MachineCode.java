package org.unikraft.core.analyze.x86_64;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.unikraft.core.elf.DynamicEntry;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.Rela;

/**
 * The code of a program or shared library, cut into functions. Their beginnings are what the description for unwinding
 * says, symbols, targets of calls, and addresses that code or data hold; a function ends where the next one begins.
 */
final class MachineCode {
    private static final String LINKAGE_TABLE = ".plt";
    private static final int WORD = 8;
    private static final long NOWHERE = -1;
    /** How far calls are followed to learn something of a function. */
    private static final int MAX_DEPTH = 64;

    private static final Set<Integer> HOLDS_POINTERS =
            Set.of(Elf.SHT_PROGBITS, Elf.SHT_INIT_ARRAY, Elf.SHT_FINI_ARRAY, Elf.SHT_PREINIT_ARRAY);

    private final ElfFile elf;
    private final List<ElfSection> sections;
    private final NavigableMap<Long, Long> described;
    /** Ends by beginnings. */
    private final NavigableMap<Long, Long> functions = new TreeMap<>();
    /** Names of imported functions by the word that gets their address. */
    private final Map<Long, String> slots = new HashMap<>();
    /** The same by the address of a stub that jumps there. */
    private final Map<Long, String> stubs = new HashMap<>();

    private final Set<Long> pointers = new HashSet<>();
    private final Map<String, Set<Long>> exports = new HashMap<>();
    /** Imported functions whose addresses stand in data. */
    private final Set<String> importedPointers = new HashSet<>();

    private final Addresses boundaries;
    private final Entrances entrances = new Entrances();
    private final Map<Long, Boolean> returning = new HashMap<>();
    /** What {@link #findExits} found. */
    private final Map<Long, Set<Long>> exits = new HashMap<>();

    private final Map<Long, Integer> clobbers = new HashMap<>();

    MachineCode(ElfFile elf) {
        this.elf = elf;
        this.sections = elf.sections().stream()
                .filter(section -> section.header().has(Elf.SHF_EXECINSTR)
                        && section.header().sh_type() == Elf.SHT_PROGBITS
                        && section.data().length() > 0)
                .toList();
        this.described = elf.functionRanges();
        Set<Long> starts = new HashSet<>(described.keySet());
        addSymbols(starts);
        addRelocations();
        boundaries = new Addresses(sections);
        sweep(instruction -> look(instruction, starts));
        addData(starts);
        starts.addAll(pointers);
        starts.add(elf.header().e_entry());
        cut(starts);
        entrances.find(elf.sections(), this);
    }

    /** Why there may be code that is not seen here, if so. */
    Optional<String> obstacle() {
        boolean writable = elf.programHeaders().stream()
                .anyMatch(segment -> segment.p_type() == Elf.PT_LOAD
                        && (segment.p_flags() & (Elf.PF_W | Elf.PF_X)) == (Elf.PF_W | Elf.PF_X));
        if (writable) {
            return Optional.of("may change its own code");
        }
        boolean executable = elf.programHeaders().stream()
                .anyMatch(segment -> segment.p_type() == Elf.PT_LOAD && (segment.p_flags() & Elf.PF_X) != 0);
        return executable && sections.isEmpty()
                ? Optional.of("has no section headers, which tell where code is")
                : Optional.empty();
    }

    ElfFile elf() {
        return elf;
    }

    /** Beginning of the function that an address is in. */
    Optional<Long> functionAt(long address) {
        Map.Entry<Long, Long> function = functions.floorEntry(address);
        return function == null || address >= function.getValue() ? Optional.empty() : Optional.of(function.getKey());
    }

    /** Beginnings of the functions outside of the procedure linkage table. */
    List<Long> functions() {
        return functions.keySet().stream()
                .filter(begin -> sectionAt(begin).stream()
                        .noneMatch(section -> section.name().startsWith(LINKAGE_TABLE)))
                .toList();
    }

    /** Whether an instruction that does something begins there, when the code is read from its beginning. */
    boolean isInstruction(long address) {
        return boundaries.contains(address);
    }

    /** Places within a range of addresses to which ways lead that are not seen there. */
    NavigableSet<Long> entrances(long begin, long end) {
        return entrances.within(begin, end);
    }

    boolean isFunction(long address) {
        return functions.containsKey(address);
    }

    long end(long function) {
        return functions.get(function);
    }

    /** The imported function that a stub of the procedure linkage table calls; empty: it is no stub. */
    Optional<String> stub(long address) {
        return Optional.ofNullable(stubs.get(address));
    }

    Optional<String> slot(long address) {
        return Optional.ofNullable(slots.get(address));
    }

    /** Functions whose addresses stand in data. */
    Set<Long> pointers() {
        return pointers;
    }

    Set<String> importedPointers() {
        return importedPointers;
    }

    /** Addresses of the functions that others can import, by name: several when there are versions. */
    Map<String, Set<Long>> exports() {
        return exports;
    }

    /** Functions that run when the file is loaded and unloaded, besides those that data points to. */
    List<Long> initializers() {
        return elf.dynamicEntries().stream()
                .filter(entry -> entry.d_tag() == Elf.DT_INIT || entry.d_tag() == Elf.DT_FINI)
                .map(DynamicEntry::d_val)
                .toList();
    }

    boolean isCode(long address) {
        return sectionAt(address).isPresent();
    }

    /** A decoder for the section of an address. */
    Optional<Decoder> decoderAt(long address) {
        return sectionAt(address)
                .map(section -> new Decoder(section.data(), section.header().sh_addr()));
    }

    private Optional<ElfSection> sectionAt(long address) {
        for (ElfSection section : sections) {
            long offset = address - section.header().sh_addr();
            if (offset >= 0 && offset < section.data().length()) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }

    /**
     * Registers that a call of a function of this file may change, a bit for each: those that it and the functions that it
     * calls write. A compiler that sees both counts on the others (GCC's -fipa-ra).
     */
    int clobbered(long address) {
        return clobbered(address, 0);
    }

    private int clobbered(long address, int depth) {
        Integer known = clobbers.get(address);
        Long end = functions.get(address);
        if (known != null || end == null || depth == MAX_DEPTH) {
            return known == null ? Registers.CALLER_SAVED : known;
        }
        // While it is being found out, and when it calls itself.
        clobbers.put(address, Registers.CALLER_SAVED);
        int written = writtenIn(address, end, depth) & Registers.CALLER_SAVED;
        clobbers.put(address, written);
        return written;
    }

    private int writtenIn(long begin, long end, int depth) {
        Decoder decoder = decoderAt(begin).orElseThrow();
        int written = 0;
        boolean goesOn = true;
        for (long at = begin; at < end && written != Registers.CALLER_SAVED; ) {
            int length = decoder.decodeAt(at);
            at += length;
            boolean leaves = decoder.hasTarget() && (decoder.target() < begin || decoder.target() >= end);
            if (length == 0
                    || decoder.flow() == Decoder.Flow.INDIRECT_CALL
                    || decoder.flow() == Decoder.Flow.INDIRECT_JUMP) {
                return Registers.CALLER_SAVED;
            }
            written |= leaves ? clobbered(decoder.target(), depth + 1) : Registers.written(decoder);
            goesOn = decoder.isNop() ? goesOn : decoder.fallsThrough();
        }
        return goesOn ? written | clobbered(end, depth + 1) : written;
    }

    /** Whether a function of this file may come back: abort and its like do not. */
    boolean returns(long address) {
        Boolean known = returning.get(address);
        if (known != null || !isFunction(address)) {
            return known == null || known;
        }
        Set<Long> seen = new HashSet<>(Set.of(address));
        Deque<Long> work = new ArrayDeque<>(seen);
        boolean comesBack = false;
        while (!work.isEmpty() && !comesBack) {
            for (long next : exits.computeIfAbsent(work.remove(), this::findExits)) {
                comesBack |= !isFunction(next) || returning.getOrDefault(next, false);
                if (seen.add(next) && !returning.containsKey(next)) {
                    work.add(next);
                }
            }
        }
        if (comesBack) {
            returning.put(address, true);
        } else {
            seen.forEach(function -> returning.put(function, false));
        }
        return comesBack;
    }

    /** The functions that a function jumps to or runs into; {@link #NOWHERE} when it returns, or when that is not known. */
    private Set<Long> findExits(long begin) {
        long end = end(begin);
        Decoder decoder = decoderAt(begin).orElseThrow();
        Set<Long> found = new HashSet<>();
        boolean goesOn = true;
        for (long at = begin; at < end; ) {
            int length = decoder.decodeAt(at);
            Decoder.Flow flow = length == 0 ? Decoder.Flow.RETURN : decoder.flow();
            if (flow == Decoder.Flow.RETURN || flow == Decoder.Flow.INDIRECT_JUMP) {
                return Set.of(NOWHERE);
            }
            boolean elsewhere = decoder.hasTarget() && (decoder.target() < begin || decoder.target() >= end);
            if (elsewhere && flow != Decoder.Flow.CALL) {
                found.add(decoder.target());
            }
            // What stands last and calls, calls what does not come back.
            goesOn = decoder.isNop() ? goesOn : decoder.fallsThrough() && flow != Decoder.Flow.CALL;
            at += length;
        }
        if (goesOn) {
            found.add(end);
        }
        return found;
    }

    private void addSymbols(Set<Long> starts) {
        List<ElfSymbol> all = new ArrayList<>(elf.symbols());
        List<ElfSymbol> dynamic = elf.dynamicSymbols();
        all.addAll(dynamic);
        for (ElfSymbol symbol : all) {
            if (isFunction(symbol)) {
                starts.add(symbol.st_value());
            }
        }
        for (ElfSymbol symbol : dynamic) {
            if (isFunction(symbol)) {
                exports.computeIfAbsent(symbol.name(), name -> new HashSet<>()).add(symbol.st_value());
            }
        }
    }

    private boolean isFunction(ElfSymbol symbol) {
        boolean kind =
                symbol.type() == Elf.STT_FUNC || symbol.type() == Elf.STT_GNU_IFUNC || symbol.type() == Elf.STT_NOTYPE;
        return kind && !symbol.isUndefined() && isCode(symbol.st_value());
    }

    private void addRelocations() {
        List<ElfSymbol> symbols = elf.dynamicSymbols();
        for (Rela relocation : elf.dynamicRelocations()) {
            int index = relocation.symbol();
            if (index > 0 && index < symbols.size()) {
                slots.put(relocation.r_offset(), symbols.get(index).name());
                if (relocation.type() != Elf.R_X86_64_JUMP_SLOT && relocation.type() != Elf.R_X86_64_GLOB_DAT) {
                    importedPointers.add(symbols.get(index).name());
                }
                addPointer(symbols.get(index).st_value() + relocation.r_addend());
            } else {
                addPointer(relocation.r_addend());
            }
        }
        // Those of a static program that is not relocated as a whole: IFUNC.
        for (ElfSection section : elf.sections()) {
            if (section.header().sh_type() == Elf.SHT_RELA && section.header().has(Elf.SHF_ALLOC)) {
                for (Rela relocation : elf.relocations(section)) {
                    if (relocation.symbol() == 0) {
                        addPointer(relocation.r_addend());
                    }
                }
            }
        }
    }

    /** That a function's address is somewhere. */
    void addPointer(long address) {
        if (isCode(address)) {
            pointers.add(address);
        }
    }

    private void sweep(Consumer<Decoder> visitor) {
        for (ElfSection section : sections) {
            Decoder decoder = new Decoder(section.data(), section.header().sh_addr());
            boolean linkageTable = section.name().startsWith(LINKAGE_TABLE);
            for (int at = 0; at < section.data().length(); ) {
                int length = decoder.decode(at);
                if (length == 0) {
                    at++;
                    continue;
                }
                if (linkageTable) {
                    addStub(decoder);
                }
                if (!decoder.isNop()) {
                    boundaries.add(decoder.address());
                }
                visitor.accept(decoder);
                at += length;
            }
        }
    }

    private void addStub(Decoder instruction) {
        if (instruction.flow() == Decoder.Flow.INDIRECT_JUMP && instruction.isAtAddress()) {
            slot(instruction.memoryAddress()).ifPresent(name -> {
                stubs.put(instruction.address(), name);
                stubs.put(instruction.address() - Decoder.ENDBR64_LENGTH, name);
            });
        }
    }

    private void look(Decoder instruction, Set<Long> starts) {
        entrances.look(instruction, this, elf.type() == Elf.ET_EXEC);
        if (instruction.flow() == Decoder.Flow.CALL) {
            starts.add(instruction.target());
        }
        instruction.addressTaken(elf.type() == Elf.ET_EXEC).ifPresent(address -> {
            // Within a described function it is a label, or a table of jumps.
            if (isLoneCode(address)) {
                starts.add(address);
            }
        });
    }

    /** Whether an instruction that does something begins there, outside of all functions that the file describes. */
    private boolean isLoneCode(long address) {
        if (!isCode(address)) {
            return false;
        }
        Map.Entry<Long, Long> range = described.floorEntry(address);
        boolean isDescribed = range != null && address < range.getValue();
        return !isDescribed && boundaries.contains(address);
    }

    /** Words of data that are the address of a function. */
    private void addData(Set<Long> starts) {
        for (ElfSection section : elf.sections()) {
            boolean data = section.header().has(Elf.SHF_ALLOC)
                    && !section.header().has(Elf.SHF_EXECINSTR)
                    && HOLDS_POINTERS.contains(section.header().sh_type());
            for (int at = 0; data && at + WORD <= section.data().length(); at += WORD) {
                long value = section.data().u64(at);
                entrances.look(value, this);
                if (starts.contains(value) || isLoneCode(value)) {
                    pointers.add(value);
                }
            }
        }
    }

    private void cut(Set<Long> starts) {
        NavigableMap<Long, Long> ends = new TreeMap<>();
        for (ElfSection section : sections) {
            long begin = section.header().sh_addr();
            ends.put(begin, begin + section.data().length());
            functions.put(begin, begin + section.data().length());
        }
        for (long start : starts) {
            if (isCode(start)) {
                functions.put(start, ends.floorEntry(start).getValue());
            }
        }
        Long next = null;
        for (Map.Entry<Long, Long> function : functions.descendingMap().entrySet()) {
            if (next != null && next < function.getValue()) {
                function.setValue(next);
            }
            next = function.getKey();
        }
    }
}
