package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unikraft.core.link.LinkError.Problem;

/** Symbols that nothing defines, with those who ask for them. */
final class Undefined {
    private record Place(Chunk chunk, long offset) {
        String text() {
            return chunk.fileName() + ": " + Problem.place(chunk.name, offset);
        }
    }

    private static final int NAMED = 3; // besides the first

    private final Map<Symbol, List<Place>> places = new LinkedHashMap<>();
    private final Problems problems;

    Undefined(Problems problems) {
        this.problems = problems;
    }

    void root(String rule, Symbol symbol) {
        problems.add("", "undefined symbol '" + symbol.name + "', which is to be the " + rule + " of the image");
    }

    void add(Chunk from, Reference reference) {
        places.computeIfAbsent(reference.symbol(), any -> new ArrayList<>()).add(new Place(from, reference.offset()));
    }

    /** One problem for each symbol: at the first place that asks for it, with some of the others. */
    void report() {
        places.forEach((symbol, all) -> {
            Place first = all.get(0);
            problems.add(first.chunk, first.offset, what(symbol) + others(all));
        });
    }

    private static String what(Symbol symbol) {
        return symbol.discardedIn == null
                ? "undefined symbol '" + symbol.name + "'"
                : "refers to '" + symbol.name + "' in section " + symbol.discardedIn
                        + ", of which the image has the copy of another object";
    }

    private static String others(List<Place> all) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < all.size() && i <= NAMED; i++) {
            text.append(i == 1 ? ", also asked for by " : ", ")
                    .append(all.get(i).text());
        }
        int more = all.size() - 1 - NAMED;
        return more > 0 ? text + " and " + more + " more" : text.toString();
    }
}
