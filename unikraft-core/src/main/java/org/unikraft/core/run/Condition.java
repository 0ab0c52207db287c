package org.unikraft.core.run;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unikraft.core.model.UserError;
import org.unikraft.core.run.PortForward.Protocol;

/** What is waited for when a machine has been started in the background. */
public sealed interface Condition {
    /**
     * The application listens at a port of the machine; the kernel says so, and nobody connects to it.
     *
     * @param port 1–65535
     */
    record Listens(Protocol protocol, int port) implements Condition {
        @Override
        public String toString() {
            return port + "/" + protocol;
        }
    }

    /**
     * A GET of a path is answered with a status of 200 to 299, at a TCP port of the machine that is forwarded.
     *
     * @param path with its query, from the {@code /} on
     */
    record Answers(int port, String path) implements Condition {
        @Override
        public String toString() {
            return "http:" + port + path;
        }
    }

    /** The same at an address, which the machine has by other means than a forwarded port. */
    record AnswersAt(URI address) implements Condition {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** Reads {@code 8080}, {@code 5353/udp}, {@code http:8080/path} or {@code http://host:port/path}. */
    static Condition parse(String text) {
        return Parser.parse(text.strip());
    }

    static List<Condition> parseAll(List<String> texts) {
        return texts.stream().map(Condition::parse).toList();
    }

    /** Of conditions as users write them. */
    final class Parser {
        private static final Pattern LISTENS = Pattern.compile("([0-9]{1,5})(?:/(tcp|udp))?");
        private static final Pattern ANSWERS = Pattern.compile("http:([0-9]{1,5})(/[!-~]*)?");

        private Parser() {}

        private static Condition parse(String text) {
            Matcher listens = LISTENS.matcher(text);
            if (listens.matches()) {
                boolean udp = "udp".equals(listens.group(2));
                return new Listens(udp ? Protocol.UDP : Protocol.TCP, port(text, listens.group(1)));
            }
            Matcher answers = ANSWERS.matcher(text);
            if (answers.matches()) {
                int port = port(text, answers.group(1));
                String path = answers.group(2) == null ? "/" : answers.group(2);
                address(text, "http://localhost:" + port + path);
                return new Answers(port, path);
            }
            if (text.startsWith("http://")) {
                return new AnswersAt(address(text, text));
            }
            throw bad(text, "It is neither a port nor an HTTP address.");
        }

        private static URI address(String text, String url) {
            try {
                URI address = new URI(url);
                if (address.getHost() != null) {
                    return address;
                }
                throw bad(text, "The address names no host.");
            } catch (URISyntaxException e) {
                throw bad(text, e.getMessage());
            }
        }

        private static int port(String text, String digits) {
            int port = Integer.parseInt(digits);
            if (port < 1 || port > 65535) {
                throw bad(text, "Port " + digits + " is not from 1 to 65535.");
            }
            return port;
        }

        private static UserError bad(String text, String why) {
            return new UserError(
                    "bad-wait",
                    "'" + text + "' is nothing that can be waited for.",
                    why,
                    "Write a port of the machine (8080, 5353/udp), http:8080/path for a forwarded port that has to"
                            + " answer, or http://address:port/path.");
        }
    }
}
