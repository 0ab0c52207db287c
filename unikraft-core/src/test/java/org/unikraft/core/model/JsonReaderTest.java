package org.unikraft.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
    @Test
    void whatTheWriterWrites() {
        String text = new JsonWriter()
                .beginObject()
                .field("name", "a \"b\"\n\\c\u0001\u00e9")
                .field("size", -12L)
                .field("yes", true)
                .beginArray("list")
                .value(1)
                .beginObject()
                .end()
                .end()
                .end()
                .text();
        assertThat(JsonReader.read(text))
                .isEqualTo(Map.of(
                        "name", "a \"b\"\n\\c\u0001\u00e9", "size", -12L, "yes", true, "list", List.of(1L, Map.of())));
    }

    @Test
    void everyKindOfValue() {
        assertThat(JsonReader.read("[null, false, 1.5e1, \"\\u0041\\/\", [], 0]"))
                .isEqualTo(Arrays.asList(null, false, 15.0, "A/", List.of(), 0L));
    }

    @Test
    void whatIsNotJsonIsNamedWithItsPlace() {
        assertError("", "more text at character 0");
        assertError("{\"a\" 1}", "':' at character 5");
        assertError("[1 2]", "']' at character 3");
        assertError("[1,]", "a value at character 3");
        assertError("01", "a value at character 0");
        assertError("\"\\x\"", "an escape sequence at character 2");
        assertError("\"\n\"", "a character of a string at character 1");
        assertError("1 2", "the end at character 2");
        assertError("99999999999999999999", "a number of 64 bits at character 0");
        assertError("[".repeat(100_000), "at most 200 levels at character 200");
    }

    private static void assertError(String text, String expected) {
        assertThatThrownBy(() -> JsonReader.read(text))
                .isInstanceOf(JsonReader.SyntaxError.class)
                .hasMessage("JSON: expected " + expected);
    }
}
