package org.unikraft.core.model;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes JSON (RFC 8259), indented by two spaces, in the order of the calls: the same calls give the same text.
 *
 * <pre>{@code
 * new JsonWriter().beginObject().field("name", "uksched").beginArray("sizes").value(12).end().end().text()
 * }</pre>
 *
 * <p>A call that would not give JSON (a value without a name in an object, an {@code end} too many) is an {@link
 * IllegalStateException}.
 */
public final class JsonWriter {
    /** An object or array that is open. */
    private static final class Level {
        final boolean object;
        boolean filled;

        Level(boolean object) {
            this.object = object;
        }
    }

    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder();
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean named;

    public JsonWriter beginObject() {
        return begin(true);
    }

    public JsonWriter beginObject(String name) {
        return name(name).begin(true);
    }

    public JsonWriter beginArray() {
        return begin(false);
    }

    public JsonWriter beginArray(String name) {
        return name(name).begin(false);
    }

    /** Ends the object or array that was begun last. */
    public JsonWriter end() {
        if (levels.isEmpty() || named) {
            throw new IllegalStateException("nothing to end");
        }
        Level level = levels.pop();
        if (level.filled) {
            newLine();
        }
        out.append(level.object ? '}' : ']');
        return this;
    }

    /** Name of the value that follows. */
    public JsonWriter name(String name) {
        if (levels.isEmpty() || !levels.peek().object || named) {
            throw new IllegalStateException("no place for a name: " + name);
        }
        separate();
        quote(name);
        out.append(": ");
        named = true;
        return this;
    }

    public JsonWriter value(String value) {
        place();
        quote(value);
        return this;
    }

    public JsonWriter value(long value) {
        place();
        out.append(value);
        return this;
    }

    public JsonWriter value(boolean value) {
        place();
        out.append(value);
        return this;
    }

    public JsonWriter field(String name, String value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    /** The whole text, with a newline at its end. */
    public String text() {
        if (!levels.isEmpty() || out.length() == 0) {
            throw new IllegalStateException("not complete");
        }
        return out + "\n";
    }

    private JsonWriter begin(boolean object) {
        place();
        out.append(object ? '{' : '[');
        levels.push(new Level(object));
        return this;
    }

    /** Makes room for a value: after its name, as the next of an array, or as the only one. */
    private void place() {
        if (levels.isEmpty() ? out.length() > 0 : levels.peek().object && !named) {
            throw new IllegalStateException("no place for a value");
        }
        if (!named && !levels.isEmpty()) {
            separate();
        }
        named = false;
    }

    private void separate() {
        Level level = levels.peek();
        if (level.filled) {
            out.append(',');
        }
        level.filled = true;
        newLine();
    }

    private void newLine() {
        out.append('\n').append(INDENT.repeat(levels.size()));
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    // Lone surrogates have no form in UTF-8, in which the text will be stored.
                    if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
