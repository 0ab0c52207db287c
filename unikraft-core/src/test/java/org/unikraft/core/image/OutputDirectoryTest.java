package org.unikraft.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.UserError;

/** An output directory is complete or as it was before. */
class OutputDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void replacesWhatWasThere() throws IOException {
        build("old");
        build("new");

        assertThat(parent.resolve("image/file")).hasContent("new");
        assertThat(names()).containsExactly("image");
    }

    @Test
    void keepsWhatWasThereWhenTheBuildFails() throws IOException {
        build("old");
        try (OutputDirectory output = OutputDirectory.open(parent, "image")) {
            Files.writeString(output.staging().resolve("file"), "half");
        }

        assertThat(parent.resolve("image/file")).hasContent("old");
        assertThat(names()).containsExactly("image");
    }

    @Test
    void removesWhatAKilledBuildLeft() throws IOException {
        Files.createDirectories(parent.resolve(".image.new-123/sub"));
        Files.createDirectories(parent.resolve(".image.old-123"));
        Files.createDirectories(parent.resolve(".image.other"));
        build("new");

        assertThat(names()).containsExactly(".image.other", "image");
    }

    @Test
    void saysWhyItCannotWrite() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));
        UserError error = catchThrowableOfType(UserError.class, () -> OutputDirectory.open(file, "image"));

        assertThat(error.text())
                .isEqualTo("The image cannot be written to " + file + ".\n"
                        + "FileAlreadyExistsException: " + file + ".\n"
                        + "Make that directory writable, or set <outputDirectory> to another one.");
    }

    private void build(String content) throws IOException {
        try (OutputDirectory output = OutputDirectory.open(parent, "image")) {
            Files.writeString(output.staging().resolve("file"), content);
            output.commit();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }
}
