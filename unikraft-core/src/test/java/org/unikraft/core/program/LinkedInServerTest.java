package org.unikraft.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Outcome;

/** An HTTP server that is linked into the kernel serves clients of this computer, and its image stays small. */
class LinkedInServerTest {
    private static final int LARGEST = 224 * 1024;

    @TempDir
    Path work;

    @BeforeEach
    void tools() {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
    }

    @Test
    void isSmall() throws IOException, InterruptedException {
        assertThat(LinkedInServer.link(false).image().length).isLessThanOrEqualTo(LARGEST);
    }

    @Test
    void servesClients() throws IOException, InterruptedException {
        assumeTrue(Host.has("qemu-system-x86_64"), "skipped: qemu-system-x86_64 is not installed");
        Path kernel =
                Files.write(work.resolve("kernel"), LinkedInServer.link(true).image());
        Machine machine = Machine.of(kernel, ByteSize.mebibytes(16)).withHardwareAcceleration(false);
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        try (LinkedInServer server = LinkedInServer.start(machine, Console.withoutInput(output))) {
            assertThat(server.serves()).isTrue();
            for (int i = 0; i < 50; i++) {
                assertThat(server.answers(LinkedInServer.REQUEST, 1)).isEqualTo(LinkedInServer.ANSWER);
            }
            assertThat(server.answers(LinkedInServer.REQUEST.repeat(100), 100))
                    .isEqualTo(LinkedInServer.ANSWER.repeat(100));
            assertThat(inParts(server.port())).isEqualTo(LinkedInServer.ANSWER);
            assertThat(server.end()).isEqualTo(new Outcome.Exited(0));
        }
        assertThat(output.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static String inParts(int port) throws IOException, InterruptedException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            for (byte each : LinkedInServer.REQUEST.getBytes(StandardCharsets.US_ASCII)) {
                out.write(each);
                Thread.sleep(2);
            }
            return LinkedInServer.read(socket.getInputStream(), 1);
        }
    }
}
