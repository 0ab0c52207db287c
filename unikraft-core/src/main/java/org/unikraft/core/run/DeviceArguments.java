package org.unikraft.core.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How QEMU is told of a machine's devices: on the PCI bus, or in the virtio-mmio slots of a microvm. */
final class DeviceArguments {
    /** Slots that QEMU's microvm has without ACPI, from the first one's address and interrupt on. */
    private static final int SLOTS = 8;

    private static final long FIRST_SLOT = 0xfeb00000L;
    private static final int SLOT_SIZE = 512;
    private static final int FIRST_INTERRUPT = 5;

    private DeviceArguments() {}

    /** QEMU's arguments. */
    static List<String> of(MachineType type, Devices devices) {
        List<String> arguments = new ArrayList<>();
        if (type == MachineType.MICROVM && !devices.isEmpty()) {
            arguments.addAll(List.of("-global", "virtio-mmio.force-legacy=false"));
        }
        if (type != MachineType.MICROVM && !devices.disks().isEmpty()) {
            // Else the firmware looks for something to boot on each disk, and takes memory for that where QEMU puts the
            // root file system.
            arguments.addAll(List.of("-boot", "strict=on"));
        }
        if (devices.random()) {
            arguments.addAll(List.of("-device", device("rng", type)));
        }
        for (int i = 0; i < devices.disks().size(); i++) {
            Devices.Disk disk = devices.disks().get(i);
            arguments.addAll(List.of(
                    "-drive",
                    "if=none,id=disk" + i + ",format=raw" + (disk.readOnly() ? ",readonly=on" : "") + ",file="
                            + value(disk.file()),
                    "-device",
                    device("blk", type) + ",drive=disk" + i));
        }
        String backend = backend(devices.network());
        if (!backend.isEmpty()) {
            // A PCI device has a ROM with which the firmware would look for something to boot in the network.
            String noRom = type == MachineType.MICROVM ? "" : ",romfile=";
            arguments.addAll(List.of("-netdev", backend, "-device", device("net", type) + ",netdev=net0" + noRom));
        }
        return arguments;
    }

    private static String device(String kind, MachineType type) {
        return "virtio-" + kind + (type == MachineType.MICROVM ? "-device" : "-pci");
    }

    private static String backend(Network network) {
        if (network instanceof Network.User user) {
            return user.ports().stream()
                    .map(port -> ",hostfwd=" + port.protocol() + ":" + port.address() + ":" + port.host() + "-:"
                            + port.guest())
                    .collect(Collectors.joining("", "user,id=net0", ""));
        }
        if (network instanceof Network.Tap tap) {
            return "tap,id=net0,ifname=" + tap.interfaceName() + ",script=no,downscript=no";
        }
        return "";
    }

    /** QEMU reads a comma in a value as two of them. */
    static String value(Path file) {
        return file.toString().replace(",", ",,");
    }

    /**
     * Parameters that tell the kernel where the slots are, which nothing else in a microvm does: {@code virtio_mmio.device=}
     * as Linux has it. Those of QEMU itself would stand behind the application's arguments. QEMU fills the slots from the
     * last to the first; told in that order, devices are found in theirs.
     */
    static List<String> kernelParameters(MachineType type, Devices devices) {
        if (type != MachineType.MICROVM || devices.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, SLOTS)
                .map(n -> SLOTS - 1 - n)
                .mapToObj(slot -> String.format(
                        "virtio_mmio.device=%d@0x%x:%d",
                        SLOT_SIZE, FIRST_SLOT + (long) slot * SLOT_SIZE, FIRST_INTERRUPT + slot))
                .toList();
    }
}
