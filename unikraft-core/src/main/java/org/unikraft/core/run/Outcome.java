package org.unikraft.core.run;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** How a machine ended. */
public sealed interface Outcome {
    int SIGTERM = 15;

    /** For people: one sentence, without a full stop, that can follow a name and a colon. */
    String description();

    /** Whether the application ended by itself with status 0. */
    default boolean successful() {
        return false;
    }

    /** Whether the application ended as one that was asked to: with status 0, by SIGTERM, or with its status 143. */
    default boolean endedAsAsked() {
        return successful();
    }

    /**
     * The application ended by itself.
     *
     * @param status 0–255
     */
    record Exited(int status) implements Outcome {
        public Exited {
            if (status < 0 || status > 255) {
                throw new IllegalArgumentException("no exit status: " + status);
            }
        }

        @Override
        public boolean successful() {
            return status == 0;
        }

        @Override
        public boolean endedAsAsked() {
            return successful() || status == 128 + SIGTERM;
        }

        @Override
        public String description() {
            return "the application ended with status " + status;
        }
    }

    /**
     * A signal that it did not handle ended the application.
     *
     * @param number as Linux numbers signals on x86-64, 1–64
     */
    record KilledBySignal(int number) implements Outcome {
        private static final Map<Integer, String> NAMES = Map.ofEntries(
                Map.entry(1, "SIGHUP"),
                Map.entry(2, "SIGINT"),
                Map.entry(3, "SIGQUIT"),
                Map.entry(4, "SIGILL"),
                Map.entry(5, "SIGTRAP"),
                Map.entry(6, "SIGABRT"),
                Map.entry(7, "SIGBUS"),
                Map.entry(8, "SIGFPE"),
                Map.entry(9, "SIGKILL"),
                Map.entry(11, "SIGSEGV"),
                Map.entry(13, "SIGPIPE"),
                Map.entry(14, "SIGALRM"),
                Map.entry(15, "SIGTERM"),
                Map.entry(31, "SIGSYS"));

        @Override
        public boolean endedAsAsked() {
            return number == SIGTERM;
        }

        public KilledBySignal {
            if (number < 1 || number > 64) {
                throw new IllegalArgumentException("no signal: " + number);
            }
        }

        @Override
        public String description() {
            String name = NAMES.get(number);
            return "the application was killed by signal " + number + (name == null ? "" : " (" + name + ")");
        }
    }

    /**
     * The kernel could not go on.
     *
     * @param text its own words, one line
     */
    record Panicked(String text) implements Outcome {
        public Panicked {
            Objects.requireNonNull(text);
        }

        @Override
        public String description() {
            return "the kernel stopped: " + text;
        }
    }

    /** It ran longer than it may, and was stopped. */
    record TimedOut(Duration limit) implements Outcome {
        public TimedOut {
            Objects.requireNonNull(limit);
        }

        @Override
        public String description() {
            return "it was stopped after " + seconds(limit) + " s, its time limit";
        }
    }

    /** It was asked to end by its power button, did not in the time that it had, and was ended. */
    record DidNotStop(Duration grace) implements Outcome {
        public DidNotStop {
            Objects.requireNonNull(grace);
        }

        @Override
        public String description() {
            return "it did not end within " + seconds(grace) + " s of its power button, and was ended";
        }
    }

    /** It was to end, and its type has no power button that asks it to. */
    record EndedUnasked(MachineType type) implements Outcome {
        public EndedUnasked {
            Objects.requireNonNull(type);
        }

        @Override
        public String description() {
            return "it was ended at once: machines of type " + type + " have no power button";
        }
    }

    private static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
    }

    /**
     * QEMU ended and the kernel had not said how the application did.
     *
     * @param status QEMU's own; 128 + n when signal n ended it
     * @param errors what it wrote to its standard error, at most its end
     */
    record VmmFailed(int status, String errors) implements Outcome {
        public VmmFailed {
            Objects.requireNonNull(errors);
        }

        @Override
        public String description() {
            String said = errors.isBlank() ? "" : ": " + errors.strip();
            return "QEMU ended with status " + status + " before the kernel reported an outcome" + said;
        }
    }
}
