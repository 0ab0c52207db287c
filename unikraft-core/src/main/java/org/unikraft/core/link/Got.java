package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfWriter;
import org.unikraft.core.elf.Rela;
import org.unikraft.core.link.cpu.Cpu;

/**
 * Slots with addresses and thread offsets (the GOT), and for each indirect function a slot that start-up code fills with
 * what the function's resolver returns, and code that jumps through it.
 */
final class Got {
    private record Slot(Symbol symbol, boolean threadOffset) {}

    private record Resolver(Chunk chunk, long value) {}

    private static final int WORD = Long.BYTES;

    private final Cpu cpu;
    private final Map<Slot, Long> slots = new LinkedHashMap<>();
    private final List<Reference> values = new ArrayList<>();
    private final Map<Resolver, Symbol> jumps = new LinkedHashMap<>();
    private final List<Symbol> resolvers = new ArrayList<>();

    final MadeChunk table = new MadeChunk(".got", Elf.SHT_PROGBITS, Elf.SHF_ALLOC, WORD);
    final MadeChunk jumpCode = new MadeChunk(".text.iplt", Elf.SHT_PROGBITS, Elf.SHF_ALLOC | Elf.SHF_EXECINSTR, WORD);
    final MadeChunk jumpSlots = new MadeChunk(".igot", Elf.SHT_PROGBITS, Elf.SHF_ALLOC | Elf.SHF_WRITE, WORD);
    final MadeChunk fillers = new MadeChunk(".rela.iplt", Elf.SHT_PROGBITS, Elf.SHF_ALLOC, WORD);

    Got(Cpu cpu) {
        this.cpu = cpu;
        table.refersTo(values);
        jumpCode.writtenBy(this::writeJumps);
        fillers.writtenBy(this::writeFillers);
    }

    List<Chunk> chunks() {
        return List.of(table, jumpCode, jumpSlots, fillers);
    }

    /** Makes what a live reference needs. */
    void demand(Chunk from, Reference reference) {
        Symbol symbol = reference.symbol();
        if (symbol.isIndirectFunction() && symbol.jump == null) {
            symbol.jump = jumps.computeIfAbsent(new Resolver(symbol.chunk, symbol.value), any -> newJump(from, symbol));
        }
        switch (reference.type().formula()) {
            case G_A, G_GOT_A_P -> slot(from, symbol, false);
            case GOTTP_A_P -> slot(from, symbol, true);
            case L_A_GOT, S_A_GOT, GOT_A_P -> keep(table, from, symbol);
            default -> {}
        }
    }

    private void slot(Chunk from, Symbol symbol, boolean threadOffset) {
        keep(table, from, symbol);
        slots.computeIfAbsent(new Slot(symbol, threadOffset), slot -> {
            long at = table.size();
            table.sized(at + WORD);
            values.add(new Reference(at, threadOffset ? cpu.threadOffset() : cpu.address(), symbol, 0, true));
            return at;
        });
    }

    private Symbol newJump(Chunk from, Symbol symbol) {
        Symbol jump = Symbol.placed(symbol.name, jumpCode, jumpCode.size());
        jumpCode.sized(jumpCode.size() + cpu.slotJumpSize());
        jumpSlots.sized(jumpSlots.size() + WORD);
        fillers.sized(fillers.size() + Rela.SIZE);
        keep(jumpCode, from, symbol);
        keep(jumpSlots, from, symbol);
        keep(fillers, from, symbol);
        resolvers.add(symbol);
        return jump;
    }

    private static void keep(Chunk chunk, Chunk from, Symbol via) {
        if (!chunk.isLive()) {
            chunk.reason = Reason.reference(from, via.name);
        }
    }

    /** Indirect functions need start-up code that fills their slots. */
    void check(SymbolTable symbols, Problems problems) {
        if (!resolvers.isEmpty() && !symbols.symbol("__rela_iplt_start").isDefined()) {
            Symbol symbol = resolvers.get(0);
            problems.add(
                    symbol.chunk,
                    symbol.value,
                    "'" + symbol.name + "' is chosen at run time (STT_GNU_IFUNC), but no start-up code asks for"
                            + " __rela_iplt_start to choose");
        }
    }

    /** GOT. */
    long address() {
        return table.address(0);
    }

    /** GOT + G. */
    long slotAddress(Symbol symbol, boolean threadOffset) {
        return table.address(slots.get(new Slot(symbol, threadOffset)));
    }

    private void writeJumps(byte[] image, int at) {
        for (int i = 0; i < resolvers.size(); i++) {
            int code = i * cpu.slotJumpSize();
            cpu.writeSlotJump(image, at + code, jumpCode.address(code), jumpSlots.address((long) i * WORD));
        }
    }

    private void writeFillers(byte[] image, int at) {
        for (int i = 0; i < resolvers.size(); i++) {
            Rela rela = new Rela(
                    jumpSlots.address((long) i * WORD),
                    cpu.irelative(),
                    resolvers.get(i).ownAddress());
            ElfWriter.put(rela, image, at + i * Rela.SIZE);
        }
    }
}
