package org.unikraft.core.link;

import java.util.Objects;

/**
 * An object or archive.
 *
 * @param name its name in errors and in the link map; no directory of the machine that builds
 * @param bytes its content, which must not change while it is linked
 */
public record InputFile(String name, byte[] bytes) {
    public InputFile {
        Objects.requireNonNull(name);
        Objects.requireNonNull(bytes);
    }
}
