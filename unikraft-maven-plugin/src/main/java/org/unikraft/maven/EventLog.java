package org.unikraft.maven;

import java.util.Optional;
import org.apache.maven.plugin.logging.Log;
import org.unikraft.core.model.Event;

/** Passes on what core says: to Maven's log, and progress to the terminal's last line where there is one. */
final class EventLog implements Event.Listener, AutoCloseable {
    private final Log log;
    private final Optional<ProgressLine> line;

    EventLog(Log log, Optional<ProgressLine> line) {
        this.log = log;
        this.line = line;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.Progress && line.isPresent()) {
            line.get().show(event.message() + " …");
            return;
        }
        if (event instanceof Event.Detail) {
            if (log.isDebugEnabled()) {
                hideLine();
                log.debug(event.message());
            }
            return;
        }
        hideLine();
        if (event instanceof Event.Warning) {
            log.warn(event.message());
        } else {
            log.info(event.message());
        }
    }

    private void hideLine() {
        line.ifPresent(ProgressLine::hide);
    }

    @Override
    public void close() {
        hideLine();
    }
}
