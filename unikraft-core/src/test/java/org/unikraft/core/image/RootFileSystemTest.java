package org.unikraft.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.UserError;

/** Files have directories to be in, replace each other, and carry nothing of the building machine but whether they run. */
class RootFileSystemTest {
    private static final Origin ORIGIN = Origin.of("group", "a test");

    @TempDir
    Path directory;

    private final RootFileSystem root = new RootFileSystem();

    @Test
    void makesTheDirectoriesThatAFileIsIn() {
        root.text(ImagePath.of("/a/b/file"), "", ORIGIN);

        assertThat(root.entries().keySet())
                .extracting(ImagePath::value)
                .containsExactly("/", "/a", "/a/b", "/a/b/file");
    }

    @Test
    void replacesAFileAndKeepsADirectorysMode() {
        root.directory(ImagePath.of("/tmp"), 01777);
        root.directory(ImagePath.of("/tmp"));
        root.text(ImagePath.of("/tmp/x"), "old", ORIGIN);
        root.link(ImagePath.of("/tmp/x"), "new", ORIGIN);

        assertThat(root.entries().get(ImagePath.of("/tmp")).mode()).isEqualTo(01777);
        assertThat(root.entries().get(ImagePath.of("/tmp/x"))).isEqualTo(new FileEntry.Link("new", ORIGIN));
    }

    @Test
    void takesOverATreeWithItsLinksAndPrograms() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source/d"));
        Path program = Files.writeString(source.resolve("program"), "#!");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Path data = Files.writeString(source.resolve("data"), "");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rw-rw-r-x"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("../elsewhere"));
        Files.writeString(source.resolve("unwanted"), "");
        root.tree(ImagePath.ROOT, source.getParent(), ORIGIN, path -> !path.endsWith("unwanted"));

        assertThat(root.entries().keySet())
                .extracting(ImagePath::value)
                .containsExactly("/", "/d", "/d/data", "/d/link", "/d/program");
        assertThat(root.entries().get(ImagePath.of("/d/program")).mode()).isEqualTo(0755);
        assertThat(root.entries().get(ImagePath.of("/d/data")).mode()).isEqualTo(0644);
        assertThat(root.entries().get(ImagePath.of("/d/link"))).isEqualTo(new FileEntry.Link("../elsewhere", ORIGIN));
    }

    @Test
    void refusesAPipe() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        UserError error =
                catchThrowableOfType(UserError.class, () -> root.tree(ImagePath.ROOT, directory, ORIGIN, any -> true));

        assertThat(error.text())
                .isEqualTo(pipe + " cannot be part of an image.\n"
                        + "It is neither a file nor a directory nor a symbolic link.\n"
                        + "Remove it; devices are in /dev of every image.");
    }

    @Test
    void refusesANameThatIsNoText() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("/bin/sh", "-c", "> \"$(printf 'a\\377')\"")
                        .directory(directory.toFile())
                        .start()
                        .waitFor())
                .isZero();
        UserError error =
                catchThrowableOfType(UserError.class, () -> root.tree(ImagePath.ROOT, directory, ORIGIN, any -> true));

        assertThat(error.text())
                .isEqualTo("The name of " + directory + "/a\ufffd cannot be read.\n"
                        + "It is not text in this process's encoding, " + System.getProperty("sun.jnu.encoding") + ".\n"
                        + "Run Maven in a UTF-8 locale, for instance with LC_ALL=C.UTF-8, or rename the file.");
    }

    @Test
    void refusesADirectoryOverAFile() {
        root.text(ImagePath.of("/a"), "", ORIGIN);
        UserError error = catchThrowableOfType(UserError.class, () -> root.text(ImagePath.of("/a/b"), "", ORIGIN));

        assertThat(error.what()).isEqualTo("/a is a file and a directory in the image.");
    }

    @Test
    void hasNormalPathsOnly() {
        assertThat(ImagePath.of("/a/./b/../c").value()).isEqualTo("/a/c");
        assertThat(ImagePath.of("/a").resolve("../../..").value()).isEqualTo("/");
        assertThatThrownBy(() -> new ImagePath("/a//b")).hasMessage("not a normal path: '/a//b'");
        assertThatThrownBy(() -> new ImagePath("a")).hasMessage("not an absolute path: 'a'");
    }
}
