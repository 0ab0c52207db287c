package org.unikraft.core.run;

import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The socket to which QEMU's {@code isa-debugcon} writes the kernel's report. */
final class ReportChannel implements AutoCloseable {
    private final Path directory;
    private final UnixDomainSocketAddress address;
    private final ServerSocketChannel server;
    private volatile boolean accepted;

    private ReportChannel(Path directory, UnixDomainSocketAddress address, ServerSocketChannel server) {
        this.directory = directory;
        this.address = address;
        this.server = server;
    }

    static ReportChannel open() throws IOException {
        Path directory = Files.createTempDirectory("unikraft");
        try {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("report"));
            return new ReportChannel(directory, address, listen(address));
        } catch (IOException | RuntimeException e) {
            Files.delete(directory);
            throw e;
        }
    }

    private static ServerSocketChannel listen(UnixDomainSocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return server.bind(address);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    List<String> qemuArguments() {
        return List.of(
                "-chardev",
                "socket,id=report,path=" + DeviceArguments.value(address.getPath()),
                "-device",
                "isa-debugcon,iobase=0xe9,chardev=report");
    }

    /** Waits for QEMU, then reads until QEMU has ended. */
    Report read(Report.StageListener listener) throws IOException {
        try (SocketChannel channel = server.accept()) {
            accepted = true;
            deleteFiles(); // a JVM that is killed leaves nothing behind
            return Report.read(
                    new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8), listener);
        }
    }

    /** To be called when QEMU has ended: should it never have come, {@link #read} finds an empty report. */
    void qemuEnded() throws IOException {
        if (accepted) {
            return;
        }
        try {
            // QEMU's own connection, if there is one, was made before this one and is accepted before it.
            SocketChannel.open(address).close();
        } catch (IOException e) {
            if (!accepted) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        deleteFiles();
    }

    private void deleteFiles() throws IOException {
        Files.deleteIfExists(address.getPath());
        Files.deleteIfExists(directory);
    }
}
