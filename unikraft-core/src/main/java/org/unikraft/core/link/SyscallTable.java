package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.LittleEndian;
import org.unikraft.core.link.cpu.Cpu;

/**
 * The table that system calls are dispatched by, made from the records that libraries leave in sections {@code
 * .uk_syscall.<number>.<name>}, and the hints for those that the image has not.
 */
final class SyscallTable {
    /** A record of a library. */
    record Call(int number, String name, boolean included, InputSection record, Reference handler) {}

    /** UK_SYSCALL_MAX of {@code uk/syscall.h}. */
    private static final int ENTRIES = 512;

    private static final Pattern NAME = Pattern.compile("\\.uk_syscall\\.([0-9]{1,9})\\.([A-Za-z0-9_]+)");
    private static final int HINT_SIZE = 12;

    final MadeChunk table = new MadeChunk(".rodata.uk_syscall_table", Elf.SHT_PROGBITS, Elf.SHF_ALLOC, 64);
    final MadeChunk hints = new MadeChunk(".rodata.uk_syscall_hints", Elf.SHT_PROGBITS, Elf.SHF_ALLOC, 4);

    private final SortedMap<Integer, Call> calls = new TreeMap<>();
    private final LinkRequest request;
    private final Problems problems;

    SyscallTable(LinkRequest request, List<ObjectFile> files, RelocationScan scan, Problems problems) {
        this.request = request;
        this.problems = problems;
        for (ObjectFile file : files) {
            for (Chunk chunk : file.chunks) {
                if (chunk instanceof InputSection section && section.name.startsWith(SectionNames.SYSCALL)) {
                    scan.scan(section);
                    read(section);
                }
            }
        }
        List<Reference> handlers = new ArrayList<>();
        for (Call call : calls.values()) {
            if (call.included) {
                Reference handler = call.handler;
                long at = (long) call.number * Long.BYTES;
                handlers.add(new Reference(at, handler.type(), handler.symbol(), handler.addend(), handler.weak()));
            }
        }
        table.sized((long) ENTRIES * Long.BYTES).refersTo(handlers);
        hints.holding(hintBytes());
    }

    private void read(InputSection section) {
        Matcher matcher = NAME.matcher(section.name);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) >= ENTRIES) {
            problems.add(section, 0, "a system call's section is named .uk_syscall.<number below 512>.<name>");
            return;
        }
        Cpu cpu = request.layout().cpu();
        List<Reference> references = section.references();
        if (section.size() != Long.BYTES
                || references.size() != 1
                || references.get(0).type() != cpu.address()) {
            problems.add(section, 0, "a system call's record is the address of its handler, 8 bytes");
            return;
        }
        int number = Integer.parseInt(matcher.group(1));
        String name = matcher.group(2);
        boolean included = request.syscalls().includes(name);
        Call former = calls.putIfAbsent(number, new Call(number, name, included, section, references.get(0)));
        if (former != null) {
            problems.add(
                    section,
                    0,
                    "system call " + number + " has a handler already, '" + former.name + "' in "
                            + former.record.fileName());
        }
    }

    /** The calls that libraries of the request implement, by number. */
    Collection<Call> calls() {
        return calls.values();
    }

    /** The calls that the image has not, by number; one that no library is known to have stands for itself. */
    Collection<KnownSyscall> missing() {
        SortedMap<Integer, KnownSyscall> missing = new TreeMap<>();
        for (KnownSyscall known : request.knownSyscalls()) {
            Call call = calls.get(known.number());
            if (call == null || !call.included) {
                missing.putIfAbsent(known.number(), known);
            }
        }
        for (Call call : calls.values()) {
            if (!call.included) {
                missing.putIfAbsent(
                        call.number, new KnownSyscall(call.number, call.name, Optional.of(call.record.library)));
            }
        }
        return missing.values();
    }

    private byte[] hintBytes() {
        Collection<KnownSyscall> missing = missing();
        StringBlob strings = new StringBlob(Integer.BYTES + HINT_SIZE * missing.size());
        byte[] entries = new byte[Integer.BYTES + HINT_SIZE * missing.size()];
        LittleEndian.put32(entries, 0, missing.size());
        int at = Integer.BYTES;
        for (KnownSyscall call : missing) {
            LittleEndian.put32(entries, at, call.number());
            LittleEndian.put32(entries, at + 4, strings.offsetOf(call.name()));
            LittleEndian.put32(
                    entries, at + 8, call.library().map(strings::offsetOf).orElse(0));
            at += HINT_SIZE;
        }
        return strings.after(entries);
    }
}
