package org.unikraft.core.elf;

import java.util.ArrayList;
import java.util.List;

/**
 * The dynamic section as a program loader finds it: through program headers and addresses, so that a file without
 * section headers reads as well (gABI chapter 5, "Dynamic Section").
 */
final class DynamicSection {
    private final ElfFile elf;

    DynamicSection(ElfFile elf) {
        this.elf = elf;
    }

    List<DynamicEntry> entries() {
        for (ProgramHeader segment : elf.programHeaders()) {
            if (segment.p_type() == Elf.PT_DYNAMIC) {
                return entries(elf.segment(segment));
            }
        }
        return List.of();
    }

    private static List<DynamicEntry> entries(ByteSlice data) {
        List<DynamicEntry> entries = new ArrayList<>();
        for (long at = 0; at + DynamicEntry.SIZE <= data.length(); at += DynamicEntry.SIZE) {
            DynamicEntry entry = new DynamicEntry(data.u64(at), data.u64(at + 8));
            if (entry.d_tag() == Elf.DT_NULL) {
                break;
            }
            entries.add(entry);
        }
        return List.copyOf(entries);
    }

    /** The strings of all entries of a tag, in order. */
    List<String> strings(int tag) {
        List<DynamicEntry> entries = entries();
        List<String> strings = new ArrayList<>();
        ByteSlice names = null;
        for (DynamicEntry entry : entries) {
            if (entry.d_tag() == tag) {
                names = names == null ? stringTable(entries) : names;
                strings.add(names.string(entry.d_val()));
            }
        }
        return List.copyOf(strings);
    }

    /** The dynamic symbol table, whose length only the hash tables tell. */
    List<ElfSymbol> symbols() {
        List<DynamicEntry> entries = entries();
        long table = value(entries, Elf.DT_SYMTAB);
        if (table == 0) {
            return List.of();
        }
        long count = symbolCount(entries);
        ByteSlice data = at(table, "dynamic symbol table");
        if (count > data.length() / ElfSymbol.SIZE) {
            throw data.error(0, "dynamic symbol table ends beyond its segment (" + count + " symbols)");
        }
        return SymbolTableReader.read(
                data.slice(0, count * ElfSymbol.SIZE, "dynamic symbol table"),
                stringTable(entries),
                null,
                elf.sections().size());
    }

    /** What the dynamic linker relocates, but for DT_RELR, which names no symbols. */
    List<Rela> relocations() {
        List<DynamicEntry> entries = entries();
        List<Rela> relocations = new ArrayList<>();
        addRelocations(relocations, value(entries, Elf.DT_RELA), value(entries, Elf.DT_RELASZ));
        addRelocations(relocations, value(entries, Elf.DT_JMPREL), value(entries, Elf.DT_PLTRELSZ));
        return List.copyOf(relocations);
    }

    private void addRelocations(List<Rela> relocations, long address, long size) {
        if (size == 0) {
            return;
        }
        String what = "dynamic relocation table";
        ByteSlice table = at(address, what).slice(0, size, what);
        for (long at = 0; at + Rela.SIZE <= table.length(); at += Rela.SIZE) {
            relocations.add(Rela.read(table, at));
        }
    }

    private long symbolCount(List<DynamicEntry> entries) {
        long hash = value(entries, Elf.DT_HASH);
        if (hash != 0) {
            return at(hash, "symbol hash table").u32(4); // nchain: as many as there are symbols
        }
        long gnuHash = value(entries, Elf.DT_GNU_HASH);
        return gnuHash == 0 ? 0 : symbolCount(at(gnuHash, "GNU hash table"));
    }

    /** The last symbol is at the end of the chain of the highest bucket. */
    private static long symbolCount(ByteSlice hash) {
        long buckets = hash.u32(0);
        long firstHashed = hash.u32(4);
        long bucketsAt = 16 + 8 * hash.u32(8);
        long last = 0;
        for (long i = 0; i < buckets; i++) {
            last = Math.max(last, hash.u32(bucketsAt + 4 * i));
        }
        if (last < firstHashed) {
            return firstHashed;
        }
        long chainsAt = bucketsAt + 4 * buckets;
        while ((hash.i32(chainsAt + 4 * (last - firstHashed)) & 1) == 0) {
            last++;
        }
        return last + 1;
    }

    private ByteSlice stringTable(List<DynamicEntry> entries) {
        long address = value(entries, Elf.DT_STRTAB);
        ByteSlice table = at(address, "dynamic string table");
        return table.slice(0, value(entries, Elf.DT_STRSZ), "dynamic string table");
    }

    private ByteSlice at(long address, String what) {
        return elf.atAddress(address)
                .orElseThrow(() -> new FormatError(
                        elf.name(), 0, what + " at address 0x" + Long.toHexString(address) + " is in no segment"));
    }

    private static long value(List<DynamicEntry> entries, int tag) {
        return entries.stream()
                .filter(entry -> entry.d_tag() == tag)
                .mapToLong(DynamicEntry::d_val)
                .findFirst()
                .orElse(0);
    }
}
