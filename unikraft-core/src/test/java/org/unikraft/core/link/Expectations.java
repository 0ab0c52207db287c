package org.unikraft.core.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments {@code //# key: value} of a source file. */
record Expectations(Map<String, List<String>> values) {
    private static final Pattern LINE = Pattern.compile("(?://#|##) ([a-z]+):(?: (.*))?");

    static Expectations of(Path file) throws IOException {
        Map<String, List<String>> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String value = matcher.group(2) == null ? "" : matcher.group(2);
                values.computeIfAbsent(matcher.group(1), any -> new ArrayList<>())
                        .add(value);
            }
        }
        return new Expectations(values);
    }

    List<String> lines(String key) {
        return values.getOrDefault(key, List.of());
    }

    List<String> words(String key, String otherwise) {
        List<String> words = new ArrayList<>();
        for (String line : values.getOrDefault(key, List.of(otherwise))) {
            words.addAll(List.of(line.strip().split(" +")));
        }
        words.remove("");
        return words;
    }

    String only(String key, String otherwise) {
        return lines(key).isEmpty() ? otherwise : lines(key).get(0);
    }
}
