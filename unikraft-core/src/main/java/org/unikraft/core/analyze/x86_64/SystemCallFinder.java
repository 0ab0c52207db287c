package org.unikraft.core.analyze.x86_64;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.FormatError;

/**
 * Finds the system calls that a program and its libraries can make. It follows what can be reached from where they begin:
 * calls, jumps, functions that are imported by name, and every function whose address the reached code or any data holds,
 * as it may be called from anywhere. The number of a call is what its block, the function, or the function's callers put
 * into RAX.
 */
public final class SystemCallFinder {
    /** How a file comes into the process. */
    public enum Role {
        /** The kernel starts it: the program and its interpreter. */
        STARTED,
        /** The interpreter loads it with the program. */
        NEEDED,
        /** The program opens it: any function that it exports may be asked for. */
        OPENED
    }

    /**
     * What was found.
     *
     * @param numbers numbers of system calls, and for each one place that makes it
     * @param unresolved places whose number is unknown, for people; then any call may be made
     */
    public record Result(SortedMap<Integer, String> numbers, SortedSet<String> unresolved) {}

    /**
     * A file of the process.
     *
     * @param ownNames whether it looks up functions only by names that stand in it
     */
    public record File(ElfFile elf, Role role, boolean ownNames) {}

    private static final int MAX_NUMBER = 0xfff;

    /**
     * setuid, setgid, setreuid, setregid, setgroups, setresuid and setresgid: each has to be made by every thread, so glibc
     * has its number in memory for them (nptl/nptl_setxid.c). No other number comes from there.
     */
    private static final Set<Integer> SET_ID = Set.of(105, 106, 113, 114, 116, 117, 119);

    private static final String INSTRUCTION = "SYSCALL";
    private static final Set<String> LOOKUPS = Set.of("dlsym", "dlvsym");
    private static final String GLIBC_EXPORT = "gnu_get_libc_version";
    private static final String GLIBC_TEXT = "Fatal glibc error: ";

    private record Function(Module module, long begin) {
        String describe() {
            return module.name + " at 0x" + Long.toHexString(begin);
        }
    }

    private static final class Module {
        final String name;
        final MachineCode code;
        final boolean fixed;
        final Role role;
        final boolean ownNames;
        boolean looksUpNames;

        Module(ElfFile elf, Role role, boolean ownNames) {
            this.ownNames = ownNames;
            this.name = elf.name();
            this.code = new MachineCode(elf);
            this.fixed = elf.type() == Elf.ET_EXEC;
            this.role = role;
        }
    }

    private final List<Module> modules = new ArrayList<>();
    private final Set<Function> reached = new HashSet<>();
    private final Deque<Function> work = new ArrayDeque<>();
    private final Map<Function, Set<Function>> callers = new HashMap<>();
    /** With the registers of each call; only of functions that call those that are given a number. */
    private final Map<Function, FunctionScan> scans = new HashMap<>();
    /** Functions that make a call whose number the caller gives, in these registers. */
    private final Map<Function, Set<Integer>> wrappers = new HashMap<>();
    /** Functions that are called from places that are not seen. */
    private final Set<Function> anonymous = new HashSet<>();

    private final SortedMap<Integer, String> numbers = new TreeMap<>();
    private final SortedSet<String> unresolved = new TreeSet<>();

    private SystemCallFinder() {}

    /** @param files the files of a process */
    public static Result find(List<File> files) {
        SystemCallFinder finder = new SystemCallFinder();
        try {
            files.forEach(file -> finder.modules.add(new Module(file.elf(), file.role(), file.ownNames())));
            finder.modules.forEach(finder::begin);
            while (!finder.work.isEmpty()) {
                finder.scan(finder.work.remove());
            }
        } catch (FormatError e) {
            // The kernel and ld.so look at less of a file than this.
            finder.unresolved.add(e.getMessage());
        }
        return new Result(finder.numbers, finder.unresolved);
    }

    private void begin(Module module) {
        MachineCode code = module.code;
        code.obstacle().ifPresent(obstacle -> unresolved.add(module.name + " " + obstacle));
        if (module.role == Role.STARTED) {
            enter(module, code.elf().header().e_entry());
        }
        if (module.role == Role.STARTED && code.elf().interpreter().isEmpty()) {
            // The interpreter itself finds functions of the C library without dlsym.
            lookUpNames(module, true);
        }
        if (module.role == Role.OPENED) {
            code.exports().values().forEach(versions -> versions.forEach(address -> enter(module, address)));
        }
        code.initializers().forEach(address -> enter(module, address));
        code.pointers().forEach(address -> enter(module, address));
        code.importedPointers().forEach(name -> enter(module, name));
    }

    /** An address that may be called from anywhere. */
    private void enter(Module module, long address) {
        module.code.functionAt(address).ifPresent(begin -> {
            Function function = new Function(module, begin);
            reach(function);
            if (anonymous.add(function) && wrappers.containsKey(function)) {
                unresolved.add(function.describe() + " is called from unknown places with the number of a call");
            }
        });
    }

    private void enter(Module importing, String imported) {
        if (LOOKUPS.contains(imported)) {
            lookUpNames(importing);
        }
        for (Module module : modules) {
            module.code.exports().getOrDefault(imported, Set.of()).forEach(address -> enter(module, address));
        }
    }

    private void reach(Function function) {
        if (reached.add(function)) {
            work.add(function);
        }
    }

    private void scan(Function function) {
        MachineCode code = function.module().code;
        FunctionScan scan = FunctionScan.withoutRegisters(code, function.begin(), function.module().fixed);
        if (!scan.isReadable()) {
            unresolved.add(function.describe() + " has data among its instructions");
        }
        scan.sites()
                .forEach(site ->
                        resolve(function, site.number(), INSTRUCTION + " at 0x" + Long.toHexString(site.address())));
        for (FunctionScan.Call call : scan.calls()) {
            targets(function, call).forEach(target -> called(target, function));
        }
        for (FunctionScan.ImportedCall call : scan.importedCalls()) {
            exporters(call.function()).forEach(target -> called(target, function));
            if (LOOKUPS.contains(call.function())) {
                lookUpNames(function.module());
            }
        }
        scan.taken().forEach(address -> enter(function.module(), address));
        scan.takenImports().forEach(name -> enter(function.module(), name));
    }

    private static Stream<Function> targets(Function function, FunctionScan.Call call) {
        return function.module().code.functionAt(call.target()).stream()
                .map(begin -> new Function(function.module(), begin));
    }

    /** The functions that an imported name may stand for. */
    private Stream<Function> exporters(String name) {
        return modules.stream().flatMap(module -> module.code.exports().getOrDefault(name, Set.of()).stream()
                .flatMap(address -> module.code.functionAt(address).stream())
                .map(begin -> new Function(module, begin)));
    }

    private void called(Function function, Function caller) {
        reach(function);
        if (callers.computeIfAbsent(function, key -> new LinkedHashSet<>()).add(caller)) {
            for (int register : Set.copyOf(wrappers.getOrDefault(function, Set.of()))) {
                resolveCalls(caller, function, register);
            }
        }
    }

    /** Looks at what a caller gives to a function that makes a system call of it. */
    private void resolveCalls(Function caller, Function wrapper, int register) {
        FunctionScan scan = scans.computeIfAbsent(
                caller, key -> FunctionScan.of(key.module().code, key.begin(), key.module().fixed));
        String place = "a call of " + wrapper.describe();
        for (FunctionScan.Call call : scan.calls()) {
            if (targets(caller, call).anyMatch(wrapper::equals)) {
                boolean whole = call.target() == wrapper.begin();
                resolve(caller, whole ? call.registers().get(register) : Value.UNKNOWN, place);
            }
        }
        for (FunctionScan.ImportedCall call : scan.importedCalls()) {
            if (exporters(call.function()).anyMatch(wrapper::equals)) {
                resolve(caller, call.registers().get(register), place);
            }
        }
        if (!scan.isReadable()) {
            unresolved.add(caller.describe() + " has data among its instructions and makes " + place);
        }
    }

    private void resolve(Function function, Value number, String place) {
        if (number.isConstant()) {
            number.constants()
                    .filter(each -> each <= MAX_NUMBER)
                    .forEach(each -> numbers.putIfAbsent((int) each, function.describe()));
        } else if (number.initialRegister().isPresent()) {
            wraps(function, number.initialRegister().getAsInt());
        } else if (number == Value.LOADED && place.startsWith(INSTRUCTION) && isGlibc(function.module())) {
            SET_ID.forEach(each -> numbers.putIfAbsent(each, function.describe()));
        } else {
            unresolved.add(function.describe() + ": the number of " + place + " is unknown");
        }
    }

    private void wraps(Function function, int register) {
        if (!wrappers.computeIfAbsent(function, key -> new TreeSet<>()).add(register)) {
            return;
        }
        if (anonymous.contains(function)) {
            unresolved.add(function.describe() + " is called from unknown places with the number of a call");
        }
        for (Function caller : Set.copyOf(callers.getOrDefault(function, Set.of()))) {
            resolveCalls(caller, function, register);
        }
    }

    private void lookUpNames(Module asking) {
        lookUpNames(asking, asking.ownNames || isGlibc(asking));
    }

    /** Functions that a file may ask for by a name that stands in it, or that it is given. */
    private void lookUpNames(Module asking, boolean ownNames) {
        if (asking.looksUpNames) {
            return;
        }
        asking.looksUpNames = true;
        Set<String> names = ownNames ? strings(asking.code.elf()) : Set.of();
        for (Module module : modules) {
            module.code.exports().forEach((name, versions) -> {
                if (!ownNames || names.contains(name)) {
                    versions.forEach(address -> enter(module, address));
                }
            });
        }
    }

    /** A shared glibc, or a static program that has it in it. */
    private static boolean isGlibc(Module module) {
        return module.code.exports().containsKey(GLIBC_EXPORT)
                || strings(module.code.elf()).stream().anyMatch(text -> text.startsWith(GLIBC_TEXT));
    }

    private static Set<String> strings(ElfFile elf) {
        Set<String> strings = new HashSet<>();
        for (ElfSection section : elf.sections()) {
            boolean data = section.header().has(Elf.SHF_ALLOC)
                    && section.header().sh_type() == Elf.SHT_PROGBITS
                    && !section.header().has(Elf.SHF_EXECINSTR);
            if (data) {
                byte[] bytes = section.data().toArray();
                for (int from = 0, at = 0; at < bytes.length; at++) {
                    if (bytes[at] == 0) {
                        if (at > from) {
                            strings.add(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
                        }
                        from = at + 1;
                    }
                }
            }
        }
        return strings;
    }
}
