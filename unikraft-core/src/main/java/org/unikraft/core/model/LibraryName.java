package org.unikraft.core.model;

import java.util.regex.Pattern;

/** Name of a micro-library: lower-case letters, digits, hyphens and underscores, starting with a letter. */
public record LibraryName(String value) implements Comparable<LibraryName> {
    private static final Pattern FORMAT = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    public LibraryName {
        if (!FORMAT.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value
                            + "' is no name of a micro-library: lower-case letters, digits, hyphens and underscores, starting with a letter");
        }
    }

    @Override
    public int compareTo(LibraryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
