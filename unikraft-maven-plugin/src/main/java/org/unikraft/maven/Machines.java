package org.unikraft.maven;

import java.util.Map;
import java.util.Optional;
import org.unikraft.core.model.UserError;
import org.unikraft.core.run.BackgroundMachine;

/**
 * The machines that run for a project, by their names. Maven keeps one map for each project and plugin in a session, in
 * which goals leave things for each other.
 */
final class Machines {
    static final String DEFAULT_ID = "default";

    private static final String KEY = "org.unikraft.maven.machine.";

    private final Map<Object, Object> context;

    private Machines(Map<Object, Object> context) {
        this.context = context;
    }

    @SuppressWarnings("unchecked") // Maven's method is older than type parameters
    static Machines of(Map<?, ?> pluginContext) {
        return new Machines((Map<Object, Object>) pluginContext);
    }

    /** The file for a console when none is named. */
    static String consoleName(String id) {
        return id.equals(DEFAULT_ID) ? "console.log" : "console-" + id + ".log";
    }

    boolean has(String id) {
        return context.containsKey(KEY + id);
    }

    void checkFree(String id) {
        if (has(id)) {
            throw new UserError(
                    "already-started",
                    "A machine" + named(id) + " runs already in this project.",
                    "Goal start was called twice, with no stop in between.",
                    "Give each machine an id, in start and in stop: -Dunikraft.id=second");
        }
    }

    void add(String id, BackgroundMachine machine) {
        context.put(KEY + id, machine);
    }

    BackgroundMachine remove(String id) {
        return Optional.ofNullable((BackgroundMachine) context.remove(KEY + id))
                .orElseThrow(() -> new UserError(
                        "not-started",
                        "There is no machine" + named(id) + " to stop.",
                        "No goal start of this project was successful in this run of Maven, with which its machines end.",
                        "Bind start to pre-integration-test and stop to post-integration-test, with the same id."));
    }

    /** Ends a machine at once, if it runs, and says whether it did. */
    boolean end(String id) {
        BackgroundMachine machine = (BackgroundMachine) context.remove(KEY + id);
        if (machine != null) {
            machine.close();
        }
        return machine != null;
    }

    private static String named(String id) {
        return id.equals(DEFAULT_ID) ? "" : " '" + id + "'";
    }
}
