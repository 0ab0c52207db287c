package org.unikraft.core.link;

import java.util.Objects;
import java.util.Optional;

/**
 * A system call of Linux, which an image may lack.
 *
 * @param library the library that implements it, when there is one
 */
public record KnownSyscall(int number, String name, Optional<String> library) {
    public KnownSyscall {
        Objects.requireNonNull(name);
        Objects.requireNonNull(library);
    }
}
