package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.unikraft.core.model.JsonReader;

/** An object of a JSON text, of which each field has the type that a reader expects. */
final class Fields {
    private final Map<?, ?> values;
    private final String place;

    private Fields(Object value, String place) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new Missing(place + " is no object");
        }
        this.values = map;
        this.place = place;
    }

    /** A field that is absent or of another type; the message says where. */
    static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    /** @throws JsonReader.SyntaxError for what is not JSON */
    static Fields parse(String text) {
        return new Fields(JsonReader.read(text), "the text");
    }

    Fields object(String name) {
        return new Fields(values.get(name), at(name));
    }

    String text(String name) {
        return typed(name, String.class, values.get(name));
    }

    Optional<String> optionalText(String name) {
        return values.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
    }

    long number(String name) {
        return typed(name, Long.class, values.get(name));
    }

    boolean flag(String name) {
        return typed(name, Boolean.class, values.get(name));
    }

    /** An address: {@code 0x} and hexadecimal digits. */
    long address(String name) {
        try {
            return Long.parseUnsignedLong(text(name).replaceFirst("^0x", ""), 16);
        } catch (NumberFormatException e) {
            throw new Missing(at(name) + " is no address");
        }
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object each : typed(name, List.class, values.get(name))) {
            texts.add(typed(name, String.class, each));
        }
        return texts;
    }

    <T> List<T> objects(String name, Function<Fields, T> reader) {
        List<T> objects = new ArrayList<>();
        for (Object each : typed(name, List.class, values.get(name))) {
            objects.add(reader.apply(new Fields(each, at(name))));
        }
        return objects;
    }

    List<String> names() {
        return values.keySet().stream().map(String.class::cast).toList();
    }

    private <T> T typed(String name, Class<T> type, Object value) {
        if (!type.isInstance(value)) {
            throw new Missing(at(name) + (value == null ? " is missing" : " is of another type"));
        }
        return type.cast(value);
    }

    private String at(String name) {
        return "'" + name + "' of " + place;
    }
}
