package org.unikraft.core.model;

import java.nio.file.Path;
import java.util.Objects;

/**
 * An image on disk: a directory with the files that every build for a platform writes.
 *
 * @param directory holds {@link #kernel}, {@link #initrd}, {@link #map} (as JSON {@code kernel.map.json}) and {@link #report}
 * @param bootArgs parameters of the kernel that the image was built with: the command line's part before {@code --}
 * @param memory what the machine is given unless its user says otherwise
 * @param network whether it has a network stack, and its machine therefore a network device
 * @param summary one screen of text for people: what is in the image, and how it is run
 */
public record BuiltImage(
        Platform platform, Path directory, String bootArgs, ByteSize memory, boolean network, String summary) {
    public BuiltImage {
        Objects.requireNonNull(platform);
        Objects.requireNonNull(directory);
        Objects.requireNonNull(bootArgs);
        Objects.requireNonNull(memory);
        Objects.requireNonNull(summary);
    }

    /** The library OS, linked for the platform: an ELF file. */
    public Path kernel() {
        return directory.resolve("kernel");
    }

    /** The root file system: an uncompressed cpio archive. */
    public Path initrd() {
        return directory.resolve("initrd");
    }

    /** The link map as text. */
    public Path map() {
        return directory.resolve("kernel.map");
    }

    /** What is in the image and what it was made of, as JSON. */
    public Path report() {
        return directory.resolve("report.json");
    }
}
