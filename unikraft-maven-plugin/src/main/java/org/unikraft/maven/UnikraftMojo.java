package org.unikraft.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.unikraft.core.model.UserError;
import org.unikraft.core.run.Outcome;

/** What all goals share: the project, skipping, and how an error of the user's becomes one of Maven's. */
abstract class UnikraftMojo extends AbstractMojo {
    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    MavenSession session;

    /** Does nothing. */
    @Parameter(property = "unikraft.skip", defaultValue = "false")
    boolean skip;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("Skipped: unikraft.skip is set.");
            return;
        }
        try {
            run();
        } catch (UserError e) {
            throw new MojoFailureException(e.text(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("Interrupted.", e);
        }
    }

    /** The goal's work. */
    abstract void run() throws MojoFailureException, InterruptedException;

    /** Passes on what core says. To be closed when it says nothing more. */
    EventLog events() {
        // The lines of modules that are built at the same time would go through each other.
        boolean line = getLog().isInfoEnabled()
                && session.getRequest().isInteractiveMode()
                && session.getRequest().getDegreeOfConcurrency() <= 1;
        return new EventLog(
                getLog(),
                line ? ProgressLine.ofTerminal(Optional.ofNullable(System.getenv("TERM"))) : Optional.empty());
    }

    /** An outcome as a sentence. */
    static String sentence(Outcome outcome) {
        String text = outcome.description();
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    static Optional<Path> path(File file) {
        return Optional.ofNullable(file).map(File::toPath);
    }

    static List<Path> paths(List<File> files) {
        return files == null ? List.of() : files.stream().map(File::toPath).toList();
    }

    static <T> List<T> orNone(List<T> values) {
        return values == null ? List.of() : values;
    }

    /** Values from the POM, and over them those of the command line, each {@code name=value}. */
    static SortedMap<String, String> merge(String property, Map<String, String> pom, List<String> commandLine) {
        SortedMap<String, String> merged = new TreeMap<>();
        if (pom != null) {
            // An empty element of the POM is null.
            pom.forEach((name, value) -> merged.put(name, value == null ? "" : value));
        }
        for (String assignment : orNone(commandLine)) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new UserError(
                        "bad-assignment",
                        "'" + assignment + "' in " + property + " is not an assignment.",
                        "",
                        "Write name=value, several of them separated by commas.");
            }
            merged.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return merged;
    }
}
