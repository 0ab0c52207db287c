package org.unikraft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.UserError;

/** An image is found by its report, or the message says what to do. */
class StoredImageTest {
    @TempDir
    Path output;

    private Path report;

    @BeforeEach
    void makeDirectory() throws IOException {
        report = Files.createDirectory(output.resolve("qemu-x86_64")).resolve("report.json");
    }

    @Test
    void readsWhatARunNeeds() throws IOException {
        Files.writeString(report, "{\"memory\": 67108864, \"bootArgs\": \"loglevel=info\", \"more\": [1]}");
        BuiltImage image = open();

        assertThat(image.memory()).isEqualTo(ByteSize.mebibytes(64));
        assertThat(image.bootArgs()).isEqualTo("loglevel=info");
        assertThat(image.kernel()).isEqualTo(output.resolve("qemu-x86_64/kernel"));
    }

    @Test
    void saysThatThereIsNone() {
        assertThat(error())
                .isEqualTo("There is no image for qemu/x86_64 to run.\n"
                        + "There is no " + report + ".\n"
                        + "Build it first: mvn package");
    }

    @Test
    void saysWhyTheReportCannotBeRead() throws IOException {
        Files.writeString(report, "{\"memory\": 1");
        assertThat(error())
                .isEqualTo("The image's " + report + " cannot be read.\n"
                        + "JSON: expected more text at character 12\n"
                        + "Build it again: mvn package");
        Files.writeString(report, "{\"memory\": \"much\", \"bootArgs\": \"\"}");
        assertThat(error())
                .isEqualTo("The image's " + report + " cannot be read.\n"
                        + "It does not name the boot arguments and the memory.\n"
                        + "Build it again: mvn package");
        Files.writeString(report, "{\"memory\": -1, \"bootArgs\": \"\"}");
        assertThat(error()).contains("It does not name the boot arguments and the memory.");
    }

    private BuiltImage open() {
        return StoredImage.open(output, Platform.QEMU_X86_64);
    }

    private String error() {
        return catchThrowableOfType(UserError.class, this::open).text();
    }
}
