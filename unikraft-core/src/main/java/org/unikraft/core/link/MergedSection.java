package org.unikraft.core.link;

import static org.unikraft.core.elf.Elf.SHF_MERGE;
import static org.unikraft.core.elf.Elf.SHF_STRINGS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.elf.ByteSlice;

/** Strings or constants of all objects, each once. */
final class MergedSection extends Chunk {
    /** A string or constant. */
    static final class Piece {
        final ByteSlice bytes;
        /** The section of which a reference came to it first; null as long as none did. */
        MergeInput owner;

        /** From the start of the merged section. */
        long offset;
        /** The piece whose end it is; null when it has bytes of its own. */
        Piece tailOf;

        private Piece(ByteSlice bytes) {
            this.bytes = bytes;
        }

        boolean isLive() {
            return owner != null;
        }
    }

    private final Map<ByteSlice.Content, Piece> byContent = new HashMap<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final boolean tails;
    private long size;

    MergedSection(InputSection first, String name, boolean strings, int entry) {
        super(LINKER, LINKER, name, first.type, first.flags | SHF_MERGE | (strings ? SHF_STRINGS : 0), first.alignment);
        tails = strings && entry == 1 && alignment == 1;
    }

    Piece piece(ByteSlice bytes) {
        return byContent.computeIfAbsent(bytes.content(), any -> {
            Piece piece = new Piece(bytes);
            pieces.add(piece);
            return piece;
        });
    }

    /** Gives the live pieces their places, in the order of the inputs. */
    void arrange() {
        List<Piece> live = livePieces();
        if (tails) {
            shareTails(live);
        }
        size = 0;
        for (Piece piece : live) {
            if (piece.tailOf == null) {
                piece.offset = size + alignment - 1 & -alignment;
                size = piece.offset + piece.bytes.length();
            }
        }
        for (Piece piece : live) {
            if (piece.tailOf != null) {
                piece.offset = piece.tailOf.offset + piece.tailOf.bytes.length() - piece.bytes.length();
            }
        }
    }

    /** A string that another ends with is no string of its own: ordered by their ends, it stands before that one. */
    private static void shareTails(List<Piece> live) {
        List<Piece> byEnd = new ArrayList<>(live);
        byEnd.sort(Comparator.comparing(piece -> piece.bytes, MergedSection::compareEnds));
        Piece whole = null;
        for (int i = byEnd.size() - 1; i >= 0; i--) {
            Piece piece = byEnd.get(i);
            if (whole != null && endsWith(whole.bytes, piece.bytes)) {
                piece.tailOf = whole;
            } else {
                whole = piece;
            }
        }
    }

    private static int compareEnds(ByteSlice a, ByteSlice b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 1; i <= common; i++) {
            int order = a.u8(a.length() - i) - b.u8(b.length() - i);
            if (order != 0) {
                return order;
            }
        }
        return a.length() - b.length();
    }

    private static boolean endsWith(ByteSlice text, ByteSlice end) {
        if (end.length() > text.length()) {
            return false;
        }
        for (int i = 1; i <= end.length(); i++) {
            if (text.u8(text.length() - i) != end.u8(end.length() - i)) {
                return false;
            }
        }
        return true;
    }

    List<Piece> livePieces() {
        return new ArrayList<>(pieces.stream().filter(Piece::isLive).toList());
    }

    @Override
    long size() {
        return size;
    }

    @Override
    List<Reference> references() {
        return List.of();
    }

    @Override
    void write(byte[] image, int at) {
        for (Piece piece : pieces) {
            if (piece.isLive() && piece.tailOf == null) {
                piece.bytes.copyTo(image, at + (int) piece.offset);
            }
        }
    }
}
