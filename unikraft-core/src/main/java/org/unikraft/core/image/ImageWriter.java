package org.unikraft.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Kernel;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;

/** Writes an image's files: all of them, or none. */
public final class ImageWriter {
    private ImageWriter() {}

    /**
     * @param needs what the kernel was made for
     * @param bootArgs parameters of the kernel
     * @param memory of the machine; empty: derived from what runs
     * @param timestamp of all files in the root file system
     */
    public record Request(
            Platform platform,
            Launch launch,
            List<Need> needs,
            Kernel kernel,
            Contents contents,
            String bootArgs,
            Optional<ByteSize> memory,
            Instant timestamp) {}

    /** A page that shows an image. */
    public interface Page {
        /**
         * Makes the page.
         *
         * @param image directory with all other files of the image
         * @param previous directory of the image whose place it takes, where there is one
         */
        String of(Path image, Path previous) throws IOException;
    }

    /**
     * Writes {@code kernel}, {@code initrd}, {@code kernel.map}, {@code kernel.map.json}, {@code report.json} and {@code report.html} into a directory of the
     * platform's name, in place of an earlier image.
     */
    public static BuiltImage write(Request request, Page page, Path outputDirectory) throws IOException {
        try (OutputDirectory output =
                OutputDirectory.open(outputDirectory, request.platform().directoryName())) {
            Path directory = output.staging();
            Kernel kernel = request.kernel();
            Files.write(directory.resolve("kernel"), kernel.image());
            Files.writeString(directory.resolve("kernel.map"), kernel.map());
            Files.writeString(directory.resolve("kernel.map.json"), kernel.mapJson());
            Path initrd = directory.resolve("initrd");
            SortedMap<ImagePath, Long> offsets =
                    CpioWriter.write(initrd, request.contents().root(), request.timestamp());
            long size = Files.size(initrd);
            ByteSize memory =
                    request.memory().orElseGet(() -> MachineMemory.of(request.launch(), size + kernel.image().length));
            ImageReport report = new ImageReport(
                    request.launch().application().name(),
                    request.platform(),
                    request.needs(),
                    kernel,
                    request.contents(),
                    request.bootArgs(),
                    memory,
                    size,
                    offsets);
            Files.writeString(directory.resolve("report.json"), report.json());
            Files.writeString(directory.resolve("report.html"), page.of(directory, output.target()));
            output.commit();
            return new BuiltImage(
                    request.platform(),
                    output.target(),
                    request.bootArgs(),
                    memory,
                    kernel.network(),
                    report.summary());
        }
    }
}
