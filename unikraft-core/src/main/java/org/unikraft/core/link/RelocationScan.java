package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.elf.Rela;
import org.unikraft.core.link.cpu.Cpu;
import org.unikraft.core.link.cpu.Formula;
import org.unikraft.core.link.cpu.RelocationType;
import org.unikraft.core.link.cpu.Rewrite;

/** Reads the relocations of a section, and rewrites the instructions that a static image has simpler ones for. */
final class RelocationScan {
    private final Cpu cpu;
    private final Problems problems;

    RelocationScan(Cpu cpu, Problems problems) {
        this.cpu = cpu;
        this.problems = problems;
    }

    void scan(InputSection section) {
        try {
            section.refersTo(references(section));
        } catch (FormatError e) {
            problems.add(e.file(), "offset 0x" + Long.toHexString(e.offset()) + ": " + e.what());
        }
    }

    private List<Reference> references(InputSection section) {
        List<Rela> relas = section.relas();
        List<Reference> references = new ArrayList<>(relas.size());
        for (int i = 0; i < relas.size(); i++) {
            Rela rela = relas.get(i);
            RelocationType type = cpu.relocation(rela.type()).orElse(null);
            if (!isValid(section, rela, type)) {
                continue;
            }
            Symbol symbol = section.file.symbols[rela.symbol()];
            boolean weak = section.file.elfSymbols.get(rela.symbol()).binding() == Elf.STB_WEAK;
            Optional<Rewrite> rewrite = canRewrite(type, symbol)
                    ? cpu.rewrite(type, section.data(), rela.r_offset())
                            .filter(found -> fits(found, section, rela.r_offset()))
                    : Optional.empty();
            if (rewrite.isPresent()) {
                references.add(apply(rewrite.get(), section, rela, symbol, weak));
                i += rewrite.get().swallowsNext() ? 1 : 0;
            } else if (type.formula() == Formula.TLS_SEQUENCE) {
                problems.add(section, rela.r_offset(), type.name() + " is not in an instruction that it belongs to");
            } else if (type.formula() != Formula.NONE) {
                references.add(new Reference(place(section, rela, type), type, symbol, rela.r_addend(), weak));
            }
        }
        return references;
    }

    private boolean isValid(InputSection section, Rela rela, RelocationType type) {
        long at = rela.r_offset();
        if (type == null) {
            problems.add(section, at, "unknown relocation type " + Integer.toUnsignedString(rela.type()));
            return false;
        }
        boolean fits = at >= 0 && at <= section.size() - type.width();
        if (section.type == Elf.SHT_NOBITS || !fits) {
            problems.add(
                    section, at, type.name() + " is outside of the section, which has " + section.size() + " bytes");
            return false;
        }
        if (rela.symbol() < 0 || rela.symbol() >= section.file.symbols.length) {
            problems.add(
                    section,
                    at,
                    type.name() + " refers to symbol " + Integer.toUnsignedString(rela.symbol()) + ", the object has "
                            + section.file.symbols.length);
            return false;
        }
        return true;
    }

    /** Thread-local sequences in any case; loads from the GOT only for what code reaches relative to itself. */
    private static boolean canRewrite(RelocationType type, Symbol symbol) {
        boolean got = type.formula() == Formula.G_GOT_A_P;
        return !got || symbol.isInImage();
    }

    private static boolean fits(Rewrite rewrite, InputSection section, long at) {
        long first = Math.min(rewrite.at(), rewrite.field());
        long end = Math.max(
                rewrite.at() + rewrite.bytes().length,
                rewrite.field() + rewrite.as().width());
        return at + first >= 0 && at + end <= section.size();
    }

    private static Reference apply(Rewrite rewrite, InputSection section, Rela rela, Symbol symbol, boolean weak) {
        section.patch(rela.r_offset() + rewrite.at(), rewrite.bytes());
        return new Reference(
                rela.r_offset() + rewrite.field(), rewrite.as(), symbol, rela.r_addend() + rewrite.addend(), weak);
    }

    private static long place(InputSection section, Rela rela, RelocationType type) {
        return section.reversed ? section.size() - type.width() - rela.r_offset() : rela.r_offset();
    }
}
