package org.unikraft.core.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unikraft.core.link.LinkResult;
import org.unikraft.core.link.SyscallSelection;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Devices;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Network;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.PortForward;
import org.unikraft.core.run.Qemu;
import org.unikraft.core.run.VirtualMachine;

/** The HTTP server that is linked into the kernel, src/test/benchmark/http.c, and a client of it. */
public final class LinkedInServer implements AutoCloseable {
    static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nHello, world!\n";

    private static final int PORT = 8080;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final VirtualMachine machine;

    private LinkedInServer(VirtualMachine machine) {
        this.machine = machine;
    }

    /** The image: with TCP/IP and the system calls that the program makes, neither UDP nor AF_UNIX sockets, and no way to look at interfaces. */
    public static LinkResult link(boolean symbols) throws IOException, InterruptedException {
        return KernelImage.link(
                Path.of("src/test/benchmark/http.c"),
                List.of("posix-inetsocket", "posix-epoll"),
                Set.of("posix-netlink", "posix-inetdatagram", "posix-unixsocket"),
                SyscallSelection.of(List.of(
                        "socket",
                        "bind",
                        "listen",
                        "accept4",
                        "read",
                        "write",
                        "close",
                        "epoll_create1",
                        "epoll_ctl",
                        "epoll_wait")),
                symbols);
    }

    /** Starts it, with a network device. */
    public static LinkedInServer start(Machine machine, Console console) throws InterruptedException {
        Network network = new Network.User(List.of(PortForward.parse(":" + PORT)));
        Machine connected = machine.withDevices(Devices.NONE.withNetwork(network));
        return new LinkedInServer(Qemu.find().start(connected, console, event -> {}));
    }

    int port() {
        return machine.ports().get(0).host();
    }

    /** Waits until it answers; empty: it ended, or answers otherwise. */
    public boolean serves() throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (machine.process().isAlive() && System.nanoTime() < end) {
            try {
                // Until the server listens QEMU takes connections, and ends them.
                String answer = answers(REQUEST, 1);
                if (!answer.isEmpty()) {
                    return answer.equals(ANSWER);
                }
            } catch (SocketException e) {
                // as above
            }
            Thread.sleep(100);
        }
        return false;
    }

    String answers(String request, int count) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read(socket.getInputStream(), count);
        }
    }

    static String read(InputStream in, int answers) throws IOException {
        return new String(in.readNBytes(answers * ANSWER.length()), StandardCharsets.US_ASCII);
    }

    /** Asks it to end. */
    public Outcome end() throws IOException, InterruptedException {
        answers("GET /end HTTP/1.1\r\n\r\n", 1);
        return machine.await(Optional.of(LIMIT));
    }

    @Override
    public void close() {
        machine.close();
    }
}
