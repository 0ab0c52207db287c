package org.unikraft.core.analyze.x86_64;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;

/** What a program or library gives to a function that it imports. */
public final class ImportedFunction {
    private ImportedFunction() {}

    /**
     * The first arguments with which it is called, as unsigned {@code int}: in all of the file's code, also what nothing
     * seems to reach.
     *
     * @return empty when one of them is unknown, when there are none, or when the function's address is used in another way
     */
    public static Optional<SortedSet<Long>> firstArguments(ElfFile elf, String function) {
        MachineCode code = new MachineCode(elf);
        SortedSet<Long> arguments = new TreeSet<>();
        if (code.importedPointers().contains(function) || isOwnAddress(elf, function)) {
            return Optional.empty();
        }
        for (long begin : code.functions()) {
            FunctionScan scan = FunctionScan.of(code, begin, elf.type() == Elf.ET_EXEC);
            if (scan.takenImports().contains(function) || !scan.isReadable()) {
                return Optional.empty();
            }
            for (FunctionScan.ImportedCall call : scan.importedCalls()) {
                Value argument = call.registers().get(Registers.RDI);
                if (call.function().equals(function) && !argument.isConstant()) {
                    return Optional.empty();
                }
                if (call.function().equals(function)) {
                    argument.constants().forEach(arguments::add);
                }
            }
        }
        return arguments.isEmpty() ? Optional.empty() : Optional.of(arguments);
    }

    /** An imported function with a value: the address of its stub serves as its own, wherever it is used. */
    private static boolean isOwnAddress(ElfFile elf, String function) {
        return elf.dynamicSymbols().stream()
                .anyMatch(symbol -> symbol.name().equals(function) && symbol.isUndefined() && symbol.st_value() != 0);
    }
}
