package org.unikraft.core.analyze.x86_64;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.Rela;

/**
 * Finds all calls of a function that a program or a shared library imports, with their first argument. All code is read
 * twice: first for what can be jumped to, and for the stubs of the procedure linkage table; then for the calls.
 *
 * <p>A jump by a table into the middle of the instructions that prepare a call is not seen; compilers make none.
 */
public final class ImportedCalls {
    private static final String LINKAGE_TABLE = ".plt";

    private final ElfFile elf;
    /** Words that hold the function's address once the dynamic linker was there. */
    private final Set<Long> slots = new HashSet<>();

    private final Set<Long> stubs = new HashSet<>();
    private final Set<Long> targets = new HashSet<>();
    private final SortedSet<Long> arguments = new TreeSet<>();
    private boolean understood = true;
    /** Whether what is read now is the procedure linkage table: stubs, each of which jumps by a slot. */
    private boolean inLinkageTable;

    private ImportedCalls(ElfFile elf) {
        this.elf = elf;
    }

    /**
     * The first arguments with which a function is called, as {@code int}.
     *
     * @return empty when one of them is unknown, when the function's address is used in another way, or when not all of
     *     the code can be read
     */
    public static Optional<SortedSet<Long>> firstArguments(ElfFile elf, String function) {
        ImportedCalls calls = new ImportedCalls(elf);
        calls.findSlots(function);
        if (calls.understood) {
            calls.sweep(calls::findStub);
        }
        if (calls.understood) {
            FirstArgument argument = new FirstArgument();
            calls.sweep(instruction -> calls.findCall(instruction, argument));
        }
        return calls.understood && !calls.arguments.isEmpty() ? Optional.of(calls.arguments) : Optional.empty();
    }

    private void findSlots(String function) {
        List<ElfSymbol> symbols = elf.dynamicSymbols();
        for (Rela relocation : elf.dynamicRelocations()) {
            int index = relocation.symbol();
            if (index == 0
                    || index >= symbols.size()
                    || !symbols.get(index).name().equals(function)) {
                continue;
            }
            // A symbol with a value is a function whose stub's address serves as its own.
            boolean slot = relocation.type() == Elf.R_X86_64_JUMP_SLOT || relocation.type() == Elf.R_X86_64_GLOB_DAT;
            understood &= slot && symbols.get(index).st_value() == 0;
            slots.add(relocation.r_offset());
        }
        understood &= !slots.isEmpty();
    }

    private void sweep(Consumer<Decoder> visitor) {
        for (ElfSection section : elf.sections()) {
            inLinkageTable = section.name().startsWith(LINKAGE_TABLE);
            boolean code =
                    section.header().has(Elf.SHF_EXECINSTR) && section.header().sh_type() == Elf.SHT_PROGBITS;
            for (int at = 0; code && understood && at < section.data().length(); ) {
                Decoder decoder = new Decoder(section.data(), section.header().sh_addr());
                int length = decoder.decode(at);
                understood &= length > 0;
                if (length > 0) {
                    visitor.accept(decoder);
                }
                at += length;
            }
        }
    }

    private void findStub(Decoder instruction) {
        switch (instruction.flow()) {
            case JUMP, BRANCH, CALL -> targets.add(instruction.target());
            default -> {}
        }
        if (!usesSlot(instruction)) {
            return;
        }
        understood &= jumpsIndirectly(instruction);
        if (inLinkageTable) {
            stubs.add(instruction.address());
            stubs.add(instruction.address() - Decoder.ENDBR64_LENGTH);
        }
    }

    private boolean usesSlot(Decoder instruction) {
        return instruction.isAtAddress() && slots.contains(instruction.memoryAddress());
    }

    private static boolean jumpsIndirectly(Decoder instruction) {
        return instruction.flow() == Decoder.Flow.INDIRECT_CALL || instruction.flow() == Decoder.Flow.INDIRECT_JUMP;
    }

    private void findCall(Decoder instruction, FirstArgument argument) {
        if (targets.contains(instruction.address())) {
            argument.forget();
        }
        boolean direct =
                switch (instruction.flow()) {
                    case CALL, JUMP, BRANCH -> stubs.contains(instruction.target());
                    default -> false;
                };
        if (direct || usesSlot(instruction) && !inLinkageTable) {
            understood &= argument.value().isPresent();
            argument.value().ifPresent(arguments::add);
        }
        understood &= !instruction.isAtAddress() || !stubs.contains(instruction.memoryAddress());
        argument.follow(instruction);
    }
}
