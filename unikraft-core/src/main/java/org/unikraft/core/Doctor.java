package org.unikraft.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.unikraft.core.model.Jdk;
import org.unikraft.core.model.UserError;
import org.unikraft.core.run.Kvm;
import org.unikraft.core.run.MachineType;
import org.unikraft.core.run.Qemu;

/** Looks for what building and running images needs of this computer. */
public final class Doctor {
    private Doctor() {}

    /** How a finding matters. */
    public enum State {
        /** It is there. */
        PRESENT,
        /** It is not there, and things work without. */
        OPTIONAL,
        /** It is not there, and something does not work without. */
        MISSING
    }

    /**
     * One thing that was looked for.
     *
     * @param subject its name
     * @param detail what was found, one sentence
     * @param advice what to do about it; empty when it is there
     */
    public record Finding(State state, String subject, String detail, String advice) {}

    /**
     * Looks for everything.
     *
     * @param jdkHome the JDK that runtime images would be made of
     * @param qemu the QEMU that the user named, if any
     */
    public static List<Finding> examine(Path jdkHome, Optional<Path> qemu, String cpu) throws InterruptedException {
        return List.of(jdk(jdkHome), qemu(qemu), kvm(qemu, cpu), network(qemu));
    }

    private static Finding jdk(Path home) {
        try {
            Jdk jdk = Jdk.at(home);
            return new Finding(State.PRESENT, "JDK", "Java " + jdk.version() + " at " + home + ".", "");
        } catch (UserError e) {
            return new Finding(
                    State.MISSING,
                    "JDK",
                    e.what() + " " + e.why(),
                    "Install one and run Maven with it: apt-get install openjdk-17-jdk-headless (Debian, Ubuntu).");
        }
    }

    private static Finding qemu(Optional<Path> wanted) throws InterruptedException {
        try {
            Qemu qemu = Qemu.find(wanted, searchPath());
            return new Finding(State.PRESENT, "QEMU", qemu.version() + " at " + qemu.executable() + ".", "");
        } catch (UserError e) {
            return new Finding(State.MISSING, "QEMU", e.what() + " " + e.why(), e.advice());
        }
    }

    private static Finding kvm(Optional<Path> wanted, String cpu) throws InterruptedException {
        Optional<Kvm.Obstacle> obstacle;
        try {
            Path qemu = Qemu.find(wanted, searchPath()).executable();
            obstacle = Kvm.obstacle(qemu, MachineType.PC, cpu);
        } catch (UserError e) {
            obstacle = Optional.of(new Kvm.Obstacle("Without QEMU it cannot be tried.", "Install QEMU."));
        }
        return obstacle.map(found -> new Finding(
                        State.OPTIONAL,
                        "KVM",
                        found.why() + " Machines run, on an emulated CPU, which is many times slower.",
                        found.advice()))
                .orElse(new Finding(State.PRESENT, "KVM", "It runs machines with CPU " + cpu + ".", ""));
    }

    private static Finding network(Optional<Path> wanted) throws InterruptedException {
        try {
            if (Qemu.find(wanted, searchPath()).networks().contains("user")) {
                return new Finding(
                        State.PRESENT, "network", "This QEMU has a user-mode network, which forwards ports.", "");
            }
            return new Finding(
                    State.OPTIONAL,
                    "network",
                    "This QEMU has no user-mode network: it was built without libslirp.",
                    "Install another one, or use a tap interface with unikraft.network=tap:<interface>.");
        } catch (UserError e) {
            return new Finding(
                    State.OPTIONAL, "network", "Without QEMU there is no network for machines.", "Install QEMU.");
        }
    }

    private static String searchPath() {
        return Optional.ofNullable(System.getenv("PATH")).orElse("");
    }
}
