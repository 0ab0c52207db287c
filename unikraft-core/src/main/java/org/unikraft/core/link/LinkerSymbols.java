package org.unikraft.core.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.unikraft.core.elf.Elf;

/**
 * Symbols that the linker defines when live code asks for them and no object does: bounds, options, and tables of its
 * own (docs/design.md, "What the linker and the library OS agree on").
 */
final class LinkerSymbols {
    private static final String START = "__start_";
    private static final String STOP = "__stop_";

    private final LinkRequest request;
    private final Layout layout;
    private final Map<String, LongSupplier> addresses = new HashMap<>();
    private final Map<String, MadeChunk> tables = new HashMap<>();
    private final Map<String, List<Chunk>> ranges = new HashMap<>();
    private final List<Chunk> made = new ArrayList<>();

    LinkerSymbols(
            LinkRequest request,
            Layout layout,
            Got got,
            List<ObjectFile> files,
            SyscallTable syscalls,
            FunctionNames functionNames) {
        this.request = request;
        this.layout = layout;
        for (ObjectFile file : files) {
            for (Chunk chunk : file.chunks) {
                if (chunk != null) {
                    String name = SectionNames.output(chunk.name);
                    if (SectionNames.isIdentifier(name)) {
                        ranges.computeIfAbsent(name, any -> new ArrayList<>()).add(chunk);
                    }
                }
            }
        }
        image();
        conventional(got);
        threadLocal();
        tables.put("uk_syscall_table", syscalls.table);
        tables.put("uk_syscall_hints", syscalls.hints);
        tables.put("uk_symbol_table", functionNames.table);
    }

    private void image() {
        addresses.put("__uk_image_start", layout::imageStart);
        addresses.put("__uk_image_end", layout::imageEnd);
        for (Segment segment : Segment.values()) {
            String name = "__uk_" + segment.name().toLowerCase(Locale.ROOT);
            addresses.put(name + "_start", () -> layout.start(segment));
            addresses.put(name + "_end", () -> layout.end(segment));
        }
        addresses.put("__uk_bss_start", layout::bssStart);
        addresses.put("__uk_bss_end", layout::imageEnd);
    }

    /** What the C libraries and their start files know. */
    private void conventional(Got got) {
        if (request.layout().headersLoaded()) {
            addresses.put("__ehdr_start", layout::imageStart);
        }
        addresses.put("__executable_start", layout::imageStart);
        for (String name : List.of("etext", "_etext", "__etext")) {
            addresses.put(name, layout::textContentEnd);
        }
        for (String name : List.of("edata", "_edata")) {
            addresses.put(name, layout::dataContentEnd);
        }
        for (String name : List.of("end", "_end")) {
            addresses.put(name, layout::contentEnd);
        }
        addresses.put("__bss_start", layout::bssStart);
        for (String array : List.of("preinit_array", "init_array", "fini_array")) {
            addresses.put("__" + array + "_start", () -> layout.sectionStart("." + array));
            addresses.put("__" + array + "_end", () -> layout.sectionEnd("." + array));
        }
        addresses.put("__rela_iplt_start", () -> layout.sectionStart(".rela.iplt"));
        addresses.put("__rela_iplt_end", () -> layout.sectionEnd(".rela.iplt"));
        addresses.put("_GLOBAL_OFFSET_TABLE_", got::address);
        addresses.put("__GNU_EH_FRAME_HDR", () -> layout.sectionStart(".eh_frame_hdr"));
    }

    private void threadLocal() {
        addresses.put("__uk_tdata_start", layout::threadStart);
        addresses.put("__uk_tdata_size", layout::threadDataSize);
        addresses.put("__uk_tbss_size", layout::threadZeroSize);
        addresses.put("__uk_tls_align", layout::threadAlign);
    }

    /** Defines a symbol, when it is one of these. */
    void define(Symbol symbol, Liveness liveness, Reason reason) {
        if (symbol.isDefined() || symbol.discardedIn != null) {
            return;
        }
        String name = symbol.name;
        if (addresses.containsKey(name)) {
            symbol.compute(addresses.get(name));
        } else if (tables.containsKey(name)) {
            place(symbol, tables.get(name));
        } else if (request.options().containsKey(name)) {
            option(symbol, request.options().get(name));
        } else if (name.startsWith(START)) {
            range(symbol, name.substring(START.length()), true);
        } else if (name.startsWith(STOP)) {
            range(symbol, name.substring(STOP.length()), false);
        }
    }

    private void option(Symbol symbol, OptionValue value) {
        if (value instanceof OptionValue.Number number) {
            symbol.kind = Symbol.Kind.ABSOLUTE;
            symbol.value = number.value();
        } else if (value instanceof OptionValue.Text text) {
            byte[] utf8 = text.value().getBytes(StandardCharsets.UTF_8);
            MadeChunk chunk = new MadeChunk(".rodata." + symbol.name, Elf.SHT_PROGBITS, Elf.SHF_ALLOC, 1);
            place(symbol, chunk.holding(Arrays.copyOf(utf8, utf8.length + 1)));
        }
    }

    private void place(Symbol symbol, MadeChunk chunk) {
        symbol.kind = Symbol.Kind.PLACED;
        symbol.type = Elf.STT_OBJECT;
        symbol.chunk = chunk;
        made.add(chunk);
    }

    /** The bound of all sections of a name. A range of no sections is empty, which only those see that need no weak symbol. */
    private void range(Symbol symbol, String section, boolean start) {
        List<Chunk> chunks = ranges.getOrDefault(section, List.of());
        if (!SectionNames.isIdentifier(section) || (chunks.isEmpty() && !symbol.wanted)) {
            return;
        }
        symbol.compute(start ? () -> layout.sectionStart(section) : () -> layout.sectionEnd(section));
        symbol.range = chunks;
    }

    List<Chunk> chunks() {
        return made;
    }
}
