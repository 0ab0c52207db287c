package org.unikraft.maven;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** One line of a terminal that says what is being done, and is gone when that is done. */
final class ProgressLine {
    /** What is longer would be broken into two lines, of which only the second can be taken back. */
    private static final int MAX_COLUMNS = 79;

    /** To the line's begin, and erase to its end (ECMA-48, EL). */
    private static final String ERASE = "\r\033[K";

    private final PrintWriter terminal;
    private boolean shown;

    ProgressLine(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /**
     * That of this process's terminal; empty when there is none, or one that takes no control sequences.
     *
     * @param term the kind of terminal, as in the environment's TERM
     */
    static Optional<ProgressLine> ofTerminal(Optional<String> term) {
        Console console = System.console();
        boolean capable =
                console != null && isTerminal(console) && !term.orElse("dumb").equals("dumb");
        return capable ? Optional.of(new ProgressLine(console.writer())) : Optional.empty();
    }

    /** From JDK 22 on there is a console without a terminal as well, which this method tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    void show(String message) {
        terminal.print((shown ? ERASE : "") + message.substring(0, Math.min(message.length(), MAX_COLUMNS)));
        terminal.flush();
        shown = true;
    }

    /** To be called before something else is written to the terminal. */
    void hide() {
        if (shown) {
            terminal.print(ERASE);
            terminal.flush();
            shown = false;
        }
    }
}
