package org.unikraft.core.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Qemu;
import org.unikraft.core.run.VirtualMachine;

/** A machine whose server at port 8080 answers. */
final class WebMachine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final VirtualMachine machine;
    private final String address;
    private final double seconds;

    private WebMachine(VirtualMachine machine, String address, double seconds) {
        this.machine = machine;
        this.address = address;
        this.seconds = seconds;
    }

    /**
     * Starts it, and waits for the first answer with status 200.
     *
     * @param path asked for, every 20 ms
     * @throws IllegalStateException when the machine ends, or does not answer in time
     */
    static WebMachine start(Machine description, TapCable cable, String path) throws InterruptedException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        URI url = URI.create("http://" + cable.guest() + ":8080" + path);
        long start = System.nanoTime();
        VirtualMachine machine =
                Qemu.find().start(cable.connect(description), Console.withoutInput(console), event -> {});
        while (!answers(url)) {
            if (System.nanoTime() - start > LIMIT.toNanos()
                    || !machine.process().isAlive()) {
                machine.close();
                throw new IllegalStateException("No answer: " + console);
            }
            Thread.sleep(20);
        }
        return new WebMachine(machine, cable.guest(), (System.nanoTime() - start) / 1e9);
    }

    private static boolean answers(URI url) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setConnectTimeout(200);
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String address() {
        return address;
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
