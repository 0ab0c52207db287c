package org.unikraft.core.report;

import java.util.Locale;

/** HTML in the making. Text from outside is written by {@link #text}, which escapes it. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Markup of this program's own. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** An element that holds text. */
    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">\n");
    }

    /** A table's row; numbers are aligned. */
    Html row(String... cells) {
        raw("<tr>");
        for (String cell : cells) {
            raw(cell.matches("[+-]?[0-9,]+") ? "<td class=\"n\">" : "<td>")
                    .text(cell)
                    .raw("</td>");
        }
        return raw("</tr>\n");
    }

    Html head(String... cells) {
        raw("<table><thead><tr>");
        for (String cell : cells) {
            raw("<th>").text(cell).raw("</th>");
        }
        return raw("</tr></thead><tbody>\n");
    }

    Html endTable() {
        return raw("</tbody></table>\n");
    }

    /** Whatever a browser could take for markup; control characters, which HTML cannot have, become visible. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> {
                    boolean illegal = c < 0x20 || c >= 0x7f && c < 0xa0 || c >= 0xd800 && c < 0xe000;
                    escaped.appendCodePoint(illegal ? 0xfffd : c);
                }
            }
        });
        return escaped.toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    String text() {
        return out.toString();
    }
}
