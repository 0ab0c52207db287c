package org.unikraft.core.model;

/** Something that an application asks of the library OS, and how that was found. */
public sealed interface Need {
    /** For people: where the need comes from. */
    String evidence();

    /** One micro-library. */
    record Library(LibraryName name, String evidence) implements Need {}

    /**
     * Whatever Linux offers: every micro-library that the platform can have. What an application needs is a part of
     * this in any case.
     */
    record Everything(String evidence) implements Need {}
}
