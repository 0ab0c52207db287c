package org.unikraft.core.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Devices;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Network;
import org.unikraft.core.run.PortForward;
import org.unikraft.core.run.Qemu;
import org.unikraft.core.run.VirtualMachine;

/** A machine whose server at port 8080 answers. */
final class WebMachine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final VirtualMachine machine;
    private final double seconds;

    private WebMachine(VirtualMachine machine, double seconds) {
        this.machine = machine;
        this.seconds = seconds;
    }

    /**
     * Starts it, and waits for the first answer with status 200.
     *
     * @param path asked for, every 20 ms
     * @throws IllegalStateException when the machine ends, or does not answer in time
     */
    static WebMachine start(Machine description, String path) throws InterruptedException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        Devices devices = description.devices().withNetwork(new Network.User(List.of(PortForward.parse("0:8080"))));
        long start = System.nanoTime();
        VirtualMachine machine =
                Qemu.find().start(description.withDevices(devices), Console.withoutInput(console), event -> {});
        while (!answers(machine, path)) {
            if (System.nanoTime() - start > LIMIT.toNanos()
                    || !machine.process().isAlive()) {
                machine.close();
                throw new IllegalStateException("No answer: " + console);
            }
            Thread.sleep(20);
        }
        return new WebMachine(machine, (System.nanoTime() - start) / 1e9);
    }

    private static boolean answers(VirtualMachine machine, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + machine.ports().get(0).host() + path)
                            .toURL()
                            .openConnection();
            connection.setReadTimeout(1000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return machine.ports().get(0).host();
    }

    /** From the start of QEMU to the answer. */
    double seconds() {
        return seconds;
    }

    @Override
    public void close() {
        machine.close();
    }
}
