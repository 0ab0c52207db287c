package org.unikraft.maven;

import java.time.Duration;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.unikraft.core.run.Outcome;

/** Ends the machine that {@code start} started: by its power button, which the application sees as SIGTERM. */
@Mojo(name = "stop", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class StopMojo extends UnikraftMojo {
    /** Name of the machine in this project, where there are several. */
    @Parameter(property = "unikraft.id", defaultValue = Machines.DEFAULT_ID)
    String id;

    /** Seconds that the application has to end; then the machine is ended. */
    @Parameter(property = "unikraft.stopTimeout", defaultValue = "10")
    long stopTimeout;

    /**
     * Whether the build fails when the application did not end as it was asked to: with status 0, by SIGTERM, or with
     * status 143, as a JVM does.
     */
    @Parameter(property = "unikraft.failOnStatus", defaultValue = "false")
    boolean failOnStatus;

    @Override
    void run() throws MojoFailureException, InterruptedException {
        Machines machines = Machines.of(getPluginContext());
        if (project.getPackaging().equals("pom") && !machines.has(id)) {
            getLog().info("Skipped: a project with packaging pom has no application, and none was started for it.");
            return;
        }
        Outcome outcome = machines.remove(id).stop(Duration.ofSeconds(stopTimeout));
        if (outcome.endedAsAsked()) {
            getLog().info(sentence(outcome));
        } else if (failOnStatus) {
            throw new MojoFailureException(sentence(outcome));
        } else {
            getLog().warn(sentence(outcome));
        }
    }
}
