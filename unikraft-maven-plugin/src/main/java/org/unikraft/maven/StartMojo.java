package org.unikraft.maven;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.unikraft.core.run.BackgroundMachine;
import org.unikraft.core.run.Readiness;

/**
 * Boots the image that {@code build} made on QEMU, and lets the build go on when it is ready. Goal {@code stop} ends it; at
 * the latest it ends with Maven, however that ends.
 */
@Mojo(name = "start", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true)
public final class StartMojo extends MachineMojo {
    /** Name of the machine in this project, where there are several. */
    @Parameter(property = "unikraft.id", defaultValue = Machines.DEFAULT_ID)
    String id;

    /**
     * What has to be so before the build goes on, all of it: a port of the machine at which the application listens
     * ({@code 8080}, {@code 5353/udp}), a path that is answered with a status of 200 to 299 at a port that is forwarded
     * ({@code http:8080/health}), or the same at an address ({@code http://10.0.0.2/health}). Absent: that it listens at
     * every TCP port that is forwarded.
     */
    @Parameter(property = "unikraft.waitFor")
    List<String> waitFor;

    /** Seconds after which an application that is not ready is ended, and the build fails; 0: nothing is waited for. */
    @Parameter(property = "unikraft.waitTimeout", defaultValue = "60")
    long waitTimeout;

    /**
     * What the machine writes to its console. Absent: {@code console.log} in the directory of images, and
     * {@code console-<id>.log} for a machine with a name.
     */
    @Parameter(property = "unikraft.consoleLog")
    File consoleLog;

    @Override
    void run() throws InterruptedException {
        if (nothingToRun()) {
            return;
        }
        Machines machines = Machines.of(getPluginContext());
        machines.checkFree(id);
        Readiness readiness = Readiness.of(orNone(waitFor), forwards(), Duration.ofSeconds(waitTimeout));
        Path console = path(consoleLog).orElse(outputDirectory.toPath().resolve(Machines.consoleName(id)));
        BackgroundMachine started = start(console, readiness);
        machines.add(id, started);
        SessionEnd.run(session, () -> {
            if (machines.end(id)) {
                getLog().warn("The machine was not ended by goal stop. It is ended now, with this build.");
            }
        });
        setPortProperties(PORT_PROPERTY, started.ports());
        setPortProperties(PORT_PROPERTY + id + ".", started.ports());
        getLog().info("The machine runs; its console is " + console);
    }

    private BackgroundMachine start(Path console, Readiness readiness) throws InterruptedException {
        // Not closed: the machine goes on to say things.
        EventLog events = new EventLog(getLog(), Optional.empty());
        return BackgroundMachine.start(findQemu(), machine(), console, readiness, events);
    }
}
