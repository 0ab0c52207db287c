package org.unikraft.core.link;

import java.util.List;
import java.util.Objects;

/**
 * A micro-library.
 *
 * @param objects its objects, in the order in which they are to be linked; all take part, unlike members of an archive
 */
public record InputLibrary(String name, List<InputFile> objects) {
    public InputLibrary {
        Objects.requireNonNull(name);
        objects = List.copyOf(objects);
    }
}
