package org.unikraft.core.benchmark;

import java.io.IOException;
import java.util.List;
import org.unikraft.core.program.Host;
import org.unikraft.core.run.CommandLine;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Network;

/**
 * A tap interface of this computer and a machine at its other end, with fixed addresses. QEMU's user-mode network would
 * need no permission, but measures itself: it is slower than what it connects.
 */
final class TapCable implements AutoCloseable {
    private final String name;
    private final String network;

    private TapCable(int number) {
        name = "ukbench" + number;
        network = "10.99." + number + ".";
    }

    /** Only root may make one. */
    static TapCable make(int number) throws IOException, InterruptedException {
        TapCable cable = new TapCable(number);
        Host.tool(List.of("ip", "tuntap", "add", "dev", cable.name, "mode", "tap"));
        Host.tool(List.of("ip", "addr", "add", cable.network + "1/24", "dev", cable.name));
        Host.tool(List.of("ip", "link", "set", cable.name, "up"));
        return cable;
    }

    /** The machine with this cable; its kernel is told the address as the unikernel's takes it. */
    Machine connect(Machine machine) {
        CommandLine line = machine.boot().commandLine();
        String address = "netdev.ip=" + guest() + "/24:" + network + "1";
        return machine.withDevices(machine.devices().withNetwork(new Network.Tap(name)))
                .withCommandLine(new CommandLine((line.bootArgs() + " " + address).strip(), line.arguments()));
    }

    /** Address of the machine. */
    String guest() {
        return network + "2";
    }

    @Override
    public void close() throws IOException {
        try {
            Host.tool(List.of("ip", "link", "del", name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
