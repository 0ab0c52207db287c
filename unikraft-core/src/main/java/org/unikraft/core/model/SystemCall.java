package org.unikraft.core.model;

import java.util.Objects;
import java.util.Optional;

/**
 * A system call of Linux on some CPU.
 *
 * @param library the micro-library that implements it, when there is one
 */
public record SystemCall(int number, String name, Optional<LibraryName> library) {
    public SystemCall {
        Objects.requireNonNull(name);
        Objects.requireNonNull(library);
    }
}
