package org.unikraft.core.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.unikraft.core.model.Event;

/**
 * The class-data sharing archive of a runtime image: the JDK's own classes as HotSpot has them in memory, which saves a
 * third of the work of a start.
 *
 * <p>HotSpot writes it, with nothing of the building machine's environment left to it, and writes it twice: only when
 * both are the same is it taken, for the same build has to give the same bytes anywhere. What JDK 17 writes depends on
 * the timing of its threads and on addresses, so it is not asked. (docs/adr/0003-class-data-sharing.md)
 */
final class ClassArchive {
    /** Where HotSpot looks for it. */
    private static final String PLACE = "lib/server/classes.jsa";

    /** The first long-term release whose archives were found to be the same each time. */
    private static final int FIRST_FEATURE = 25;

    private ClassArchive() {}

    /** Adds an archive to a runtime image, where HotSpot makes one. */
    static void addTo(Path runtime, int feature, Path scratch, Event.Listener events) throws IOException {
        if (feature < FIRST_FEATURE) {
            return;
        }
        Path first = scratch.resolve("1.jsa");
        Path second = scratch.resolve("2.jsa");
        Process beside = dump(runtime, first);
        boolean written;
        try {
            written = succeeds(dump(runtime, second)) & succeeds(beside);
        } finally {
            beside.destroy();
        }
        if (written && Files.mismatch(first, second) < 0) {
            Files.move(first, runtime.resolve(PLACE));
        } else {
            events.warning("No class-data sharing archive: HotSpot "
                    + (written ? "wrote two that differ" : "could not write it on this machine")
                    + ". The application runs, but starts slower.");
        }
    }

    /** Flags for a JVM that has the archive: at the address for which it was made, its pages need no change. */
    static List<String> flags(Path runtime) {
        return Files.exists(runtime.resolve(PLACE))
                ? List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0")
                : List.of();
    }

    /** The heap's size and collector are in the archive, so they do not depend on the building machine. */
    private static Process dump(Path runtime, Path archive) throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                        runtime.resolve("bin/java").toString(),
                        "-Xshare:dump",
                        "-XX:SharedArchiveFile=" + archive,
                        "-XX:+UseSerialGC",
                        "-Xms128m",
                        "-Xmx128m",
                        "-Duser.timezone=UTC",
                        "-Xlog:disable")
                .directory(runtime.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        java.environment().clear();
        Process process = java.start();
        process.getOutputStream().close();
        return process;
    }

    private static boolean succeeds(Process process) throws IOException {
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while HotSpot wrote an archive");
        }
    }
}
