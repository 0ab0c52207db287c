package org.unikraft.core.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.Launch;

/** A native executable in the root file system, with its shared libraries. */
final class NativeFiles {
    private static final ImagePath DIRECTORY = new ImagePath("/app");

    private NativeFiles() {}

    /** Adds it and returns the command that runs it. */
    static List<String> addTo(
            RootFileSystem root, Launch.Native launch, List<String> arguments, List<Path> rootfs, Event.Listener events)
            throws IOException {
        Path executable = launch.application().executable();
        ImagePath path = DIRECTORY.resolve(launch.application().name());
        root.executable(path, executable, Origin.of(JavaFiles.APPLICATION_GROUP, "the executable of the build"));
        new SharedLibraries(root, launch.application().libraryPath(), rootfs, events).program(path, executable);
        List<String> argv = new ArrayList<>(List.of(path.value()));
        argv.addAll(arguments);
        return argv;
    }
}
