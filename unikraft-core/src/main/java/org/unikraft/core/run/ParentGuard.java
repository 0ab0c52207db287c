package org.unikraft.core.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Ends a process when this JVM is gone, however it went: a shutdown hook does not run when a JVM is killed. A shell waits
 * at a pipe whose other end only this JVM has; the end of the pipe is the end of the JVM.
 */
final class ParentGuard implements AutoCloseable {
    /** Ctrl-C at a terminal reaches the shell as well, which has to outlive the JVM. */
    private static final String SCRIPT =
            "trap '' HUP INT TERM; read -r pid || exit 0; read -r answer || kill -9 \"$pid\"";

    private final Process shell;

    private ParentGuard(Process shell) {
        this.shell = shell;
    }

    /** A guard that watches nothing yet. */
    static ParentGuard start() throws IOException {
        return new ParentGuard(new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    void watch(Process process) throws IOException {
        say(Long.toString(process.pid()));
    }

    /** To be called when the process has ended: the guard goes away and kills nothing. */
    @Override
    public void close() {
        try {
            say("done");
            shell.getOutputStream().close();
        } catch (IOException e) {
            // Somebody ended the shell; then it guards nothing more.
            shell.destroyForcibly();
        }
    }

    private void say(String line) throws IOException {
        OutputStream pipe = shell.getOutputStream();
        pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }
}
