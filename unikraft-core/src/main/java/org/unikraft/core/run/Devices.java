package org.unikraft.core.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is plugged into a machine, all of it virtio.
 *
 * @param network its one network device, or none
 * @param disks block devices, in their order
 * @param random whether there is a source of random numbers (virtio-rng)
 */
public record Devices(Network network, List<Disk> disks, boolean random) {
    public static final Devices NONE = new Devices(new Network.None(), List.of(), false);

    /**
     * A block device.
     *
     * @param file its content, byte by byte
     * @param readOnly whether the machine may not write to it
     */
    public record Disk(Path file, boolean readOnly) {
        public Disk {
            Objects.requireNonNull(file);
        }
    }

    public Devices {
        Objects.requireNonNull(network);
        disks = List.copyOf(disks);
    }

    /** Of a machine whose image has a network stack. */
    public static Devices usual() {
        return NONE.withRandom().withNetwork(Network.User.WITHOUT_PORTS);
    }

    /** Of a machine whose image has none. */
    public static Devices withoutNetwork() {
        return NONE.withRandom();
    }

    public Devices withNetwork(Network value) {
        return new Devices(value, disks, random);
    }

    public Devices withRandom() {
        return new Devices(network, disks, true);
    }

    /** The same with one more disk behind those that there are. */
    public Devices withDisk(Disk value) {
        List<Disk> more = new ArrayList<>(disks);
        more.add(value);
        return new Devices(network, more, random);
    }

    boolean isEmpty() {
        return network instanceof Network.None && disks.isEmpty() && !random;
    }
}
