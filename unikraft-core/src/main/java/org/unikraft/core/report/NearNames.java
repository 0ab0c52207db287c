package org.unikraft.core.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names that somebody may have meant who wrote another. */
final class NearNames {
    private static final int LISTED = 6;

    private record Near(String name, int distance) {}

    private NearNames() {}

    /** The nearest of some names, at most six: those that differ in two letters or a third of them, or hold the name. */
    static List<String> of(String wanted, Collection<String> names) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        int limit = Math.max(2, wanted.length() / 3);
        return names.stream()
                .distinct()
                .map(name -> new Near(name, distance(lower, name.toLowerCase(Locale.ROOT), limit)))
                .filter(near -> near.distance() <= limit)
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(LISTED)
                .map(Near::name)
                .collect(Collectors.toList());
    }

    private static int distance(String wanted, String name, int limit) {
        if (wanted.length() > 2 && name.contains(wanted)) {
            return 1;
        }
        return Math.abs(wanted.length() - name.length()) > limit ? limit + 1 : levenshtein(wanted, name);
    }

    /** Letters to insert, to remove or to replace, row by row of the table. */
    private static int levenshtein(String one, String two) {
        int[] above = new int[two.length() + 1];
        for (int j = 0; j <= two.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[two.length() + 1];
            row[0] = i;
            for (int j = 1; j <= two.length(); j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == two.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[two.length()];
    }
}
