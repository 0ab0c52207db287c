package org.unikraft.core.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How it is decided which system calls an image has. */
public enum Mode {
    /** Those that the machine code can make; all of them when that cannot be told. */
    STATIC,
    /** All that there are. */
    FULL;

    public static Mode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        "unknown-mode",
                        "There is no mode '" + text.strip() + "'.",
                        "",
                        "Use one of: "
                                + Arrays.stream(values()).map(Mode::toString).collect(Collectors.joining(", ")) + "."));
    }

    /** As a build's configuration has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
