package org.unikraft.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.unikraft.core.run.PortForward.Protocol;

/** At which ports the application of a machine has said to listen, since it was started. */
final class Services {
    /** An application that opens more of them has them known up to here. */
    private static final int MAX = 4096;

    private final List<Report.Listening> known = new ArrayList<>();
    private boolean ended;

    synchronized void add(Report.Listening listening) {
        if (known.size() < MAX && !known.contains(listening)) {
            known.add(listening);
            notifyAll();
        }
    }

    /** To be called when nothing more will be added. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Waits until the application listens at a port where others reach it.
     *
     * @param deadline of {@link System#nanoTime}
     * @return whether it does; false as well when the machine has ended
     */
    synchronized boolean await(Protocol protocol, int port, long deadline) throws InterruptedException {
        while (!has(protocol, port)) {
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                return false;
            }
            // Rounded up: a wait for 0 ms is one without an end.
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        return true;
    }

    private boolean has(Protocol protocol, int port) {
        return known.stream().anyMatch(each -> each.protocol() == protocol && each.port() == port && !each.inside());
    }

    /** Where it listens, for messages: {@code 127.0.0.1:8080/tcp, 0.0.0.0:9090/tcp}; empty: nowhere. */
    synchronized String list() {
        List<String> all = new ArrayList<>();
        for (Report.Listening each : known) {
            String address = each.address().contains(":") ? "[" + each.address() + "]" : each.address();
            all.add(address + ":" + each.port() + "/" + each.protocol());
        }
        return String.join(", ", all);
    }
}
