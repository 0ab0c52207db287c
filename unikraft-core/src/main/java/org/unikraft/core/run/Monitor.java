package org.unikraft.core.run;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.unikraft.core.model.JsonReader;
import org.unikraft.core.model.JsonWriter;

/** QEMU's monitor, as far as it is needed here (QEMU Machine Protocol: one JSON value a line). */
final class Monitor implements Closeable {
    private final SocketChannel channel;
    private final BufferedReader replies;
    private boolean negotiated;

    Monitor(SocketChannel channel) {
        this.channel = channel;
        this.replies =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    /** Presses the machine's power button, which asks the operating system in it to end. */
    synchronized void pressPowerButton() throws IOException {
        if (!negotiated) {
            execute("qmp_capabilities");
            negotiated = true;
        }
        execute("system_powerdown");
    }

    private void execute(String command) throws IOException {
        String text =
                new JsonWriter().beginObject().field("execute", command).end().text();
        ByteBuffer request = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        // A greeting and events may come before the reply.
        for (String line = replies.readLine(); line != null; line = replies.readLine()) {
            try {
                if (JsonReader.read(line) instanceof Map<?, ?> reply) {
                    if (reply.containsKey("return")) {
                        return;
                    }
                    if (reply.containsKey("error")) {
                        throw new IOException("QEMU refuses " + command + ": " + reply.get("error"));
                    }
                }
            } catch (JsonReader.SyntaxError e) {
                throw new IOException("QEMU's monitor says " + line, e);
            }
        }
        throw new EOFException("QEMU ended before it did " + command);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
