package org.unikraft.core.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Something that a micro-library offers besides system calls, and that is in an image only when somebody asks for it.
 *
 * @param name of a family as in Linux's constants, without AF_ and in lower case ({@code inet}); of a device its path
 */
public record Feature(Kind kind, String name) implements Comparable<Feature> {
    /** What it is; the names are those of the attributes in {@code library.xml}. */
    public enum Kind {
        FAMILY("[a-z][a-z0-9]*"),
        DEVICE("/dev/[a-z0-9][a-z0-9/_-]*");

        private final Pattern format;

        Kind(String format) {
            this.format = Pattern.compile(format);
        }
    }

    public Feature {
        if (!kind.format.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a " + kind.name().toLowerCase(Locale.ROOT));
        }
    }

    public static Feature family(String name) {
        return new Feature(Kind.FAMILY, name);
    }

    @Override
    public int compareTo(Feature other) {
        int order = kind.compareTo(other.kind);
        return order != 0 ? order : name.compareTo(other.name);
    }

    /** For people: {@code address family AF_INET}, {@code device /dev/vda}. */
    @Override
    public String toString() {
        return switch (kind) {
            case FAMILY -> "address family AF_" + name.toUpperCase(Locale.ROOT);
            case DEVICE -> "device " + name;
        };
    }
}
