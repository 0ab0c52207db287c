package org.unikraft.core.run;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.unikraft.core.model.UserError;
import org.unikraft.core.run.PortForward.Protocol;

/**
 * What a machine in the background has to do before the build goes on.
 *
 * @param conditions all of them
 * @param limit for all of them together, from the start on
 */
public record Readiness(List<Condition> conditions, Duration limit) {
    public Readiness {
        conditions = List.copyOf(conditions);
    }

    /**
     * @param waitFor as users write conditions; empty: that the application listens at every TCP port of the forwarded
     * @param limit 0: nothing is waited for
     */
    public static Readiness of(List<String> waitFor, List<PortForward> ports, Duration limit) {
        if (limit.isZero()) {
            return new Readiness(List.of(), limit);
        }
        if (!waitFor.isEmpty()) {
            return new Readiness(Condition.parseAll(waitFor), limit);
        }
        return new Readiness(
                ports.stream()
                        .filter(port -> port.protocol() == Protocol.TCP)
                        .<Condition>map(port -> new Condition.Listens(Protocol.TCP, port.guest()))
                        .toList(),
                limit);
    }

    /** Before anything is started: a path is asked for at a port of this computer. */
    void check(Network network) {
        for (Condition condition : conditions) {
            if (condition instanceof Condition.Answers answers
                    && !(network instanceof Network.User user && forward(user.ports(), answers.port()) != null)) {
                throw new UserError(
                        "bad-wait",
                        "'" + condition + "' cannot be waited for: port " + answers.port() + " is not forwarded.",
                        "",
                        "Add it to <ports>, or write http:// and the address at which the machine can be reached.");
            }
        }
    }

    /**
     * Waits.
     *
     * @return what is not so; empty when all is as it has to be, or the machine has ended
     */
    Optional<String> await(VirtualMachine machine) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Condition condition : conditions) {
            String missing = await(condition, machine, deadline);
            if (!missing.isEmpty()) {
                return Optional.of(missing);
            }
        }
        return Optional.empty();
    }

    private static String await(Condition condition, VirtualMachine machine, long deadline)
            throws InterruptedException {
        if (condition instanceof Condition.Listens listens) {
            return listens(listens.protocol(), listens.port(), machine, deadline);
        }
        if (condition instanceof Condition.Answers answers) {
            // A connection before it listens would be taken by QEMU, and refused later.
            String missing = listens(Protocol.TCP, answers.port(), machine, deadline);
            PortForward forward = forward(machine.ports(), answers.port());
            return missing.isEmpty()
                    ? answers(
                            URI.create("http://" + forward.address() + ":" + forward.host() + answers.path()),
                            machine,
                            deadline)
                    : missing;
        }
        return answers(((Condition.AnswersAt) condition).address(), machine, deadline);
    }

    private static String listens(Protocol protocol, int port, VirtualMachine machine, long deadline)
            throws InterruptedException {
        if (machine.services().await(protocol, port, deadline)) {
            return "";
        }
        String elsewhere = machine.services().list();
        return "The application does not listen at port " + port + "/" + protocol
                + (elsewhere.isEmpty() ? "." : ", but at " + elsewhere + ".");
    }

    private static String answers(URI address, VirtualMachine machine, long deadline) throws InterruptedException {
        HttpProbe probe = new HttpProbe(address);
        return probe.await(machine, deadline) ? "" : "GET " + address + ": " + probe.last() + ".";
    }

    private static PortForward forward(List<PortForward> ports, int guest) {
        return ports.stream()
                .filter(port -> port.protocol() == Protocol.TCP && port.guest() == guest)
                .findFirst()
                .orElse(null);
    }
}
