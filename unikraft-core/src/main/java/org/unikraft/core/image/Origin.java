package org.unikraft.core.image;

import java.util.Objects;
import java.util.Optional;

/**
 * Why something is in the root file system.
 *
 * @param group what it is part of, by which reports sum up
 * @param why the rule that put it there, for people, which {@code by} ends; nothing of the building machine
 * @param by the file in the image because of which
 */
public record Origin(String group, String why, Optional<ImagePath> by) {
    public Origin {
        Objects.requireNonNull(group);
        Objects.requireNonNull(why);
        Objects.requireNonNull(by);
    }

    static Origin of(String group, String why) {
        return new Origin(group, why, Optional.empty());
    }

    static Origin of(String group, String why, ImagePath by) {
        return new Origin(group, why, Optional.of(by));
    }
}
