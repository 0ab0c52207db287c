package org.unikraft.core.report;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.elf.ProgramHeader;

/** Why a system call, a section or a symbol is in a kernel, or is not. */
final class KernelExplanation {
    private static final String TABLE = ".rodata.uk_syscall_table";
    private static final int LISTED = 10;

    private final ImageFacts image;
    private final List<CompiledLibrary> libraries;
    private final Lines lines;
    private final LibraryExplanation library;
    private final Chains chains;

    KernelExplanation(ImageFacts image, List<CompiledLibrary> libraries, Lines lines, LibraryExplanation library) {
        this.image = image;
        this.libraries = libraries;
        this.lines = lines;
        this.library = library;
        this.chains = new Chains(image, lines);
    }

    void call(ImageFacts.Call call) {
        lines.blank().line("System call %s, number %d:", call.name(), call.number());
        library.needsOfCall(call.name());
        if (!call.included()) {
            absent(call);
            return;
        }
        library.way(call.library());
        Optional<ImageFacts.Part> table =
                image.parts().stream().filter(part -> part.name().equals(TABLE)).findFirst();
        if (table.isEmpty()) {
            lines.blank().line("Nothing in the image makes system calls through the table.");
            return;
        }
        long slot = table.get().address() + (long) call.number() * Long.BYTES;
        Optional<ImageFacts.Part> handler = word(slot).flatMap(image::partAt);
        lines.blank().line("In the image:");
        lines.line("  %s %9d  entry %d of the table of system calls", Chains.address(slot), Long.BYTES, call.number());
        handler.ifPresent(part -> {
            lines.line("  %s  %s of %s", Chains.place(part), part.name(), part.file());
            through(part);
            lines.blank().line("The first way to %s:", part.name());
            chains.toPart(part);
        });
    }

    /** What is in the image because the first reference that reached it came through a part. */
    private void through(ImageFacts.Part handler) {
        List<String> prefix = handler.why();
        List<ImageFacts.Part> behind = image.parts().stream()
                .filter(part -> part.why().size() > prefix.size()
                        && part.why().subList(0, prefix.size()).equals(prefix))
                .toList();
        if (!behind.isEmpty()) {
            lines.line(
                    "  %s, %s bytes, reached first through it",
                    Lines.count(behind.size(), "part"),
                    Lines.bytes(behind.stream().mapToLong(ImageFacts.Part::size).sum()));
        }
    }

    private void absent(ImageFacts.Call call) {
        if (call.library().isEmpty()) {
            lines.line("  No micro-library has it: it fails with ENOSYS.");
        } else if (image.library(call.library()).isPresent()) {
            lines.wrapped(
                    "  ",
                    "It is not in the image, though its micro-library, " + call.library() + ", is."
                            + " -Dunikraft.libraries=" + call.library()
                            + " takes all calls of that library, -Dunikraft.mode=full all that there are.");
        } else {
            lines.line("  Micro-library %s has it.", call.library());
            Explanation.named(libraries, call.library()).ifPresent(library::absent);
        }
    }

    /** Eight bytes of the kernel; none when its file has nothing at the address. */
    private Optional<Long> word(long address) {
        ElfFile kernel = image.kernel();
        for (ProgramHeader segment : kernel.programHeaders()) {
            long offset = address - segment.p_vaddr();
            if (offset >= 0 && offset + Long.BYTES <= segment.p_filesz()) {
                try {
                    ByteSlice bytes = kernel.segment(segment);
                    return Optional.of(bytes.u64(offset));
                } catch (FormatError e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    void sectionOrSymbol(String name) {
        List<ImageFacts.Section> sections = image.sections().stream()
                .filter(each -> each.name().equals(name))
                .toList();
        sections.forEach(this::section);
        if (!sections.isEmpty()) {
            return; // The parts have the same name, or one that begins so.
        }
        Set<ImageFacts.Part> parts = new LinkedHashSet<>();
        image.parts().stream().filter(part -> part.name().equals(name)).forEach(parts::add);
        for (ElfSymbol symbol : image.symbols()) {
            if (symbol.name().equals(name)) {
                image.partAt(symbol.st_value()).ifPresent(part -> symbol(symbol, part, parts));
            }
        }
        parts.stream().limit(LISTED).forEach(this::part);
        if (parts.size() > LISTED) {
            lines.blank().line("And %d more of this name.", parts.size() - LISTED);
        }
        if (parts.isEmpty()) {
            unused(name);
        }
    }

    private void symbol(ElfSymbol symbol, ImageFacts.Part part, Set<ImageFacts.Part> parts) {
        lines.blank()
                .line(
                        "Symbol %s: %s, %s, in %s of %s.",
                        symbol.name(),
                        Chains.address(symbol.st_value()),
                        Lines.count(symbol.st_size(), "byte"),
                        part.name(),
                        part.file());
        parts.add(part);
    }

    private void section(ImageFacts.Section section) {
        lines.blank()
                .line(
                        "Section %s of the kernel: %s, %s bytes, %s, of %s.",
                        section.name(),
                        Chains.address(section.address()),
                        Lines.bytes(section.size()),
                        section.rights(),
                        Lines.count(section.parts().size(), "part"));
        section.parts().stream()
                .sorted(Comparator.comparingLong(ImageFacts.Part::size).reversed())
                .limit(LISTED)
                .forEach(part -> lines.line("  %s  %s of %s", Chains.place(part), part.name(), part.file()));
    }

    private void part(ImageFacts.Part part) {
        lines.blank().line("Section %s of %s:", part.name(), part.file());
        lines.line(
                "  %s to %s, %s",
                Chains.address(part.address()),
                Chains.address(part.address() + part.size()),
                Lines.count(part.size(), "byte"));
        lines.line("The first way to it:");
        chains.toPart(part);
        library.way(part.library());
    }

    /** What the linker makes itself. */
    void linker() {
        lines.blank().line("The linker makes these:");
        image.partsOf(ImageFacts.LINKER).forEach(part -> {
            lines.line("  %s  %s", Chains.place(part), part.name());
        });
    }

    /** A section or symbol that was compiled, but is not in the image. */
    private void unused(String name) {
        for (CompiledLibrary each : libraries) {
            for (CompiledLibrary.Section section : each.sections()) {
                if (section.name().equals(name) || section.symbols().contains(name)) {
                    lines.blank()
                            .line(
                                    "%s is in section %s of %s/%s, %s, and not in the image.",
                                    name,
                                    section.name(),
                                    each.name(),
                                    section.object(),
                                    Lines.count(section.size(), "byte"));
                    if (image.library(each.name()).isPresent()) {
                        lines.line("  Its micro-library is, but nothing that is in use refers to it.");
                    } else {
                        library.absent(each);
                    }
                }
            }
        }
    }
}
