package org.unikraft.core.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.unikraft.core.model.UserError;

/** QEMU's x86-64 machines that the platform {@code qemu/x86_64} boots on. */
public enum MachineType {
    PC,
    Q35,
    MICROVM;

    public static MachineType parse(String text) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        "unknown-machine",
                        "There is no machine type '" + text.strip() + "'.",
                        "",
                        "Use one of: "
                                + Arrays.stream(values())
                                        .map(MachineType::toString)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    /** Whether there is a power button, which asks the operating system in the machine to end: with ACPI. */
    boolean hasPowerButton() {
        return this != MICROVM;
    }

    /**
     * What QEMU's {@code -M} wants. A microvm tells its kernel of its devices by ACPI or by the command line; we give
     * them ourselves, where the kernel's parameters stand.
     */
    String qemuMachine() {
        return this == MICROVM ? "microvm,acpi=off,auto-kernel-cmdline=off" : toString();
    }

    /** As QEMU and our users call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
