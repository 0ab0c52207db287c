package org.unikraft.core.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.unikraft.core.model.UserError;

/** A tap interface of this computer, as Linux shows it in {@code /sys/class/net}. */
final class TapInterface {
    /** Of the interface's flags, {@code IFF_TAP} of linux/if_tun.h. */
    private static final int IFF_TAP = 2;

    private static final int ROOT = 0;
    private static final long NOBODY = -1;

    private final Path system;
    private final String name;

    /** @param system the root directory, {@code /} but in tests */
    TapInterface(Path system, String name) {
        this.system = system;
        this.name = name;
    }

    /** @throws UserError when there is no such interface, or this user may not use it */
    void check() {
        Path files = system.resolve("sys/class/net").resolve(name);
        if (!Files.isDirectory(files)) {
            throw missing("There is no network interface " + name + ".");
        }
        if ((number(files.resolve("tun_flags"), 0) & IFF_TAP) == 0) {
            throw missing("The network interface " + name + " is not of the kind tap.");
        }
        long owner = number(files.resolve("owner"), NOBODY);
        int user = user();
        if (user != ROOT && owner != user && number(files.resolve("group"), NOBODY) == NOBODY) {
            throw notPermitted(
                    owner == NOBODY ? "It has no owner: only root may." : "It belongs to user " + owner + ".",
                    "Make it anew for this user, as root: ip tuntap del " + name + " mode tap && ip tuntap add " + name
                            + " mode tap user \"$USER\"");
        }
        Path tun = system.resolve("dev/net/tun");
        try {
            FileChannel.open(tun, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException e) {
            throw notPermitted(
                    "This user may not open " + tun + ": " + e.getMessage(), "chmod 0666 " + tun + " as root.");
        }
    }

    private UserError missing(String what) {
        return new UserError(
                "tap-missing",
                what,
                "The machine is to be connected to it.",
                "Make it as root: ip tuntap add " + name + " mode tap user \"$USER\" && ip link set " + name
                        + " up. Without -Dunikraft.network the machine has a network that needs none.");
    }

    private UserError notPermitted(String why, String advice) {
        return new UserError(
                "tap-not-permitted",
                "This user may not connect a machine to the network interface " + name + ".",
                why,
                advice);
    }

    private static int user() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return ROOT; // not Linux: QEMU itself will say what it may not
        }
    }

    private static long number(Path file, long absent) {
        try {
            return Long.decode(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return absent;
        }
    }
}
