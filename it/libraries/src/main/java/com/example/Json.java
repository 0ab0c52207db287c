package com.example;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

final class Json {
    public record Point(int x, double y, String label, List<Point> near) {}

    static void run() throws Exception {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Point point = new Point(1, 2.5, "a \"b\" ü", List.of(new Point(3, -0.0, null, List.of())));
        String text = mapper.writeValueAsString(point);
        System.out.println(text);
        System.out.println(mapper.readValue(text, Point.class).equals(point));
        JsonNode tree = mapper.reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree("{\"k\": [1, 2, {\"d\": 1e400}], \"n\": null}");
        System.out.println(tree.at("/k/2/d").decimalValue().precision() + " " + tree.get("n").isNull());
        SortedMap<String, Long> many = new TreeMap<>();
        for (int i = 0; i < 2000; i++) {
            many.merge("key" + i % 100, (long) i * i, Long::sum);
        }
        System.out.println(mapper.writeValueAsString(many).hashCode());
        try {
            mapper.readValue("{\"x\": }", Point.class);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            System.out.println(e.getOriginalMessage());
        }
    }

    private Json() {}
}
