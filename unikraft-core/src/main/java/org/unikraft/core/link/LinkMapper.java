package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unikraft.core.elf.Elf;

/** Makes the link map of a finished layout. */
final class LinkMapper {
    private static final int TEXT = 0;
    private static final int RODATA = 1;
    private static final int DATA = 2;
    private static final int BSS = 3;

    private final LinkRequest request;
    private final Layout layout;
    private final SyscallTable syscalls;
    private final Map<String, long[]> sizes = new HashMap<>();
    private final Map<Chunk, List<String>> chains = new HashMap<>();

    LinkMapper(LinkRequest request, Layout layout, SyscallTable syscalls) {
        this.request = request;
        this.layout = layout;
        this.syscalls = syscalls;
    }

    LinkMap map(long entry) {
        List<LinkMap.Section> sections =
                layout.sections().stream().map(this::section).toList();
        return new LinkMap(
                entry, layout.imageStart(), layout.imageEnd(), sections, libraries(), init(), calls(), options());
    }

    private LinkMap.Section section(OutputSection section) {
        List<LinkMap.Part> parts = new ArrayList<>();
        for (Chunk chunk : section.chunks) {
            if (chunk instanceof MergedSection merged) {
                parts.addAll(mergedParts(merged));
            } else if (chunk.size() > 0) {
                parts.add(new LinkMap.Part(
                        chunk.library, chunk.object, chunk.name, chunk.address(0), chunk.size(), chain(chunk)));
            }
        }
        int kind = section.segment == Segment.DATA && !section.hasBytes() ? BSS : section.segment.ordinal();
        if (section.takesRoom()) {
            parts.forEach(part -> sizes.computeIfAbsent(part.library(), any -> new long[BSS + 1])[kind] += part.size());
        }
        return new LinkMap.Section(
                section.name,
                section.segment.rights,
                section.address,
                section.size,
                section.hasBytes() ? section.size : 0,
                parts);
    }

    /** What each object brought to a merged section: the constants that it was the first to ask for. */
    private List<LinkMap.Part> mergedParts(MergedSection merged) {
        Map<MergeInput, List<MergedSection.Piece>> byOwner = new LinkedHashMap<>();
        for (MergedSection.Piece piece : merged.livePieces()) {
            if (piece.tailOf == null) {
                byOwner.computeIfAbsent(piece.owner, any -> new ArrayList<>()).add(piece);
            }
        }
        List<LinkMap.Part> parts = new ArrayList<>();
        byOwner.forEach((owner, pieces) -> parts.add(new LinkMap.Part(
                owner.library,
                owner.object,
                owner.name,
                merged.address(pieces.get(0).offset),
                pieces.stream().mapToLong(piece -> piece.bytes.length()).sum(),
                chain(owner))));
        return parts;
    }

    /** From the root to the chunk. */
    private List<String> chain(Chunk chunk) {
        List<String> known = chains.get(chunk);
        if (known != null) {
            return known;
        }
        List<Chunk> path = new ArrayList<>();
        Chunk at = chunk;
        while (at.reason.from() != null && !chains.containsKey(at)) {
            path.add(at);
            at = at.reason.from();
        }
        Collections.reverse(path);
        List<String> chain = chains.computeIfAbsent(at, root -> List.of(root.reason.rule()));
        for (Chunk next : path) {
            chain = new ArrayList<>(chain);
            chain.add(next.reason.via() + " (" + asker(next.reason.from()) + ")");
            chains.put(next, chain);
        }
        return chain;
    }

    private static String asker(Chunk chunk) {
        return chunk.library.equals(Chunk.LINKER) ? chunk.name : chunk.fileName();
    }

    private List<LinkMap.Library> libraries() {
        List<LinkMap.Library> libraries = new ArrayList<>();
        sizes.forEach((name, size) ->
                libraries.add(new LinkMap.Library(name, size[TEXT], size[RODATA], size[DATA], size[BSS])));
        libraries.sort(
                Comparator.comparingLong(LinkMap.Library::file).reversed().thenComparing(LinkMap.Library::name));
        return libraries;
    }

    private List<LinkMap.Init> init() {
        List<LinkMap.Init> init = new ArrayList<>();
        for (OutputSection section : layout.sections()) {
            if (section.name.equals(SectionNames.INIT)) {
                section.chunks.forEach(chunk -> init(chunk, init));
            }
        }
        return init;
    }

    private static void init(Chunk chunk, List<LinkMap.Init> init) {
        String stage = chunk.name.substring(Math.min(chunk.name.length(), SectionNames.INIT_STAGE.length()));
        List<Reference> functions = new ArrayList<>(chunk.references());
        functions.removeIf(reference -> reference.offset() % (2 * Long.BYTES) != 0); // the others are names
        functions.sort(Comparator.comparingLong(Reference::offset));
        for (Reference function : functions) {
            init.add(new LinkMap.Init(stage, chunk.library, name(function)));
        }
    }

    /** A function's name; a compiler may refer to a local one as a place in its section. */
    private static String name(Reference reference) {
        Symbol symbol = reference.symbol();
        if (symbol.type != Elf.STT_SECTION) {
            return symbol.name;
        }
        long at = symbol.value + reference.addend();
        for (Symbol other : symbol.file.symbols) {
            if (other.chunk == symbol.chunk && other.value == at && other.type == Elf.STT_FUNC) {
                return other.name;
            }
        }
        return LinkError.Problem.place(symbol.name, at);
    }

    private List<LinkMap.Syscall> calls() {
        List<LinkMap.Syscall> calls = new ArrayList<>();
        for (SyscallTable.Call call : syscalls.calls()) {
            if (call.included()) {
                calls.add(new LinkMap.Syscall(call.number(), call.name(), call.record().library, true));
            }
        }
        syscalls.missing()
                .forEach(call -> calls.add(new LinkMap.Syscall(
                        call.number(), call.name(), call.library().orElse(""), false)));
        calls.sort(Comparator.comparingInt(LinkMap.Syscall::number));
        return calls;
    }

    private SortedMap<String, String> options() {
        SortedMap<String, String> options = new TreeMap<>();
        request.options().forEach((name, value) -> options.put(name, text(value)));
        return options;
    }

    private static String text(OptionValue value) {
        return value instanceof OptionValue.Text text
                ? text.value()
                : Long.toUnsignedString(((OptionValue.Number) value).value());
    }
}
