package org.unikraft.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.UserError;

class OutputTimestampTest {
    @Test
    void isATimeOrSeconds() {
        Instant expected = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(OutputTimestamp.parse("2026-01-01T00:00:00Z")).contains(expected);
        assertThat(OutputTimestamp.parse("2026-01-01T01:00:00+01:00")).contains(expected);
        assertThat(OutputTimestamp.parse("1767225600")).contains(expected);
    }

    @Test
    void isOffWhenAbsentOrASingleLetter() {
        assertThat(OutputTimestamp.parse(null)).isEmpty();
        assertThat(OutputTimestamp.parse("")).isEmpty();
        assertThat(OutputTimestamp.parse("x")).isEmpty();
    }

    @Test
    void somethingElseIsTheUsersError() {
        assertThatThrownBy(() -> OutputTimestamp.parse("yesterday"))
                .isInstanceOf(UserError.class)
                .hasMessage("project.build.outputTimestamp is not a time: yesterday");
    }
}
