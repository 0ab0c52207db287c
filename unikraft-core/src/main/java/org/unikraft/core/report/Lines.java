package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text for a terminal in the making: lines of at most {@link #WIDTH} characters, broken between words. */
final class Lines {
    /** With what Maven puts before a line it stays below 100. */
    static final int WIDTH = 92;

    private final List<String> lines = new ArrayList<>();

    /** A line of its own. */
    Lines line(String format, Object... values) {
        String text = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
        lines.add(text.stripTrailing());
        return this;
    }

    Lines blank() {
        if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
        return this;
    }

    /** A text that goes on below its own start. A word that is too long for a line has one of its own. */
    Lines wrapped(String before, String text) {
        int indent = before.length();
        StringBuilder line = new StringBuilder(before);
        for (String word : text.split(" ")) {
            if (line.length() > indent && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(indent));
            }
            line.append(line.length() > indent ? " " : "").append(word);
        }
        lines.add(line.toString().stripTrailing());
        return this;
    }

    /** Digits in groups of three, so that sizes can be compared by eye. */
    static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%,d", bytes);
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String count(long count, String noun) {
        return bytes(count) + " " + noun + (count == 1 ? "" : "s");
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
