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
import java.util.concurrent.CompletableFuture;

/**
 * The sockets between QEMU and us: that to which {@code isa-debugcon} writes the kernel's report, and that of QEMU's
 * monitor. Both are in a directory that only this user can enter, and gone as soon as QEMU has come.
 */
final class VmmChannels implements AutoCloseable {
    private final Path directory;
    private final ServerSocketChannel monitorServer;
    private final ServerSocketChannel reportServer;
    private final CompletableFuture<Monitor> monitor = new CompletableFuture<>();
    private volatile boolean accepted;

    private VmmChannels(Path directory) throws IOException {
        this.directory = directory;
        this.monitorServer = listen(monitorPath());
        try {
            this.reportServer = listen(reportPath());
        } catch (IOException | RuntimeException e) {
            monitorServer.close();
            throw e;
        }
    }

    static VmmChannels open() throws IOException {
        Path directory = Files.createTempDirectory("unikraft");
        try {
            return new VmmChannels(directory);
        } catch (IOException | RuntimeException e) {
            deleteFiles(directory);
            throw e;
        }
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private Path monitorPath() {
        return directory.resolve("monitor");
    }

    private Path reportPath() {
        return directory.resolve("report");
    }

    /** QEMU connects to them in this order. */
    List<String> qemuArguments() {
        return List.of(
                "-chardev",
                "socket,id=monitor,path=" + DeviceArguments.value(monitorPath()),
                "-mon",
                "chardev=monitor,mode=control",
                "-chardev",
                "socket,id=report,path=" + DeviceArguments.value(reportPath()),
                "-device",
                "isa-debugcon,iobase=0xe9,chardev=report");
    }

    /** Waits for QEMU, then reads until QEMU has ended. */
    Report readReport(Report.Listener listener) throws IOException {
        try (SocketChannel channel = reportServer.accept()) {
            accepted = true;
            acceptMonitor();
            deleteFiles(directory); // a JVM that is killed leaves nothing behind
            return Report.read(
                    new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8), listener);
        }
    }

    /** QEMU has connected to it before it did so to the other, if it did at all. */
    private void acceptMonitor() throws IOException {
        monitorServer.configureBlocking(false);
        SocketChannel channel = monitorServer.accept();
        if (channel != null) {
            monitor.complete(new Monitor(channel));
        }
    }

    /** Completes when QEMU has come; never, when it does not. */
    CompletableFuture<Monitor> monitor() {
        return monitor;
    }

    /** To be called when QEMU has ended: should it never have come, {@link #readReport} finds an empty report. */
    void qemuEnded() throws IOException {
        if (accepted) {
            return;
        }
        try {
            // QEMU's own connection, if there is one, was made before this one and is accepted before it.
            SocketChannel.open(UnixDomainSocketAddress.of(reportPath())).close();
        } catch (IOException e) {
            if (!accepted) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        monitorServer.close();
        reportServer.close();
        if (monitor.isDone()) {
            monitor.join().close();
        }
        deleteFiles(directory);
    }

    private static void deleteFiles(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve("monitor"));
        Files.deleteIfExists(directory.resolve("report"));
        Files.deleteIfExists(directory);
    }
}
