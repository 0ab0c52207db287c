package org.unikraft.core.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A machine that an image is made for: a VMM and a CPU, written {@code qemu/x86_64}. */
public enum Platform {
    QEMU_X86_64("qemu", "x86_64");

    private final String vmm;
    private final String cpu;

    Platform(String vmm, String cpu) {
        this.vmm = vmm;
        this.cpu = cpu;
    }

    public static Platform parse(String text) {
        String wanted = text.strip();
        return Arrays.stream(values())
                .filter(platform -> platform.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        "unknown-platform",
                        "There is no platform '" + wanted + "'.",
                        "A platform is a VMM and a CPU, separated by a slash.",
                        "Use one of: "
                                + Arrays.stream(values())
                                        .map(Platform::toString)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    public String vmm() {
        return vmm;
    }

    public String cpu() {
        return cpu;
    }

    /** Name of the folder and of the artifacts of this platform: {@code qemu-x86_64}. */
    public String directoryName() {
        return vmm + "-" + cpu;
    }

    @Override
    public String toString() {
        return vmm + "/" + cpu;
    }
}
