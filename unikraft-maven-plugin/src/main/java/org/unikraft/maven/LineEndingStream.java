package org.unikraft.maven;

import java.io.IOException;
import java.io.OutputStream;

/** Passes on the machine's output, and knows whether its last line has ended, so that Maven's next begins a new one. */
final class LineEndingStream extends OutputStream {
    private final OutputStream target;
    private int last = '\n';

    LineEndingStream(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        target.write(b);
        last = b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        target.write(bytes, offset, length);
        if (length > 0) {
            last = bytes[offset + length - 1];
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    /** Ends the last line, when it has no end yet. The target, which is this process's output, stays open. */
    @Override
    public void close() throws IOException {
        if (last != '\n') {
            write('\n');
            flush();
        }
    }
}
