package org.unikraft.maven;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.unikraft.core.model.Event;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.Qemu;
import org.unikraft.core.run.VirtualMachine;

/**
 * Boots the image that {@code build} made on QEMU. The machine's console is this terminal; the application's exit status
 * decides whether the build succeeds.
 */
@Mojo(name = "run", threadSafe = true)
public final class RunMojo extends MachineMojo {
    /** Seconds after which the machine is stopped and the build fails; 0: never. */
    @Parameter(property = "unikraft.timeout", defaultValue = "0")
    long timeout;

    /** Whether it is said when the application listens at a forwarded port. */
    @Parameter(property = "unikraft.announce", defaultValue = "true")
    boolean announce;

    @Override
    void run() throws MojoFailureException, InterruptedException {
        if (nothingToRun()) {
            return;
        }
        Outcome outcome = run(findQemu(), machine());
        if (!outcome.successful()) {
            throw new MojoFailureException(sentence(outcome));
        }
        getLog().info(sentence(outcome));
    }

    private Outcome run(Qemu qemu, Machine machine) throws InterruptedException {
        Optional<Duration> limit = timeout > 0 ? Optional.of(Duration.ofSeconds(timeout)) : Optional.empty();
        System.out.flush();
        // Not System.out, of which Maven makes lines of its log: the console is the application's, byte by byte.
        try (LineEndingStream output = new LineEndingStream(new FileOutputStream(FileDescriptor.out));
                VirtualMachine running = qemu.start(machine, new Console(System.in, output), events(output))) {
            setPortProperties(PORT_PROPERTY, running.ports());
            return running.await(limit);
        }
    }

    /** What is said while the console is being written begins a line of its own there. */
    private Event.Listener events(LineEndingStream console) {
        EventLog log = new EventLog(getLog(), Optional.empty());
        return event -> {
            if (!(event instanceof Event.Ready)) {
                log.on(event);
            } else if (announce && getLog().isInfoEnabled()) {
                console.endLine();
                log.on(event);
            }
        };
    }
}
