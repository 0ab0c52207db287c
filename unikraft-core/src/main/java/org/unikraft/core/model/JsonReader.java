package org.unikraft.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads JSON (RFC 8259) into values of the JDK: {@code Map<String, Object>} and {@code List<Object>} that keep the order
 * of the text, {@code String}, {@code Long} for a whole number, {@code Double} for another, {@code Boolean}, and null.
 */
public final class JsonReader {
    /** Deeper texts are refused, before they exhaust the stack. */
    private static final int MAX_DEPTH = 200;

    private final String text;
    private int position;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** A text that is not JSON; the message says where it stops being so. */
    public static final class SyntaxError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SyntaxError(String message) {
            super(message);
        }
    }

    /** Reads a text that holds one value. */
    public static Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.position != text.length()) {
            throw reader.error("the end");
        }
        return value;
    }

    private Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> nested(this::object);
            case '[' -> nested(this::array);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Object nested(Supplier<Object> structure) {
        if (++depth > MAX_DEPTH) {
            throw error("at most " + MAX_DEPTH + " levels");
        }
        Object value = structure.get();
        depth--;
        return value;
    }

    private Object object() {
        Map<String, Object> object = new LinkedHashMap<>();
        position++;
        skipSpace();
        if (!take('}')) {
            do {
                skipSpace();
                String name = string();
                skipSpace();
                expect(':');
                object.put(name, value());
                skipSpace();
            } while (take(','));
            expect('}');
        }
        return Collections.unmodifiableMap(object);
    }

    private Object array() {
        List<Object> array = new ArrayList<>();
        position++;
        skipSpace();
        if (!take(']')) {
            do {
                array.add(value());
                skipSpace();
            } while (take(','));
            expect(']');
        }
        return Collections.unmodifiableList(array);
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (!take('"')) {
            char c = peek();
            if (c < 0x20) {
                throw error("a character of a string");
            }
            position++;
            string.append(c == '\\' ? escape() : c);
        }
        return string.toString();
    }

    private char escape() {
        char c = peek();
        position++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> {
                position--;
                throw error("an escape sequence");
            }
        };
    }

    private char codeUnit() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw error("a hexadecimal digit");
            }
            value = value << 4 | digit;
            position++;
        }
        return (char) value;
    }

    private Object number() {
        int start = position;
        while (position < text.length() && "+-.0123456789eE".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        String number = text.substring(start, position);
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            position = start;
            throw error("a value");
        }
        try {
            return number.matches("-?[0-9]+") ? (Object) Long.valueOf(number) : Double.valueOf(number);
        } catch (NumberFormatException e) {
            position = start;
            throw error("a number of 64 bits");
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, position)) {
            throw error("a value");
        }
        position += word.length();
        return value;
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private char peek() {
        if (position == text.length()) {
            throw error("more text");
        }
        return text.charAt(position);
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw error("'" + c + "'");
        }
    }

    private SyntaxError error(String expected) {
        return new SyntaxError("JSON: expected " + expected + " at character " + position);
    }
}
