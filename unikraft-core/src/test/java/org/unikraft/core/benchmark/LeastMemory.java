package org.unikraft.core.benchmark;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.UserError;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Qemu;

/** Looks for the smallest machine in which an image still does its work. */
final class LeastMemory {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LeastMemory() {}

    /**
     * Takes memory away until the image fails: smaller machines in which it works again by chance do not count.
     *
     * @param from with which it works
     */
    static ByteSize downwards(Machine machine, ByteSize from, ByteSize step) throws InterruptedException {
        long least = from.bytes();
        if (!works(machine, least)) {
            throw new IllegalStateException("The image does not run with " + from + ".");
        }
        while (works(machine, least - step.bytes())) {
            least -= step.bytes();
        }
        return new ByteSize(least);
    }

    /** By halving: first in large steps, from where it works. */
    static ByteSize between(Machine machine, ByteSize fails, ByteSize works, ByteSize step)
            throws InterruptedException {
        long low = fails.bytes();
        long high = works.bytes();
        while (high - low > step.bytes()) {
            long middle = (low + high) / 2 / step.bytes() * step.bytes();
            if (works(machine, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return new ByteSize(high);
    }

    private static boolean works(Machine machine, long memory) throws InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            return Qemu.find()
                            .run(
                                    machine.withMemory(new ByteSize(memory)),
                                    Console.withoutInput(output),
                                    Optional.of(LIMIT),
                                    event -> {})
                            .successful()
                    && output.toString(StandardCharsets.UTF_8).equals(Figures.HELLO + "\n");
        } catch (UserError e) {
            return false; // the machine is refused: it is too small for the files
        }
    }
}
