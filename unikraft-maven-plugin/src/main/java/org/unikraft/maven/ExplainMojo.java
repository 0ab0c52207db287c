package org.unikraft.maven;

import java.io.File;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.unikraft.core.Explain;
import org.unikraft.core.model.Platform;
import org.unikraft.core.resolve.BundledLibraries;

/**
 * Says why something is in the image, or is not: the way from what the application needs through micro-libraries and the
 * references of code to the bytes.
 */
@Mojo(name = "explain", threadSafe = true)
public final class ExplainMojo extends UnikraftMojo {
    /**
     * What is asked about: a micro-library, a system call, an address family, an option ({@code library.option}), a section
     * or symbol of the kernel, a file or directory of the root file system. Absent: an overview.
     */
    @Parameter(property = "unikraft.why")
    String why;

    /**
     * Directory of another image, or an output directory that has one: says what grew and shrank from that image to this
     * one, and why.
     */
    @Parameter(property = "unikraft.compare")
    File compare;

    /** Which platform's image. */
    @Parameter(property = "unikraft.platform", defaultValue = "qemu/x86_64")
    String platform;

    /** Where {@code build} wrote the images. */
    @Parameter(property = "unikraft.outputDirectory", defaultValue = "${project.build.directory}/unikraft")
    File outputDirectory;

    @Override
    void run() {
        if (project.getPackaging().equals("pom") && !outputDirectory.exists()) {
            getLog().info("Skipped: a project with packaging pom has no application, and no image was built for it.");
            return;
        }
        Platform wanted = Platform.parse(platform);
        Path image = outputDirectory.toPath().resolve(wanted.directoryName());
        String text = text(image, wanted);
        text.lines().forEach(getLog()::info);
    }

    private String text(Path image, Platform wanted) {
        if (compare != null) {
            return Explain.difference(compare.toPath(), image, wanted);
        }
        return why == null
                ? Explain.overview(image, wanted, new BundledLibraries())
                : Explain.why(image, wanted, new BundledLibraries(), why);
    }
}
