package org.unikraft.core.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.unikraft.core.model.Digest;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.Jdk;
import org.unikraft.core.model.UserError;

/**
 * A runtime image that jlink made of a JDK. It is kept by the digest of all that it depends on, so jlink runs only when
 * the JDK or the modules change.
 *
 * @param directory where it is
 * @param digest of what it was made from
 */
record JavaRuntime(Path directory, Digest digest) {
    /** Changes whenever the same inputs give another runtime image. */
    private static final String RECIPE = "2";

    /**
     * Finds or makes a runtime image.
     *
     * <p>Debug information of the JDK's classes stays: stack traces are then those of the whole JDK, and not rewriting
     * every class makes jlink faster. Nothing is compressed, so that the kernel can map the classes where they lie.
     */
    static JavaRuntime of(Jdk jdk, SortedSet<String> modules, boolean bindServices, Path cache, Event.Listener events)
            throws IOException {
        Digest digest = Digest.of(String.join(
                "\n",
                RECIPE,
                jdk.release().hex(),
                Long.toString(Files.size(jdk.home().resolve("lib/modules"))),
                String.join(",", modules),
                Boolean.toString(bindServices)));
        Path directory = cache.resolve("runtime-" + digest.hex().substring(0, 32));
        if (!Files.exists(directory)) {
            events.progress("Making a Java " + jdk.version() + " runtime of " + modules.size() + " modules");
            make(jdk, modules, bindServices, directory, events);
        }
        return new JavaRuntime(directory, digest);
    }

    private static void make(
            Jdk jdk, SortedSet<String> modules, boolean bindServices, Path directory, Event.Listener events)
            throws IOException {
        Files.createDirectories(directory.getParent());
        Path beside = Files.createTempDirectory(directory.getParent(), "jlink-");
        try {
            Path output = beside.resolve("runtime");
            List<String> arguments = new ArrayList<>(List.of(
                    "--add-modules",
                    String.join(",", modules),
                    "--no-man-pages",
                    "--no-header-files",
                    "--output",
                    output.toString()));
            if (bindServices) {
                arguments.add("--bind-services");
            }
            jlink(jdk, arguments);
            ClassArchive.addTo(output, jdk.feature(), beside, events);
            move(output, directory);
        } finally {
            Trees.delete(beside);
        }
    }

    /** Another build may have been faster; its result is as good. */
    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            if (!Files.isDirectory(to)) {
                throw e;
            }
        }
    }

    /** A process of its own: two that run at once in one JVM, as a parallel build's may, break each other. */
    private static void jlink(Jdk jdk, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(arguments);
        command.add(0, jdk.home().resolve("bin/jlink").toString());
        StringWriter output = new StringWriter();
        int status = run(command, output);
        if (status != 0) {
            throw new UserError(
                    "jlink-failed",
                    "No Java runtime could be made of " + jdk.home() + ".",
                    "jlink ended with status " + status + ": "
                            + output.toString().strip().replaceAll("\\s+", " "),
                    "Correct what jlink names, or use another JDK.");
        }
    }

    private static int run(List<String> command, StringWriter output) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        output.write(new String(process.getInputStream().readAllBytes(), Charset.defaultCharset()));
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while jlink ran");
        }
    }
}
