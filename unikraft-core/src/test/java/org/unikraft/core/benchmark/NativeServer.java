package org.unikraft.core.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.unikraft.core.link.LinkResult;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.UserError;
import org.unikraft.core.program.LinkedInServer;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;

/** An HTTP server that is linked into the kernel with TCP/IP: src/test/benchmark/http.c, without a libc. */
final class NativeServer {
    private static final ByteSize MEMORY = ByteSize.mebibytes(8);
    private static final long STEP = 64 * 1024;

    private NativeServer() {}

    static List<Figure> measure(Path work) throws IOException, InterruptedException {
        LinkResult image = LinkedInServer.link(false);
        Path kernel = Files.write(work.resolve("http"), image.image());
        Files.writeString(work.resolve("http.map"), image.map().toText());
        return List.of(
                new Figure(
                        "Native HTTP server with TCP/IP: image",
                        String.format(Locale.ROOT, "%,d B", image.image().length),
                        "224 KiB",
                        "224,952 B"),
                new Figure(
                        "Native HTTP server: least memory",
                        leastMemory(Machine.of(kernel, MEMORY).withHardwareAcceleration(false)) / 1024 + " KiB",
                        "",
                        ""));
    }

    /** In bytes: of the sizes from which on it answers. */
    private static long leastMemory(Machine machine) throws IOException, InterruptedException {
        long least = MEMORY.bytes();
        if (!works(machine, least)) {
            throw new IllegalStateException("The server does not answer with " + MEMORY + ".");
        }
        // Once more: on a computer that does other work a connection may fail for want of time.
        while (works(machine, least - STEP) || works(machine, least - STEP)) {
            least -= STEP;
        }
        return least;
    }

    private static boolean works(Machine machine, long memory) throws IOException, InterruptedException {
        try (LinkedInServer server = LinkedInServer.start(
                machine.withMemory(new ByteSize(memory)), Console.withoutInput(new ByteArrayOutputStream()))) {
            return server.serves() && server.end().successful();
        } catch (UserError e) {
            return false; // the machine is refused: it is too small for the files
        }
    }
}
