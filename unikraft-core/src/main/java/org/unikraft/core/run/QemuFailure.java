package org.unikraft.core.run;

import java.util.Optional;
import org.unikraft.core.model.UserError;

/** What QEMU says when it cannot make a machine, and the user can do something about it. */
final class QemuFailure {
    private static final String MEMORY = "cannot set up guest memory";
    private static final String PORT = "Could not set up host forwarding rule";
    private static final String TAP = "could not configure /dev/net/tun";

    private QemuFailure() {}

    /** @param errors what QEMU wrote to its standard error */
    static Optional<UserError> explain(String errors) {
        if (errors.contains(MEMORY)) {
            return Optional.of(new UserError(
                    "memory-too-large",
                    "This computer has less memory than the machine is to have.",
                    errors.strip(),
                    "Give it less with unikraft.memory, or leave that out: the image has a default."));
        }
        if (errors.contains(PORT)) {
            return Optional.of(new UserError(
                    "port-taken",
                    "A port of this computer was taken while the machine was started.",
                    errors.strip(),
                    "Try again, or forward another port."));
        }
        if (errors.contains(TAP)) {
            return Optional.of(new UserError(
                    "tap-not-permitted",
                    "The machine cannot be connected to the tap interface.",
                    errors.strip(),
                    "See with 'ip -details link' whose it is, and whether another machine is connected to it."));
        }
        return Optional.empty();
    }
}
