package org.unikraft.core.model;

/** What an image runs. */
public sealed interface Application permits JavaApplication, NativeApplication {
    /** For people and for the report: the name of the file that is run, without directories. */
    String name();
}
