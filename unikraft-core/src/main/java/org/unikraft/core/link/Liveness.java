package org.unikraft.core.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.unikraft.core.elf.Elf;

/**
 * Finds what is in the image: what the entry, the roots and the kept sections reach through relocations. The first
 * reference that reaches a chunk is its {@link Chunk#reason}.
 */
final class Liveness {
    private final RelocationScan scan;
    private final LinkerSymbols linkerSymbols;
    private final Got got;
    private final Undefined undefined;
    private final Commons commons;
    private final Deque<Chunk> queue = new ArrayDeque<>();

    Liveness(RelocationScan scan, LinkerSymbols linkerSymbols, Got got, Undefined undefined, Commons commons) {
        this.scan = scan;
        this.linkerSymbols = linkerSymbols;
        this.got = got;
        this.undefined = undefined;
        this.commons = commons;
    }

    void mark(LinkRequest request, List<ObjectFile> files, SymbolTable symbols, UnwindTables unwind) {
        root("entry", symbols.symbol(request.layout().entry()));
        request.roots().forEach(root -> root("root", symbols.symbol(root)));
        for (ObjectFile file : files) {
            for (Chunk chunk : file.chunks) {
                if (chunk instanceof InputSection section) {
                    String rule = ruleFor(section);
                    if (!rule.isEmpty()) {
                        keep(section, Reason.rule(rule));
                    }
                }
            }
        }
        do {
            reach();
        } while (unwind.follow(this));
    }

    private static String ruleFor(InputSection section) {
        if (section.name.startsWith(SectionNames.INIT_STAGE)) {
            return "init stage " + section.name.substring(SectionNames.INIT_STAGE.length());
        }
        if (section.type == Elf.SHT_NOTE) {
            return "note";
        }
        if ((section.flags & Elf.SHF_GNU_RETAIN) != 0) {
            return "retained";
        }
        return SectionNames.isKept(section.name) ? "runs at start or end" : "";
    }

    private void root(String rule, Symbol symbol) {
        linkerSymbols.define(symbol, this, Reason.rule(rule));
        if (symbol.isDefined()) {
            reach(symbol, 0, Reason.rule(rule + " " + symbol.name));
        } else {
            undefined.root(rule, symbol);
        }
    }

    void keep(Chunk chunk, Reason reason) {
        if (chunk == null || chunk.isLive()) {
            return;
        }
        chunk.reason = reason;
        queue.add(chunk);
        if (chunk instanceof InputSection section) {
            section.group.forEach(member -> keep(member, Reason.reference(section, "their group")));
            section.dependents.forEach(dependent -> keep(dependent, Reason.reference(section, "its order")));
        }
    }

    private void reach() {
        while (!queue.isEmpty()) {
            Chunk chunk = queue.poll();
            if (chunk instanceof InputSection section) {
                scan.scan(section);
            }
            chunk.references().forEach(reference -> follow(chunk, reference));
        }
    }

    /** Keeps what a reference of a live chunk is to. */
    void follow(Chunk from, Reference reference) {
        Symbol symbol = reference.symbol();
        Reason reason = Reason.reference(from, symbol.name);
        if (!symbol.isDefined()) {
            linkerSymbols.define(symbol, this, reason);
        }
        if (!symbol.isDefined() && !reference.weak()) {
            undefined.add(from, reference);
        }
        reach(symbol, symbol.type == Elf.STT_SECTION ? reference.addend() : 0, reason);
        got.demand(from, reference);
    }

    private void reach(Symbol symbol, long addend, Reason reason) {
        if (symbol.kind == Symbol.Kind.COMMON) {
            commons.place(symbol);
        }
        if (symbol.range != null) {
            symbol.range.forEach(chunk -> keep(chunk, reason));
        }
        if (symbol.chunk instanceof MergeInput input) {
            input.reason = input.isLive() ? input.reason : reason;
            keep(input.keep(symbol.value + addend), reason);
        } else {
            keep(symbol.chunk, reason);
        }
    }

    void scan(InputSection section) {
        scan.scan(section);
    }
}
