package org.unikraft.core.analyze.x86_64;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.unikraft.core.elf.ByteSlice;

/**
 * What one function does that matters outside of it. Its instructions are cut into blocks, and what is known of the
 * registers goes along the edges between blocks until nothing changes. A block to which no edge leads, or one that is an
 * entrance from elsewhere, begins with nothing known.
 */
final class FunctionScan {
    /** A call, or a jump into another function, with the registers before it. */
    record Call(long target, Registers registers) {}

    /** The same, of a function that is imported. */
    record ImportedCall(String function, Registers registers) {}

    /** SYSCALL, with RAX before it. */
    record Site(long address, Value number) {}

    private static final int DISTANCE = 4;
    /** The bytes of SYSCALL. */
    private static final int SYSCALL = 0x050f;

    private final MachineCode code;
    private final long begin;
    private final long end;
    private final boolean fixed;
    /** Blocks that begin with nothing known. */
    private final NavigableSet<Long> entrances;

    private final NavigableSet<Long> leaders = new TreeSet<>();
    private final Map<Long, Registers> states = new HashMap<>();
    /** Blocks of nothing but NOPs, to which no edge leads. */
    private final Set<Long> unreached = new HashSet<>();

    private final List<Call> calls = new ArrayList<>();
    private final List<ImportedCall> importedCalls = new ArrayList<>();
    private final List<Site> sites = new ArrayList<>();
    private final Set<Long> taken = new HashSet<>();
    private final Set<String> takenImports = new HashSet<>();
    private boolean readable = true;
    /** Whether a jump led to something that is no instruction. */
    private boolean broken;

    private FunctionScan(MachineCode code, long begin, boolean fixed) {
        this.code = code;
        this.begin = begin;
        this.end = code.end(begin);
        this.fixed = fixed;
        this.entrances = code.entrances(begin, end);
    }

    /** @param fixed whether addresses may stand in the code as constants */
    static FunctionScan of(MachineCode code, long begin, boolean fixed) {
        FunctionScan scan = new FunctionScan(code, begin, fixed);
        Decoder decoder = code.decoderAt(begin).orElseThrow();
        if (scan.findLeaders(decoder) || scan.followLeaders(decoder)) {
            scan.propagate(decoder);
            scan.collect(decoder);
            if (scan.broken) {
                scan.guess(decoder);
            }
        } else {
            scan.guess(decoder);
        }
        return scan;
    }

    /** The same without the registers, unless they are needed for the function's own system calls: for most, much faster. */
    static FunctionScan withoutRegisters(MachineCode code, long begin, boolean fixed) {
        FunctionScan scan = new FunctionScan(code, begin, fixed);
        return scan.passThrough(code.decoderAt(begin).orElseThrow()) ? scan : of(code, begin, fixed);
    }

    /** Whether all bytes are instructions, and none of them is SYSCALL. */
    private boolean passThrough(Decoder decoder) {
        if (!entrances.stream().allMatch(code::isInstruction)) {
            // Into the middle of an instruction, where another may stand.
            return false;
        }
        Registers unknown = Registers.unknown();
        boolean goesOn = true;
        boolean afterCall = false;
        for (long at = begin; at < end; ) {
            int length = decoder.decodeAt(at);
            if (length == 0 || decoder.flow() == Decoder.Flow.SYSCALL) {
                return false;
            }
            note(decoder, unknown);
            // Padding behind a call is there because the call does not come back.
            goesOn = decoder.isNop() ? goesOn && !afterCall : fallsThrough(decoder);
            afterCall = decoder.isNop() ? afterCall : decoder.flow() == Decoder.Flow.CALL;
            at += length;
        }
        if (goesOn) {
            calls.add(new Call(end, unknown));
        }
        return true;
    }

    /** Whether it can make no call that was not found. Data among its instructions may look like one. */
    boolean isReadable() {
        return readable;
    }

    List<Call> calls() {
        return calls;
    }

    List<ImportedCall> importedCalls() {
        return importedCalls;
    }

    List<Site> sites() {
        return sites;
    }

    /** Addresses of code that it makes. */
    Set<Long> taken() {
        return taken;
    }

    /** Imported functions of which it reads the address. */
    Set<String> takenImports() {
        return takenImports;
    }

    private boolean findLeaders(Decoder decoder) {
        leaders.add(begin);
        leaders.addAll(entrances);
        for (long at = begin; at < end; ) {
            int length = decoder.decodeAt(at);
            if (length == 0) {
                return false;
            }
            at += length;
            switch (decoder.flow()) {
                case CALL -> {
                    if (!fallsThrough(decoder)) {
                        addLeader(at);
                    }
                }
                case NEXT, INDIRECT_CALL, SYSCALL -> {}
                default -> {
                    addLeader(at);
                    if (decoder.hasTarget()) {
                        addLeader(decoder.target());
                    }
                }
            }
        }
        return true;
    }

    /** Finds the blocks that can be reached when there are data between them. */
    private boolean followLeaders(Decoder decoder) {
        leaders.clear();
        Deque<Long> work = new ArrayDeque<>(entrances);
        work.add(begin);
        while (!work.isEmpty()) {
            long at = work.remove();
            if (!isInside(at) || !leaders.add(at)) {
                continue;
            }
            boolean goesOn = true;
            while (goesOn && at < end) {
                int length = decoder.decodeAt(at);
                if (length == 0 || decoder.flow() == Decoder.Flow.INDIRECT_JUMP) {
                    return false;
                }
                at += length;
                goesOn = decoder.flow() == Decoder.Flow.NEXT || decoder.flow() == Decoder.Flow.SYSCALL;
                if (decoder.hasTarget() && decoder.flow() != Decoder.Flow.CALL) {
                    work.add(decoder.target());
                }
            }
            if (fallsThrough(decoder)) {
                work.add(at);
            }
        }
        return true;
    }

    /** Data among instructions, and a jump by a table: all that might be a distance to another function counts as one. */
    private void guess(Decoder decoder) {
        ByteSlice bytes = decoder.code();
        long origin = begin - decoder.offset(begin);
        for (long at = begin; at + DISTANCE <= end; at++) {
            long target = at + DISTANCE + bytes.i32(at - origin);
            Optional<String> imported = code.stub(target);
            if (imported.isPresent()) {
                importedCalls.add(new ImportedCall(imported.get(), Registers.unknown()));
            } else if (code.isFunction(target) && !isInside(target)) {
                taken.add(target);
            }
            code.slot(target).ifPresent(takenImports::add);
            long constant = bytes.u32(at - origin);
            if (fixed && code.isFunction(constant) && !isInside(constant)) {
                taken.add(constant);
            }
        }
        for (long at = begin; at + 2 <= end; at++) {
            readable &= bytes.u16(at - origin) != SYSCALL;
        }
        calls.add(new Call(end, Registers.unknown()));
    }

    private void addLeader(long address) {
        if (isInside(address)) {
            leaders.add(address);
        }
    }

    private boolean isInside(long address) {
        return address >= begin && address < end;
    }

    private void propagate(Decoder decoder) {
        states.put(begin, Registers.atEntry());
        entrances.forEach(entrance -> states.put(entrance, Registers.unknown()));
        Deque<Long> work = new ArrayDeque<>(List.of(begin));
        work.addAll(entrances);
        settle(decoder, work);
        for (long leader : leaders) {
            if (!states.containsKey(leader)) {
                states.put(leader, Registers.unknown());
                if (isPadding(decoder, leader)) {
                    unreached.add(leader);
                } else {
                    work.add(leader);
                    settle(decoder, work);
                }
            }
        }
    }

    /** Whether there is nothing but NOPs up to the next block, which is aligned by them. */
    private boolean isPadding(Decoder decoder, long block) {
        Long next = leaders.higher(block);
        long stop = next == null ? end : next;
        for (long at = block; at < stop; ) {
            int length = decoder.decodeAt(at);
            if (length == 0 || !decoder.isNop()) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private void settle(Decoder decoder, Deque<Long> work) {
        while (!work.isEmpty()) {
            long block = work.remove();
            Registers registers = states.get(block).copy();
            long at = block;
            do {
                int length = decoder.decodeAt(at);
                if (length == 0) {
                    broken = true;
                    break;
                }
                at += length;
                registers.follow(decoder, clobbered(decoder));
                if (decoder.hasTarget() && decoder.flow() != Decoder.Flow.CALL) {
                    flowTo(decoder.target(), registers, work);
                }
            } while (fallsThrough(decoder) && at < end && !leaders.contains(at));
            if (!broken && fallsThrough(decoder)) {
                flowTo(at, registers, work);
            }
        }
    }

    private boolean fallsThrough(Decoder instruction) {
        boolean comesBack = instruction.flow() != Decoder.Flow.CALL || code.returns(instruction.target());
        return instruction.fallsThrough() && comesBack;
    }

    private void flowTo(long address, Registers registers, Deque<Long> work) {
        if (!isInside(address)) {
            return;
        }
        Registers known = states.get(address);
        if (known == null) {
            states.put(address, registers.copy());
            work.add(address);
        } else if (known.meet(registers)) {
            work.add(address);
        }
    }

    private void collect(Decoder decoder) {
        for (long leader : leaders) {
            Registers registers = states.get(leader).copy();
            Long next = leaders.higher(leader);
            long stop = next == null ? end : next;
            if (unreached.contains(leader)) {
                continue;
            }
            long at = leader;
            do {
                int length = decoder.decodeAt(at);
                if (length == 0) {
                    break;
                }
                at += length;
                note(decoder, registers);
                registers.follow(decoder, clobbered(decoder));
            } while (fallsThrough(decoder) && at < stop);
            if (stop == end && fallsThrough(decoder)) {
                // Into the next function: or nobody comes here.
                calls.add(new Call(end, registers));
            }
        }
    }

    /** A function of this file may leave more alone than it has to, and callers that know it count on that. */
    private int clobbered(Decoder instruction) {
        return instruction.flow() == Decoder.Flow.CALL ? code.clobbered(instruction.target()) : Registers.CALLER_SAVED;
    }

    private void note(Decoder instruction, Registers registers) {
        if (instruction.flow() == Decoder.Flow.SYSCALL) {
            sites.add(new Site(instruction.address(), registers.get(Registers.RAX)));
        }
        if (instruction.hasTarget() && (instruction.flow() == Decoder.Flow.CALL || !isInside(instruction.target()))) {
            Optional<String> imported = code.stub(instruction.target());
            if (imported.isPresent()) {
                importedCalls.add(new ImportedCall(imported.get(), registers.copy()));
            } else {
                calls.add(new Call(instruction.target(), registers.copy()));
            }
        }
        noteAddresses(instruction, registers);
    }

    private void noteAddresses(Decoder instruction, Registers registers) {
        if (instruction.isAtAddress()) {
            Optional<String> slot = code.slot(instruction.memoryAddress());
            switch (instruction.flow()) {
                case INDIRECT_CALL, INDIRECT_JUMP ->
                    slot.ifPresent(name -> importedCalls.add(new ImportedCall(name, registers.copy())));
                default -> slot.ifPresent(takenImports::add);
            }
        }
        instruction.addressTaken(fixed).ifPresent(address -> {
            code.stub(address).ifPresent(takenImports::add);
            if (code.isCode(address) && !isInside(address)) {
                taken.add(address);
            }
        });
    }
}
