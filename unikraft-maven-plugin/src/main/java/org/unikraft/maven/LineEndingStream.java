package org.unikraft.maven;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Passes on the machine's output, and knows whether its last line has ended, so that Maven's next begins a new one. */
final class LineEndingStream extends OutputStream {
    private final OutputStream target;
    private int last = '\n';

    LineEndingStream(OutputStream target) {
        this.target = target;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        target.write(b);
        last = b;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        target.write(bytes, offset, length);
        if (length > 0) {
            last = bytes[offset + length - 1];
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    /** Ends the last line, when it has no end yet. */
    synchronized void endLine() {
        if (last != '\n') {
            try {
                write('\n');
                flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends the last line. The target, which is this process's output, stays open. */
    @Override
    public void close() {
        endLine();
    }
}
