package org.unikraft.core.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the kernel said on its report channel ({@code docs/design.md}, "Boot, command line, exit").
 *
 * @param stages those that the boot began, in order
 * @param outcome how it ended; empty when the kernel did not get to say it
 */
public record Report(List<Stage> stages, Optional<Outcome> outcome) {
    /** The channel carries few and short lines; what exceeds these numbers is not the protocol. */
    private static final int MAX_STAGES = 4096;

    private static final int MAX_LINE = 4096;

    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f.:]{2,45}");

    /**
     * A stage of the boot.
     *
     * @param tsc time stamp counter of the CPU when it began
     */
    public record Stage(String name, long tsc) {
        /** The last one: the application is started. */
        public static final String APPLICATION = "application";
    }

    public Report {
        stages = List.copyOf(stages);
    }

    /**
     * The application takes connections at a port, or datagrams.
     *
     * @param address an IPv4 or IPv6 address of the machine, of which {@code 0.0.0.0} and {@code ::} are all
     * @param port 1–65535
     */
    public record Listening(PortForward.Protocol protocol, String address, int port) {
        /** Whether only the machine itself can reach it. */
        boolean inside() {
            return address.startsWith("127.") || address.equals("::1");
        }
    }

    /** Receives what is reported while the machine runs. */
    interface Listener {
        void began(Stage stage);

        void listens(Listening listening);
    }

    /**
     * Reads the channel until its end. A line that is not of the protocol is ignored: the port is one that any code in
     * the machine can write to. The last outcome counts: a panic may follow an exit that did not succeed.
     */
    static Report read(Reader channel, Listener listener) throws IOException {
        List<Stage> stages = new ArrayList<>();
        Optional<Outcome> outcome = Optional.empty();
        BufferedReader lines = new BufferedReader(channel);
        for (String line = readLine(lines); line != null; line = readLine(lines)) {
            Optional<Outcome> said = outcome(line);
            if (said.isPresent()) {
                outcome = said;
            }
            Optional<Stage> stage = stage(line);
            if (stage.isPresent() && stages.size() < MAX_STAGES) {
                stages.add(stage.get());
                listener.began(stage.get());
            }
            listening(line).ifPresent(listener::listens);
        }
        return new Report(stages, outcome);
    }

    /** The next line, of which what exceeds {@link #MAX_LINE} is dropped; null at the end. */
    private static String readLine(Reader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        int character = reader.read();
        if (character < 0) {
            return null;
        }
        for (; character >= 0 && character != '\n'; character = reader.read()) {
            if (line.length() < MAX_LINE) {
                line.append((char) character);
            }
        }
        return line.toString().stripTrailing();
    }

    private static Optional<Outcome> outcome(String line) {
        String[] words = line.split(" ", 2);
        if (words.length != 2) {
            return Optional.empty();
        }
        return switch (words[0]) {
            case "exit" -> number(words[1], 0, 255).map(status -> new Outcome.Exited(status.intValue()));
            case "signal" -> number(words[1], 1, 64).map(number -> new Outcome.KilledBySignal(number.intValue()));
            case "panic" -> Optional.of(new Outcome.Panicked(words[1]));
            default -> Optional.empty();
        };
    }

    private static Optional<Stage> stage(String line) {
        String[] words = line.split(" ");
        if (words.length != 3 || !words[0].equals("stage")) {
            return Optional.empty();
        }
        return number(words[2], 0, Long.MAX_VALUE).map(tsc -> new Stage(words[1], tsc));
    }

    private static Optional<Listening> listening(String line) {
        String[] words = line.split(" ");
        if (words.length != 4
                || !words[0].equals("listen")
                || !ADDRESS.matcher(words[2]).matches()) {
            return Optional.empty();
        }
        return Arrays.stream(PortForward.Protocol.values())
                .filter(protocol -> protocol.toString().equals(words[1]))
                .findFirst()
                .flatMap(protocol ->
                        number(words[3], 1, 65535).map(port -> new Listening(protocol, words[2], port.intValue())));
    }

    private static Optional<Long> number(String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            return value < least || value > most ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
