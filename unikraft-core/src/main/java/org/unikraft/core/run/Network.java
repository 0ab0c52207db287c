package org.unikraft.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.unikraft.core.model.UserError;

/** What a machine's network device is connected to. */
public sealed interface Network {
    /** There is no network device. */
    record None() implements Network {}

    /**
     * A network inside QEMU, which needs no permission: QEMU answers DHCP and DNS, makes the machine's connections its own,
     * and passes on what comes to the forwarded ports of this computer.
     */
    record User(List<PortForward> ports) implements Network {
        public static final User WITHOUT_PORTS = new User(List.of());

        public User {
            ports = List.copyOf(ports);
        }
    }

    /** A network interface of this computer of the kind tap, which somebody has made. */
    record Tap(String interfaceName) implements Network {
        /** Linux's names have at most 15 characters (IFNAMSIZ). */
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:@-]{1,15}");

        public Tap {
            if (!NAME.matcher(interfaceName).matches()) {
                throw new UserError(
                        "bad-network",
                        "There can be no network interface '" + interfaceName + "'.",
                        "Names of interfaces have 1 to 15 letters, digits, and characters of _ . : @ -",
                        "Write the name of one that 'ip tuntap list' shows: tap:tap0");
            }
        }
    }

    /** The network with every port named; what this computer does not have for it is an error. */
    default Network prepared() {
        if (this instanceof User user) {
            return new User(HostPorts.find(user.ports));
        }
        if (this instanceof Tap tap) {
            new TapInterface(Path.of("/"), tap.interfaceName).check();
        }
        return this;
    }

    /**
     * The network that a user wants for an image.
     *
     * @param stack whether the image has a network stack
     * @param wanted what the user wrote: {@code user}, {@code tap:<interface>} or {@code none}; empty: that which suits
     *     the image
     * @param ports those to be forwarded
     */
    static Network of(boolean stack, Optional<String> wanted, List<PortForward> ports) {
        if (!stack && !ports.isEmpty()) {
            throw new UserError(
                    "no-network-stack",
                    "No ports can be forwarded to this image: it has no network stack.",
                    "Ports asked for: " + PortForward.list(ports),
                    "Build it again with the library that sockets of the Internet need:"
                            + " -Dunikraft.libraries=posix-inetsocket");
        }
        return wanted.isPresent() ? parse(wanted.get(), ports) : stack ? new User(ports) : new None();
    }

    private static Network parse(String text, List<PortForward> ports) {
        String network = text.strip();
        if (network.equals("user")) {
            return new User(ports);
        }
        boolean tap = network.startsWith("tap:");
        if (!tap && !network.equals("none")) {
            throw new UserError(
                    "bad-network",
                    "'" + network + "' is not a network.",
                    "",
                    "Write user, tap:<interface> or none, for instance tap:tap0.");
        }
        if (!ports.isEmpty()) {
            throw new UserError(
                    "bad-network",
                    "With the network " + network + " no ports can be forwarded.",
                    "Forwarding is what QEMU's user-mode network does; ports asked for: " + PortForward.list(ports),
                    "Remove the ports, or the network: user is the default.");
        }
        return tap ? new Tap(network.substring("tap:".length())) : new None();
    }
}
