package org.unikraft.core.model;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a micro-library is in an image.
 *
 * @param by the library through which it came; empty when nothing but the application or the build asks for it
 * @param evidence for people: what asks for it, when no library does
 */
public record LibraryReason(Kind kind, Optional<LibraryName> by, String evidence) {
    /** How it came. */
    public enum Kind {
        /** The application, the build or the platform needs it. */
        NEEDED,
        /** Another library requires it. */
        REQUIRED,
        /** It serves another library ({@link LibraryDescriptor.Role#joins}). */
        JOINS
    }

    public LibraryReason {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(evidence);
        if (by.isPresent() == (kind == Kind.NEEDED)) {
            throw new IllegalArgumentException("a library is needed, or there because of another");
        }
    }

    public static LibraryReason needed(String evidence) {
        return new LibraryReason(Kind.NEEDED, Optional.empty(), evidence);
    }

    public static LibraryReason requiredBy(LibraryName library) {
        return new LibraryReason(Kind.REQUIRED, Optional.of(library), "");
    }

    public static LibraryReason joins(LibraryName library) {
        return new LibraryReason(Kind.JOINS, Optional.of(library), "");
    }

    /** For people: {@code required by vfscore}, {@code joins uknetdev}, or what needs it. */
    @Override
    public String toString() {
        return switch (kind) {
            case NEEDED -> evidence;
            case REQUIRED -> "required by " + by.orElseThrow();
            case JOINS -> "joins " + by.orElseThrow();
        };
    }
}
