package org.unikraft.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;

/** Progress is one line of a terminal that other lines take the place of, or lines of the log. */
class EventLogTest {
    private final StringWriter written = new StringWriter();

    /** Writes where the terminal's line is. */
    private final Log log = new SystemStreamLog() {
        @Override
        public void info(CharSequence content) {
            written.write("[INFO] " + content + "\n");
        }

        @Override
        public void warn(CharSequence content) {
            written.write("[WARNING] " + content + "\n");
        }
    };

    @Test
    void onATerminalProgressIsOneLine() {
        try (EventLog events = new EventLog(log, Optional.of(new ProgressLine(new PrintWriter(written))))) {
            events.progress("Analysing");
            events.progress("Linking");
            events.detail("not shown");
            events.warning("Careful");
            events.progress("Writing");
        }
        assertThat(written).hasToString("Analysing …\r\033[KLinking …\r\033[K[WARNING] Careful\nWriting …\r\033[K");
    }

    @Test
    void elsewhereItIsLinesOfTheLog() {
        try (EventLog events = new EventLog(log, Optional.empty())) {
            events.progress("Analysing");
            events.notice("Port 80");
        }
        assertThat(written).hasToString("[INFO] Analysing\n[INFO] Port 80\n");
    }

    @Test
    void aLongLineIsCut() {
        new ProgressLine(new PrintWriter(written)).show("x".repeat(200));
        assertThat(written).hasToString("x".repeat(79));
    }
}
