package org.unikraft.core.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.model.UserError;

/** The ports of this computer: which of them are free. */
final class HostPorts implements AutoCloseable {
    private static final int FIRST_UNPRIVILEGED = 1024;

    private final List<Closeable> held = new ArrayList<>();

    private HostPorts() {}

    /**
     * The same forwards, with a free port for each that may be any.
     *
     * @throws UserError when a port is taken, or there is no such address
     */
    static List<PortForward> find(List<PortForward> forwards) {
        // All are held until the last is found, so that no two are the same.
        try (HostPorts ports = new HostPorts()) {
            List<PortForward> found = new ArrayList<>();
            for (PortForward forward : forwards) {
                found.add(forward.withHost(ports.hold(forward)));
            }
            return found;
        }
    }

    private int hold(PortForward forward) {
        try {
            return bind(forward);
        } catch (IOException e) {
            throw explain(forward, e);
        }
    }

    /** As QEMU does it: a port at which there are only remains of ended connections is free for TCP. */
    private int bind(PortForward forward) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(forward.address()), forward.host());
        if (forward.protocol() == PortForward.Protocol.UDP) {
            DatagramSocket socket = new DatagramSocket(null);
            held.add(socket);
            socket.bind(address);
            return socket.getLocalPort();
        }
        ServerSocket socket = new ServerSocket();
        held.add(socket);
        socket.setReuseAddress(true);
        socket.bind(address);
        return socket.getLocalPort();
    }

    private UserError explain(PortForward forward, IOException failure) {
        String port = "Port " + forward.host() + "/" + forward.protocol();
        String reason = String.valueOf(failure.getMessage());
        try {
            bind(forward.withHost(0));
        } catch (IOException e) {
            return new UserError(
                    "bad-port",
                    port + " cannot be forwarded from " + forward.address() + ", which is no address of this computer.",
                    reason,
                    "Write one that 'ip address' shows, 0.0.0.0 for all of them, or none for 127.0.0.1.",
                    failure);
        }
        boolean forbidden = forward.host() < FIRST_UNPRIVILEGED && reason.contains("denied");
        String other = "0:" + forward.guest() + (forward.protocol() == PortForward.Protocol.UDP ? "/udp" : "");
        return new UserError(
                "port-taken",
                port + " at " + forward.address() + " is "
                        + (forbidden ? "not this user's to take." : "taken: another program of this computer has it."),
                "It is to be forwarded to port " + forward.guest() + " of the machine. The system says: " + reason,
                (forbidden
                                ? "Forward one from " + FIRST_UNPRIVILEGED + " on"
                                : "End that program ('ss -lntup' shows it), forward another port")
                        + ", or any that is free: " + other,
                failure);
    }

    @Override
    public void close() {
        for (Closeable socket : held) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
