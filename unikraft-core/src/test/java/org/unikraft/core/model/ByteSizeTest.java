package org.unikraft.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes are read and written with binary units. */
class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "512, 512, 512 B",
        "64K, 65536, 64 KiB",
        "96m, 100663296, 96 MiB",
        "2 GiB, 2147483648, 2 GiB",
        "1537, 1537, 1.5 KiB"
    })
    void readsAndWrites(String text, long bytes, String written) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "much", "-1", "1.5M", "2T", "M"})
    void refusesWhatIsNoSize(String text) {
        assertThat(error(text))
                .isEqualTo("'" + text + "' is not a size.\n"
                        + "It is not a whole number with an optional unit.\n"
                        + "Write it like 512K, 96M or 2G (binary units).");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "9007199254740993K"})
    void refusesWhatDoesNotFit(String text) {
        assertThat(error(text))
                .isEqualTo("'" + text + "' is not a size.\n"
                        + "It is larger than 9223372036854775807 bytes.\n"
                        + "Write it like 512K, 96M or 2G (binary units).");
    }

    @Test
    void memoryHasAUnit() {
        assertThat(ByteSize.parseMemory("96M")).isEqualTo(ByteSize.mebibytes(96));
        assertThat(catchThrowableOfType(UserError.class, () -> ByteSize.parseMemory("96"))
                        .text())
                .isEqualTo("'96' is too little memory for a machine: it is 96 B.\n"
                        + "A number without a unit is one of bytes.\n"
                        + "Write it like 96M or 2G (binary units).");
    }

    @Test
    void isNotNegative() {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> new ByteSize(-1)))
                .hasMessage("negative size: -1");
    }

    private static String error(String text) {
        return catchThrowableOfType(UserError.class, () -> ByteSize.parse(text)).text();
    }
}
