package org.unikraft.core.run;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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

    private final List<PortForward> ports;
    private final Event.Listener events;
    private final Set<PortForward> announced = new HashSet<>();

    Announcements(List<PortForward> ports, Event.Listener events) {
        this.ports = ports;
        this.events = events;
    }

    /**
     * The application listens somewhere.
     *
     * @param after since QEMU was started
     */
    void listens(Report.Listening listening, Duration after) {
        for (PortForward port : ports) {
            if (port.guest() != listening.port() || port.protocol() != listening.protocol()) {
                continue;
            }
            if (listening.inside()) {
                events.warning("The application listens at " + listening.address() + ", which only the machine itself"
                        + " reaches: port " + port.guest() + " is forwarded in vain.");
            } else if (announced.add(port)) {
                events.ready(String.format(Locale.ROOT, "%s answers after %.2f s", url(port), after.toNanos() / 1e9));
            }
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
