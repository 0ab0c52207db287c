package org.unikraft.maven;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.unikraft.core.model.UserError;

/** The property {@code project.build.outputTimestamp}, as Maven's own plugins read it. */
final class OutputTimestamp {
    private OutputTimestamp() {}

    /**
     * An ISO 8601 time or seconds since 1970; empty when the property is absent, or a single character that is not a
     * digit, which switches it off.
     */
    static Optional<Instant> parse(String text) {
        if (text == null || text.isBlank() || text.length() == 1 && !Character.isDigit(text.charAt(0))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.chars().allMatch(Character::isDigit)
                            ? Instant.ofEpochSecond(Long.parseLong(text))
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException | NumberFormatException e) {
            throw new UserError(
                    "bad-timestamp",
                    "project.build.outputTimestamp is not a time: " + text,
                    "",
                    "Write it like 2026-01-01T00:00:00Z, or as seconds since 1970.",
                    e);
        }
    }
}
