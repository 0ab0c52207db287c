package org.unikraft.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.AbstractExecutionListener;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.junit.jupiter.api.Test;

/** What is to be done at the end of a run of Maven is done there, and whoever was told of it before still is. */
class SessionEndTest {
    private final List<String> done = new ArrayList<>();
    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();

    @Test
    void isBeforeTheSummary() {
        request.setExecutionListener(new AbstractExecutionListener() {
            @Override
            public void projectSucceeded(ExecutionEvent event) {
                done.add("project");
            }

            @Override
            public void sessionEnded(ExecutionEvent event) {
                done.add("summary");
            }
        });
        MavenSession session = session();
        SessionEnd.run(session, () -> done.add("first"));
        SessionEnd.run(session, () -> done.add("second"));

        request.getExecutionListener().projectSucceeded(null);
        request.getExecutionListener().sessionEnded(null);
        assertThat(done).containsExactly("project", "second", "first", "summary");
    }

    @Test
    void needsNoOtherListener() {
        SessionEnd.run(session(), () -> done.add("done"));

        request.getExecutionListener().projectSucceeded(null);
        request.getExecutionListener().sessionEnded(null);
        assertThat(done).containsExactly("done");
        assertThat(request.getExecutionListener())
                .hasToString(request.getExecutionListener().toString());
    }

    @SuppressWarnings("deprecation") // the only constructor without a container
    private MavenSession session() {
        return new MavenSession(null, null, request, null);
    }
}
