package org.unikraft.core.run;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.unikraft.core.model.Event;
import org.unikraft.core.run.PortForward.Protocol;

/**
 * Says, once for each forwarded port, that it can be reached. The kernel tells when the application listens; nobody
 * connects to it to find that out.
 */
final class Announcements {
    /** Ports of the machine at which HTTP is usual; the address is then written as one that a browser takes. */
    private static final Set<Integer> HTTP = Set.of(80, 3000, 8000, 8080, 8081, 8888);

    private static final Set<Integer> HTTPS = Set.of(443, 8443);

    private final Network network;
    private final Event.Listener events;
    private final Set<Object> announced = new HashSet<>();

    Announcements(Network network, Event.Listener events) {
        this.network = network;
        this.events = events;
    }

    /**
     * The application listens somewhere.
     *
     * @param after since QEMU was started
     */
    void listens(Report.Listening listening, Duration after) {
        if (network instanceof Network.User user) {
            user.ports().stream()
                    .filter(port -> port.guest() == listening.port() && port.protocol() == listening.protocol())
                    .forEach(port -> forwarded(port, listening, after));
        } else if (network instanceof Network.Tap && !listening.inside()) {
            String port = listening.port() + "/" + listening.protocol();
            announce(port, "Port " + port + " of the machine", after);
        }
    }

    private void forwarded(PortForward port, Report.Listening listening, Duration after) {
        if (!listening.inside()) {
            announce(port, url(port), after);
        } else if (announced.add(listening)) {
            events.warning("The application listens at " + listening.address() + ", which only the machine itself"
                    + " reaches: port " + port.guest() + " is forwarded in vain.");
        }
    }

    private void announce(Object port, String name, Duration after) {
        if (announced.add(port)) {
            events.ready(String.format(Locale.ROOT, "%s answers after %.2f s", name, after.toNanos() / 1e9));
        }
    }

    private static String url(PortForward port) {
        if (port.protocol() == Protocol.UDP) {
            return port.endpoint() + "/udp";
        }
        String scheme = HTTP.contains(port.guest()) ? "http://" : HTTPS.contains(port.guest()) ? "https://" : "";
        return scheme + port.endpoint();
    }
}
