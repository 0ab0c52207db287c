package org.unikraft.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unikraft.core.model.UserError;

/**
 * A port of this computer whose connections, or datagrams, go to a port of the machine.
 *
 * @param address of this computer, IPv4 (QEMU forwards no other); 0.0.0.0: all it has
 * @param host port of this computer, 0–65535; 0: any that is free
 * @param guest port of the machine, 1–65535
 */
public record PortForward(Protocol protocol, String address, int host, int guest) {
    private static final String DEFAULT_ADDRESS = "127.0.0.1";
    private static final int MAX_PORT = 65535;
    private static final Pattern FORMAT = Pattern.compile(
            "(?:(?:(?<address>[0-9.]+):)?(?<host>[0-9]*):)?(?<guest>[0-9]+)(?:/(?<protocol>[A-Za-z]+))?");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

    /** What runs over IP. */
    public enum Protocol {
        TCP,
        UDP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public PortForward {
        Objects.requireNonNull(protocol);
        if (!IPV4.matcher(address).matches() || host < 0 || host > MAX_PORT || guest < 1 || guest > MAX_PORT) {
            throw new IllegalArgumentException(address + ":" + host + ":" + guest);
        }
    }

    /** Reads {@code [[address:]host:]guest[/tcp|/udp]}; a port alone is the same on both sides. */
    public static PortForward parse(String text) {
        Matcher parts = FORMAT.matcher(text.strip());
        if (!parts.matches()) {
            throw bad(text, "It is not [[address:]host:]guest[/tcp|/udp] with an IPv4 address and ports as numbers.");
        }
        String address = parts.group("address") == null ? DEFAULT_ADDRESS : parts.group("address");
        if (!IPV4.matcher(address).matches()) {
            throw bad(text, address + " is not an IPv4 address.");
        }
        int guest = port(text, parts.group("guest"), 1);
        String host = parts.group("host");
        return new PortForward(
                protocol(text, parts.group("protocol")),
                address,
                host == null ? guest : host.isEmpty() ? 0 : port(text, host, 0),
                guest);
    }

    /** Reads each of them, and sees to it that no port of this computer is forwarded twice. */
    public static List<PortForward> parseAll(List<String> texts) {
        List<PortForward> forwards = new ArrayList<>();
        for (String text : texts) {
            PortForward forward = parse(text);
            forwards.stream().filter(forward::takesTheSameAs).findFirst().ifPresent(other -> {
                throw new UserError(
                        "bad-port",
                        "Port " + forward.host + "/" + forward.protocol + " of this computer is forwarded twice.",
                        "To " + other + " and to " + forward + ".",
                        "Give each forwarded port another one of this computer, or 0 for any that is free.");
            });
            forwards.add(forward);
        }
        return List.copyOf(forwards);
    }

    private boolean takesTheSameAs(PortForward other) {
        boolean everywhere = address.equals("0.0.0.0") || other.address.equals("0.0.0.0");
        return host != 0
                && host == other.host
                && protocol == other.protocol
                && (everywhere || address.equals(other.address));
    }

    private static Protocol protocol(String text, String name) {
        if (name == null) {
            return Protocol.TCP;
        }
        return switch (name) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default -> throw bad(text, "There is no protocol '" + name + "': it is tcp or udp.");
        };
    }

    private static int port(String text, String digits, int least) {
        if (digits.length() <= 5) {
            int port = Integer.parseInt(digits);
            if (port >= least && port <= MAX_PORT) {
                return port;
            }
        }
        throw bad(text, "Port " + digits + " is not from " + least + " to " + MAX_PORT + ".");
    }

    private static UserError bad(String text, String why) {
        return new UserError(
                "bad-port",
                "'" + text.strip() + "' is not a port to forward.",
                why,
                "Write it like 8080, 8080:80, 0.0.0.0:8080:80 or 5353:53/udp; the port of this computer comes first,"
                        + " 0 is any that is free.");
    }

    PortForward withHost(int port) {
        return new PortForward(protocol, address, port, guest);
    }

    /** Where a program of this computer reaches the machine, for instance {@code localhost:8080}. */
    public String endpoint() {
        boolean local = address.equals(DEFAULT_ADDRESS) || address.equals("0.0.0.0");
        return (local ? "localhost" : address) + ":" + host;
    }

    static String list(List<PortForward> forwards) {
        return forwards.stream().map(PortForward::toString).collect(Collectors.joining(", "));
    }

    /** As a user writes it, in full. */
    @Override
    public String toString() {
        return address + ":" + host + ":" + guest + "/" + protocol;
    }
}
