package org.unikraft.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** JSON comes out as RFC 8259 wants it, indented, in the order of the calls. */
class JsonWriterTest {
    @Test
    void nestsObjectsAndArrays() {
        String text = new JsonWriter()
                .beginObject()
                .field("name", "uksched")
                .beginArray("sizes")
                .value(1)
                .value(-2)
                .end()
                .beginObject("empty")
                .end()
                .field("on", true)
                .end()
                .text();
        assertThat(text).isEqualTo("""
                        {
                          "name": "uksched",
                          "sizes": [
                            1,
                            -2
                          ],
                          "empty": {},
                          "on": true
                        }
                        """);
    }

    @Test
    void escapesWhatMustNotStandInAString() {
        assertThat(new JsonWriter().value("\"\\\n\t\u0001é\ud83d").text())
                .isEqualTo("\"\\\"\\\\\\n\\t\\u0001é\\ud83d\"\n");
    }

    @Test
    void refusesCallsThatGiveNoJson() {
        assertThatThrownBy(() -> new JsonWriter().beginObject().value(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new JsonWriter().beginArray().name("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new JsonWriter().value(1).value(2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new JsonWriter().beginArray().text()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new JsonWriter().end()).isInstanceOf(IllegalStateException.class);
    }
}
