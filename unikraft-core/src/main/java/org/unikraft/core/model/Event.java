package org.unikraft.core.model;

/** What the pipeline tells its caller while it works. Core itself prints nothing. */
public sealed interface Event {
    /** For people: one line. */
    String message();

    /** A phase begins. Nobody misses the message when the next one has begun. */
    record Progress(String message) implements Event {}

    /** Something that the user wants to know. */
    record Notice(String message) implements Event {}

    /** Something that the user should know and that does not stop the build. */
    record Warning(String message) implements Event {}

    /** Detail for who looks for the cause of something. */
    record Detail(String message) implements Event {}

    /** A service of a running machine can be reached. */
    record Ready(String message) implements Event {}

    /** Receives events, on the thread that works; while a machine runs, also on one that watches it. */
    @FunctionalInterface
    interface Listener {
        void on(Event event);

        default void progress(String message) {
            on(new Progress(message));
        }

        default void notice(String message) {
            on(new Notice(message));
        }

        default void ready(String message) {
            on(new Ready(message));
        }

        default void warning(String message) {
            on(new Warning(message));
        }

        default void detail(String message) {
            on(new Detail(message));
        }
    }
}
