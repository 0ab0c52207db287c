package org.unikraft.core.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unikraft.core.elf.ArArchive;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.FormatError;

/**
 * Reads the objects of a request, then of its archives the members that define what is still undefined, and what those
 * ask for, until nothing more is found. All archives are one group: their order matters only where two define a symbol.
 */
final class Inputs {
    /** A member that has not been asked for yet. */
    private record Member(String archive, ArArchive.Member member) {}

    private final ObjectReader reader;
    private final SymbolTable symbols;
    private final Problems problems;
    private final List<ObjectFile> files = new ArrayList<>();
    private final Map<String, ObjectFile> groups = new HashMap<>();
    private final Map<String, Member> lazy = new HashMap<>();
    private final Deque<Symbol> wanted = new ArrayDeque<>();

    Inputs(ObjectReader reader, SymbolTable symbols, Problems problems) {
        this.reader = reader;
        this.symbols = symbols;
        this.problems = problems;
    }

    /** The files that take part, in the order in which their sections are laid out. */
    List<ObjectFile> read(LinkRequest request) {
        for (InputLibrary library : request.libraries()) {
            for (InputFile object : library.objects()) {
                String name = library.name() + "/" + object.name();
                add(ByteSlice.of(name, object.bytes()), library.name(), object.name());
            }
        }
        for (InputFile object : request.objects()) {
            add(ByteSlice.of(object.name(), object.bytes()), LinkRequest.APPLICATION, object.name());
        }
        for (InputFile archive : request.archives()) {
            index(archive);
        }
        want(request.layout().entry());
        request.roots().forEach(this::want);
        addMembers();
        return files;
    }

    private void want(String name) {
        Symbol symbol = symbols.symbol(name);
        symbol.wanted = true;
        wanted.add(symbol);
    }

    private void add(ByteSlice bytes, String library, String name) {
        try {
            ObjectFile file = reader.read(bytes, library, name, groups);
            symbols.add(file);
            files.add(file);
            for (Symbol symbol : file.symbols) {
                if (symbol.wanted && !symbol.isDefined()) {
                    wanted.add(symbol);
                }
            }
        } catch (FormatError e) {
            report(e);
        }
    }

    private void report(FormatError error) {
        problems.add(error.file(), "offset 0x" + Long.toHexString(error.offset()) + ": " + error.what());
    }

    private void index(InputFile input) {
        try {
            ArArchive archive = ArArchive.read(input.name(), input.bytes());
            for (ArArchive.IndexEntry entry : archive.index()) {
                lazy.putIfAbsent(
                        entry.symbol(),
                        new Member(input.name(), archive.members().get(entry.member())));
            }
            if (archive.index().isEmpty()) {
                archive.members().forEach(member -> index(input.name(), member));
            }
        } catch (FormatError e) {
            report(e);
        }
    }

    /** What a member defines, when the archive has no index that tells. */
    private void index(String archive, ArArchive.Member member) {
        for (ElfSymbol symbol : ElfFile.read(member.data()).symbols()) {
            boolean defined = !symbol.isUndefined() && symbol.st_shndx() != Elf.SHN_COMMON;
            if (defined && symbol.binding() != Elf.STB_LOCAL) {
                lazy.putIfAbsent(symbol.name(), new Member(archive, member));
            }
        }
    }

    private void addMembers() {
        Set<ArArchive.Member> added = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!wanted.isEmpty()) {
            Symbol symbol = wanted.poll();
            Member member = symbol.isDefined() ? null : lazy.remove(symbol.name);
            // A member that does not define what the index says of it is read once.
            if (member != null && added.add(member.member)) {
                add(member.member.data(), member.archive, member.member.name());
            }
        }
    }
}
