package org.unikraft.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.TestJar;
import org.unikraft.core.analyze.Analyzer;
import org.unikraft.core.model.Digest;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.UserError;

/** What a Java application's image holds, and where. */
class ContentsTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final Event.Listener NOBODY = event -> {};

    @TempDir
    Path directory;

    @Test
    void holdsRuntimeLibrariesAndCertificates() throws IOException {
        Contents contents = assemble(application(List.of()), List.of());
        Map<ImagePath, FileEntry> files = contents.root().entries();

        assertThat(files)
                .containsKeys(
                        ImagePath.of("/usr/lib/jvm/bin/java"),
                        ImagePath.of("/usr/lib/jvm/lib/modules"),
                        ImagePath.of("/usr/lib/jvm/lib/server/libjvm.so"),
                        ImagePath.of("/lib64/ld-linux-x86-64.so.2"))
                .doesNotContainKeys(
                        ImagePath.of("/usr/lib/jvm/bin/keytool"),
                        ImagePath.of("/usr/lib/jvm/legal"),
                        ImagePath.of("/usr/lib/jvm/lib/jspawnhelper"));
        FileEntry.Regular certificates =
                (FileEntry.Regular) files.get(ImagePath.of("/usr/lib/jvm/lib/security/cacerts"));
        assertThat(certificates.content().size()).isEqualTo(Files.size(JDK.resolve("lib/security/cacerts")));
        assertThat(contents.runtime()).isPresent();
    }

    @Test
    void putsTheClassPathInOrderAndKeepsFilesOfTheSameNameApart() throws IOException {
        Path one = jar("one/lib.jar", "One");
        Path two = jar("two/lib.jar", "Two");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Files.writeString(classes.resolve("resource"), "text");
        Contents contents = assemble(
                application(List.of(one, two, classes)).withMainClass("a.Main").withJvmFlags(List.of("-Xmx32m")),
                List.of());

        assertThat(contents.command().argv())
                .startsWith("/usr/lib/jvm/bin/java")
                .endsWith(
                        "-Xmx32m",
                        "-cp",
                        "/app/app.jar:/app/lib/lib.jar:/app/lib/2/lib.jar:/app/lib/classes",
                        "a.Main",
                        "argument");
        assertThat(contents.digests())
                .containsEntry(ImagePath.of("/app/lib/lib.jar"), Digest.ofFile(one))
                .containsEntry(ImagePath.of("/app/lib/2/lib.jar"), Digest.ofFile(two))
                .containsKey(ImagePath.of("/app/lib/classes/resource"));
    }

    @Test
    void laysExtraFilesOverTheOthers() throws IOException {
        Path rootfs = Files.createDirectories(directory.resolve("rootfs/etc"));
        Files.writeString(rootfs.resolve("hosts"), "mine\n");
        Files.createSymbolicLink(rootfs.resolve("link"), Path.of("/nowhere"));
        Contents contents = assemble(application(List.of()), List.of(directory.resolve("rootfs")));
        Map<ImagePath, FileEntry> files = contents.root().entries();

        FileEntry.Regular hosts = (FileEntry.Regular) files.get(ImagePath.of("/etc/hosts"));
        assertThat(hosts.group()).isEqualTo("extra files");
        assertThat(hosts.content().size()).isEqualTo(5);
        FileEntry.Link link = (FileEntry.Link) files.get(ImagePath.of("/etc/link"));
        assertThat(link.target()).isEqualTo("/nowhere");
        assertThat(link.origin().why()).startsWith("directory 1 of rootfs");
    }

    @Test
    void refusesANameThatCannotBeOnAClassPath() throws IOException {
        Path odd = jar("a:b.jar", "One");
        UserError error = catchThrowableOfType(
                UserError.class, () -> assemble(application(List.of(odd)).withMainClass("a.Main"), List.of()));

        assertThat(error.text())
                .isEqualTo(odd + " cannot be on a class path.\n"
                        + "Its name has a ':' in it, which separates the entries of a class path.\n"
                        + "Rename it.");
    }

    private JavaApplication application(List<Path> classPath) {
        Path jar = new TestJar()
                .source("package a; class Main { public static void main(String[] x) {} }")
                .write(directory.resolve("app.jar"));
        return JavaApplication.of(jar, JDK).withClassPath(classPath);
    }

    private Path jar(String name, String type) throws IOException {
        Path jar = directory.resolve(name);
        Files.createDirectories(jar.getParent());
        return new TestJar().source("package b; class " + type + " {}").write(jar);
    }

    private Contents assemble(JavaApplication application, List<Path> rootfs) throws IOException {
        Path cache = directory.resolve("cache");
        return Contents.assemble(
                new Contents.Request(
                        Analyzer.analyze(application, new TreeMap<>(), cache, NOBODY)
                                .launch(),
                        List.of("argument"),
                        new TreeMap<>(),
                        rootfs,
                        cache),
                NOBODY);
    }
}
