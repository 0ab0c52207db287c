package org.unikraft.core;

import java.nio.file.Files;
import java.nio.file.Path;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.UserError;
import org.unikraft.core.report.DifferenceText;
import org.unikraft.core.report.Explanation;
import org.unikraft.core.report.ImageDifference;
import org.unikraft.core.report.ImageFacts;
import org.unikraft.core.resolve.LibraryRepository;

/** Says why an image is as it is. */
public final class Explain {
    private Explain() {}

    /**
     * Text that lists what an application needs, and the micro-libraries of its image with the reason for each.
     *
     * @param image directory of one image
     */
    public static String overview(Path image, Platform platform, LibraryRepository repository) {
        return explanation(image, platform, repository).overview();
    }

    /**
     * Text that says why something is in an image, or is not.
     *
     * @param image directory of one image
     * @param thing as {@link Explanation#of} takes it
     * @throws UserError when nothing has that name, or the image cannot be read
     */
    public static String why(Path image, Platform platform, LibraryRepository repository, String thing) {
        return explanation(image, platform, repository).of(thing);
    }

    /**
     * Text that says what grew and shrank from one image to another, and why.
     *
     * @param before directory of one image, or an output directory with one for the platform
     * @param after directory of one image
     */
    public static String difference(Path before, Path after, Platform platform) {
        Path below = before.resolve(platform.directoryName());
        ImageFacts old = ImageFacts.read(Files.isDirectory(below) ? below : before);
        return DifferenceText.of(ImageDifference.of(old, ImageFacts.read(after)));
    }

    private static Explanation explanation(Path image, Platform platform, LibraryRepository repository) {
        return new Explanation(ImageFacts.read(image), Catalogue.libraries(repository, platform));
    }
}
