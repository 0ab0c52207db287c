package org.unikraft.core.model;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
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

    /** Reads a list of platforms; an empty one is a {@link UserError}. */
    public static SortedSet<Platform> parseAll(List<String> texts) {
        if (texts == null || texts.isEmpty()) {
            throw new UserError(
                    "unknown-platform", "No platform is named.", "The list of platforms is empty.", advice());
        }
        SortedSet<Platform> platforms = new TreeSet<>();
        texts.forEach(text -> platforms.add(parse(text)));
        return platforms;
    }

    public static Platform parse(String text) {
        String wanted = text == null ? "" : text.strip(); // an empty element of a POM is null
        return Arrays.stream(values())
                .filter(platform -> platform.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        "unknown-platform",
                        "There is no platform '" + wanted + "'.",
                        "A platform is a VMM and a CPU, separated by a slash.",
                        advice()));
    }

    private static String advice() {
        return "Use one of: " + Arrays.stream(values()).map(Platform::toString).collect(Collectors.joining(", ")) + ".";
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
