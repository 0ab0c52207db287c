package org.unikraft.core;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.JsonReader;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.UserError;

/** Finds an image again that an earlier build wrote. */
public final class StoredImage {
    private StoredImage() {}

    /**
     * Opens the image for a platform.
     *
     * @param outputDirectory that of the {@link BuildRequest} that made it
     */
    public static BuiltImage open(Path outputDirectory, Platform platform) {
        Path directory = outputDirectory.resolve(platform.directoryName());
        Path report = directory.resolve("report.json");
        try {
            if (!(JsonReader.read(Files.readString(report)) instanceof Map<?, ?> fields
                    && fields.get("bootArgs") instanceof String bootArgs
                    && fields.get("memory") instanceof Long memory
                    && memory >= 0)) {
                throw unreadable(report, "It does not name the boot arguments and the memory.", null);
            }
            boolean network = Boolean.TRUE.equals(fields.get("network"));
            return new BuiltImage(platform, directory, bootArgs, new ByteSize(memory), network, "");
        } catch (NoSuchFileException e) {
            throw new UserError(
                    "image-missing",
                    "There is no image for " + platform + " to run.",
                    "There is no " + report + ".",
                    "Build it first: mvn package",
                    e);
        } catch (CharacterCodingException | JsonReader.SyntaxError e) {
            throw unreadable(report, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw unreadable(report, e.toString(), e);
        }
    }

    private static UserError unreadable(Path report, String why, Throwable cause) {
        return new UserError(
                "image-damaged",
                "The image's " + report + " cannot be read.",
                why,
                "Build it again: mvn package",
                cause);
    }
}
