package org.unikraft.maven;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.unikraft.core.Catalogue;
import org.unikraft.core.model.Platform;
import org.unikraft.core.resolve.BundledLibraries;

/** Lists the micro-libraries that there are: what they are, what they weigh, their options, and what they come with. */
@Mojo(name = "list-libraries", requiresProject = false, threadSafe = true)
public final class ListLibrariesMojo extends UnikraftMojo {
    /** For which platform. */
    @Parameter(property = "unikraft.platform", defaultValue = "qemu/x86_64")
    String platform;

    /** A micro-library that is shown in detail; absent: all of them are listed. */
    @Parameter(property = "unikraft.library")
    String library;

    @Override
    void run() {
        Platform wanted = Platform.parse(platform);
        String text = library == null
                ? Catalogue.list(new BundledLibraries(), wanted)
                : Catalogue.describe(new BundledLibraries(), wanted, library);
        text.lines().forEach(getLog()::info);
    }
}
