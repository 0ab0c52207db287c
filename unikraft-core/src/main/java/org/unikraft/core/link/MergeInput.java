package org.unikraft.core.link;

import static org.unikraft.core.elf.Elf.SHF_STRINGS;
import static org.unikraft.core.elf.Elf.SHF_WRITE;

import java.util.Arrays;
import java.util.List;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.SectionHeader;

/**
 * A section of strings or constants of which equal ones are one in the image (gABI chapter 4, SHF_MERGE). It is not in
 * the image itself: its parts are, in a {@link MergedSection}, and of these only those that something refers to.
 */
final class MergeInput extends Chunk {
    private static final long MAX_ENTRY = 1 << 12;

    final ObjectFile file;
    private final MergedSection merged;
    private final int[] starts;
    private final MergedSection.Piece[] pieces;
    private final long size;

    MergeInput(InputSection input, MergedSections all) {
        super(input.library, input.object, input.name, input.type, input.flags, input.alignment);
        file = input.file;
        size = input.size();
        SectionHeader header = input.section.header();
        int entry = (int) header.sh_entsize();
        starts = header.has(SHF_STRINGS) ? strings(input.data(), entry) : constants(input.data(), entry);
        pieces = new MergedSection.Piece[starts.length];
        merged = all.of(input, entry);
        for (int i = 0; i < starts.length; i++) {
            int end = i + 1 < starts.length ? starts[i + 1] : input.data().length();
            pieces[i] = merged.piece(input.data().slice(starts[i], end - starts[i], "constant"));
        }
    }

    /** Whether its parts can be moved: sections that are written or relocated stay whole. */
    static boolean canSplit(InputSection input) {
        SectionHeader header = input.section.header();
        long entry = header.sh_entsize();
        boolean constant = !header.has(SHF_WRITE) && header.sh_type() == Elf.SHT_PROGBITS && input.relocations == null;
        boolean whole = entry > 0 && entry <= MAX_ENTRY && input.data().length() % entry == 0;
        return constant && whole && input.data().length() > 0 && endsWithNul(input, (int) entry);
    }

    private static boolean endsWithNul(InputSection input, int entry) {
        return !input.section.header().has(SHF_STRINGS)
                || isNul(input.data(), input.data().length() - entry, entry);
    }

    private static boolean isNul(ByteSlice data, int at, int entry) {
        for (int i = 0; i < entry; i++) {
            if (data.u8(at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int[] strings(ByteSlice data, int entry) {
        int[] starts = new int[data.length() / entry];
        int count = 0;
        for (int at = 0, start = 0; at < data.length(); at += entry) {
            if (isNul(data, at, entry)) {
                starts[count++] = start;
                start = at + entry;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    private static int[] constants(ByteSlice data, int entry) {
        int[] starts = new int[data.length() / entry];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = i * entry;
        }
        return starts;
    }

    /** Keeps the part that a place is in. */
    MergedSection keep(long place) {
        MergedSection.Piece piece = pieces[pieceAt(place)];
        if (!piece.isLive()) {
            piece.owner = this;
        }
        return merged;
    }

    private int pieceAt(long place) {
        long within = Math.max(0, Math.min(place, size - 1)); // just past the end belongs to the last part
        int found = Arrays.binarySearch(starts, (int) within);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    String fileName() {
        return file.displayName;
    }

    @Override
    long address(long place) {
        int piece = pieceAt(place);
        return pieces[piece].isLive() ? merged.address(pieces[piece].offset) + place - starts[piece] : 0;
    }

    /** In the image it takes no room of its own. */
    @Override
    long size() {
        return 0;
    }

    @Override
    List<Reference> references() {
        return List.of();
    }

    @Override
    void write(byte[] image, int at) {}
}
