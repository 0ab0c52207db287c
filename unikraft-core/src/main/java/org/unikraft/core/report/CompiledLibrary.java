package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.SystemCall;

/**
 * A micro-library as it was compiled for a CPU, before anything of it is linked.
 *
 * @param systemCalls that it implements
 * @param sections of all its objects that would take room in an image
 */
public record CompiledLibrary(LibraryDescriptor descriptor, List<SystemCall> systemCalls, List<Section> sections) {
    /** What a section's bytes are. */
    enum Kind {
        CODE,
        CONSTANTS,
        DATA,
        ZEROS
    }

    /**
     * A section of an object.
     *
     * @param symbols that it defines
     */
    record Section(String object, String name, Kind kind, long size, List<String> symbols) {
        Section {
            symbols = List.copyOf(symbols);
        }
    }

    public CompiledLibrary {
        systemCalls = List.copyOf(systemCalls);
        sections = List.copyOf(sections);
    }

    /**
     * Reads objects.
     *
     * @param calls all system calls that there are
     * @param objects by their names
     */
    public static CompiledLibrary read(
            LibraryDescriptor descriptor, List<SystemCall> calls, SortedMap<String, byte[]> objects) {
        List<Section> sections = new ArrayList<>();
        objects.forEach((name, bytes) -> sections.addAll(sections(name, ElfFile.read(name, bytes))));
        List<SystemCall> own = calls.stream()
                .filter(call -> call.library().filter(descriptor.name()::equals).isPresent())
                .toList();
        return new CompiledLibrary(descriptor, own, sections);
    }

    private static List<Section> sections(String object, ElfFile file) {
        List<List<String>> symbols = new ArrayList<>();
        file.sections().forEach(section -> symbols.add(new ArrayList<>()));
        for (ElfSymbol symbol : file.symbols()) {
            boolean named = symbol.type() != Elf.STT_SECTION && symbol.type() != Elf.STT_FILE;
            if (named && symbol.section() > 0 && symbol.section() < symbols.size()) {
                symbols.get(symbol.section()).add(symbol.name());
            }
        }
        List<Section> sections = new ArrayList<>();
        for (ElfSection section : file.sections()) {
            if (section.header().has(Elf.SHF_ALLOC) && section.header().sh_size() > 0) {
                sections.add(new Section(
                        object,
                        section.name(),
                        kind(section),
                        section.header().sh_size(),
                        symbols.get(section.index())));
            }
        }
        return sections;
    }

    private static Kind kind(ElfSection section) {
        if (section.header().sh_type() == Elf.SHT_NOBITS) {
            return Kind.ZEROS;
        }
        if (section.header().has(Elf.SHF_EXECINSTR)) {
            return Kind.CODE;
        }
        return section.header().has(Elf.SHF_WRITE) ? Kind.DATA : Kind.CONSTANTS;
    }

    String name() {
        return descriptor.name().value();
    }

    /** Bytes of one kind. */
    long bytes(Kind kind) {
        return sections.stream()
                .filter(section -> section.kind() == kind)
                .mapToLong(Section::size)
                .sum();
    }

    /** Bytes in memory. */
    long bytes() {
        return sections.stream().mapToLong(Section::size).sum();
    }
}
