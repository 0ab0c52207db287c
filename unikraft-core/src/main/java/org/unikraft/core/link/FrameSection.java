package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.LittleEndian;

/**
 * The .eh_frame section of an object, in its records: of the descriptions of functions (FDE) only those of functions
 * that are in the image are kept, and of what they have in common (CIE) that which these use.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/ehframechpt.html">LSB,
 *     "Exception Frames"</a>
 */
final class FrameSection extends Chunk {
    /** A CIE or FDE. */
    static final class Entry {
        final int start;
        final int length;
        /** The CIE of an FDE; null for a CIE. */
        Entry common;

        final List<Reference> references = new ArrayList<>();
        boolean live;
        /** From the start of the chunk. */
        int offset;

        private Entry(int start, int length) {
            this.start = start;
            this.length = length;
        }

        /** The reference to the first byte of the function; null when it has none. */
        Reference function() {
            return references.isEmpty() ? null : references.get(0);
        }
    }

    final InputSection raw;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private int size;

    FrameSection(InputSection raw) {
        super(raw.library, raw.object, raw.name, raw.type, raw.flags, 1);
        this.raw = raw;
    }

    /** Splits the section and gives each entry its references. */
    void read() {
        ByteSlice data = raw.data();
        Map<Integer, Entry> commons = new HashMap<>();
        int at = 0;
        while (at + 4 <= data.length()) {
            long length = data.u32(at);
            if (length == 0) {
                break; // the end; the linker puts one of its own
            }
            if (length < 4 || length > data.length() - at - 4) {
                throw data.error(at, "frame description of " + length + " bytes");
            }
            Entry entry = new Entry(at, (int) length + 4);
            long id = data.u32(at + 4);
            if (id == 0) {
                commons.put(at, entry);
            } else {
                entry.common = commons.get((int) (at + 4 - id));
                if (entry.common == null) {
                    throw data.error(at + 4, "frame description without its common part");
                }
            }
            entries.add(entry);
            at += entry.length;
        }
        distribute(raw.references());
    }

    private void distribute(List<Reference> all) {
        List<Reference> sorted = new ArrayList<>(all);
        sorted.sort((a, b) -> Long.compare(a.offset(), b.offset()));
        int next = 0;
        for (Entry entry : entries) {
            while (next < sorted.size() && sorted.get(next).offset() < entry.start + entry.length) {
                entry.references.add(sorted.get(next++));
            }
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /** Gives the live entries their places. */
    void arrange() {
        size = 0;
        for (Entry entry : entries) {
            if (entry.live) {
                entry.offset = size;
                size += entry.length;
                for (Reference reference : entry.references) {
                    references.add(new Reference(
                            reference.offset() - entry.start + entry.offset,
                            reference.type(),
                            reference.symbol(),
                            reference.addend(),
                            reference.weak()));
                }
            }
        }
    }

    @Override
    String fileName() {
        return raw.fileName();
    }

    @Override
    long size() {
        return size;
    }

    @Override
    List<Reference> references() {
        return references;
    }

    @Override
    void write(byte[] image, int at) {
        for (Entry entry : entries) {
            if (entry.live) {
                raw.data().copyTo(entry.start, image, at + entry.offset, entry.length);
                if (entry.common != null) {
                    int field = entry.offset + 4;
                    LittleEndian.put32(image, at + field, field - entry.common.offset);
                }
            }
        }
    }
}
