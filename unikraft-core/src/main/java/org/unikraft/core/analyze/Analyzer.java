package org.unikraft.core.analyze;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.unikraft.core.model.Application;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.UserError;

/** Finds out how an application is started and what it needs. */
public final class Analyzer {
    private static final LibraryName ELF_LOADER = new LibraryName("elfloader");

    private Analyzer() {}

    /**
     * @param cache directory for what may be kept between builds
     * @throws UserError when the application cannot run in an image
     * @throws IOException when the cache cannot be read or written
     */
    public static Analysis analyze(Application application, Path cache, Event.Listener events) throws IOException {
        Launch launch;
        if (application instanceof JavaApplication java) {
            launch = JavaAnalyzer.analyze(java, cache, events);
        } else {
            launch = ExecutableAnalyzer.analyze((NativeApplication) application);
        }
        // Unmodified machine code may make any system call, so the set that is sound is all of them.
        String evidence = application.name() + " is unmodified Linux code";
        return new Analysis(launch, List.of(new Need.Library(ELF_LOADER, evidence), new Need.Everything(evidence)));
    }
}
