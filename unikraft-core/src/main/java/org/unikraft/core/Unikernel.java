package org.unikraft.core;

import java.util.List;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.UserError;
import org.unikraft.core.resolve.LibraryRepository;

/** Makes bootable images of an application. */
public final class Unikernel {
    private Unikernel() {}

    /**
     * Builds an image for each platform of a request.
     *
     * @throws UserError when the request, or what it names, does not make an image; nothing is written then
     */
    public static List<BuiltImage> build(BuildRequest request, LibraryRepository libraries, Event.Listener events) {
        throw new UserError("not-implemented", "Building is not implemented.", "", "Wait for the commit that follows.");
    }
}
