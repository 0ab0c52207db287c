package org.unikraft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.JsonReader;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;
import org.unikraft.core.program.Host;
import org.unikraft.core.resolve.BundledLibraries;
import org.unikraft.core.resolve.LibraryRepository;

/** A build gives an image of all its parts, the same bytes wherever it runs, or leaves everything as it was. */
class UnikernelTest {
    private static final String SOURCE = "package a; class One { public static void main(String[] x) {} }";
    private static final List<String> FILES =
            List.of("initrd", "kernel", "kernel.map", "kernel.map.json", "report.html", "report.json");

    @TempDir
    Path directory;

    private final List<Event> events = new ArrayList<>();

    /** The other build runs in another directory, as another user, in another year, time zone and language. */
    @Test
    void givesTheSameBytesOfTheSameInputsElsewhere() throws IOException, InterruptedException {
        Path jar = new TestJar().source(SOURCE).write(directory.resolve("a.jar"));
        Path one = javaBuild(jar, directory.resolve("one"), 1, "rw-------");
        Path place = directory.resolve("another/place");
        Path two = elsewhere(jar, place);

        assertThat(Instant.parse(Files.readString(place.resolve("time"))))
                .isAfter(Instant.now().plusSeconds(1_000_000));
        assertThat(Files.readString(place.resolve("user"))).isNotEqualTo(System.getProperty("user.name"));
        for (String file : FILES) {
            assertThat(two.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
        }
        assertThat(Files.readString(one.resolve("report.json"))).doesNotContain(directory.toString());
        assertThat(Files.readString(one.resolve("report.html"))).doesNotContain(directory.toString());
        assertThat(Files.readString(one.resolve("kernel.map"))).doesNotContain(directory.toString());
    }

    /** Copies of the inputs, with another date and other permissions, built with a cache of their own. */
    private static Path javaBuild(Path jar, Path place, long seconds, String permissions) throws IOException {
        Path rootfs = Files.createDirectories(place.resolve("rootfs/etc"));
        Path extra = Files.writeString(rootfs.resolve("extra"), "extra\n");
        Path copy = Files.copy(jar, place.resolve("a.jar"));
        for (Path file : List.of(extra, copy)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(seconds)));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
        JavaApplication application = JavaApplication.of(copy, Path.of(System.getProperty("java.home")));
        BuildRequest request = BuildRequest.builder(application, place.resolve("out"), place.resolve("cache"))
                .rootfs(List.of(place.resolve("rootfs")))
                .env(Map.of("B", "2", "A", "1"))
                .timestamp(Instant.parse("2026-01-01T00:00:00Z"))
                .build();
        return Unikernel.build(request, new BundledLibraries(), event -> {})
                .get(0)
                .directory();
    }

    private Path elsewhere(Path jar, Path place) throws IOException, InterruptedException {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        Path preloaded = directory.resolve("elsewhere.so");
        Host.tool(List.of(
                "gcc", "-shared", "-fPIC", "-O2", "-o", preloaded.toString(), "src/test/elsewhere/elsewhere.c"));
        ProcessBuilder java = new ProcessBuilder(
                "/bin/sh",
                "-c",
                "umask 077; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Elsewhere.class.getName(),
                jar.toString(),
                place.toString());
        java.environment()
                .putAll(Map.of(
                        "LD_PRELOAD", preloaded.toString(), "TZ", "Asia/Tokyo", "LC_ALL", "C", "HOME", "/nowhere"));
        assertThat(java.inheritIO().start().waitFor()).isZero();
        return place.resolve("out/qemu-x86_64");
    }

    /** The build in a process of its own; notes who and when it believes to be. */
    static final class Elsewhere {
        private Elsewhere() {}

        public static void main(String[] arguments) throws IOException {
            Path place = Path.of(arguments[1]);
            javaBuild(Path.of(arguments[0]), place, 1_000_000, "rw-rw-rw-");
            Files.writeString(place.resolve("time"), Instant.now().toString());
            Files.writeString(place.resolve("user"), System.getProperty("user.name"));
        }
    }

    @Test
    void reportsWhatIsInTheImage() throws IOException {
        BuiltImage image = build(new BundledLibraries()).get(0);
        Map<?, ?> report = (Map<?, ?>) JsonReader.read(Files.readString(image.report()));

        assertThat(report.get("application")).isEqualTo("program");
        assertThat(report.get("platform")).isEqualTo("qemu/x86_64");
        assertThat(report.get("argv")).isEqualTo(List.of("/app/program", "x y"));
        assertThat(report.get("memory")).isEqualTo(ByteSize.mebibytes(128).bytes());
        Map<?, ?> kernel = (Map<?, ?>) report.get("kernel");
        assertThat(kernel.get("bytes")).isEqualTo(Files.size(image.kernel()));
        assertThat(((Map<?, ?>) kernel.get("libraries")).keySet()).asString().contains("uksched");
        assertThat(((Map<?, ?>) kernel.get("options")).get("uksched.slice-us"))
                .isEqualTo(Map.of("value", "5000", "why", "the build sets it"));
        assertThat(image.summary()).contains("plat-ring0").contains("root file system");
        assertThat(StoredImage.open(directory.resolve("out"), image.platform()).memory())
                .isEqualTo(image.memory());
    }

    /** The programs are those that other tests run: channels of AF_UNIX, and a server that says hello. */
    @Test
    void linksTcpIpOnlyForWhoOpensSocketsOfTheInternet() throws IOException {
        BuiltImage without = java("UnixChannels", Files.readString(Path.of("src/test/programs/UnixChannels.java")));
        BuiltImage with = java(
                "Server",
                "class Server { public static void main(String[] x) throws Exception {"
                        + " com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress(80), 0).start(); } }");

        assertThat(Files.readString(without.map())).doesNotContain("lwip").doesNotContain("virtio-net");
        assertThat(without.summary()).containsPattern("TCP/IP +no  nothing asks for AF_INET\n");
        assertThat(kernel(without).get("features")).asString().doesNotContain("INET");
        assertThat(Files.readString(with.map())).contains("lwip").contains("virtio-net");
        assertThat(with.summary()).containsPattern("TCP/IP +yes  Server refers to [a-zA-Z.]+\n");
        assertThat(kernel(with).get("features")).asString().contains("address family AF_INET,");
        assertThat(needs(with)).contains("address family AF_INET");
        assertThat(needs(without)).doesNotContain("address family AF_INET");
    }

    @Test
    void leavesOutWhatTheBuildExcludes() throws IOException {
        BuildRequest request =
                request().excludedLibraries(List.of("posix-inetsocket")).build();
        BuiltImage image =
                Unikernel.build(request, new BundledLibraries(), events::add).get(0);

        assertThat(Files.readString(image.map())).doesNotContain("lwip").doesNotContain("virtio-net");
        assertThat(image.summary())
                .containsPattern("TCP/IP +no  the build excludes it, though program is static and stripped:");
    }

    private BuiltImage java(String name, String source) {
        Path jar = new TestJar().source(source).write(directory.resolve(name + ".jar"));
        BuildRequest request = BuildRequest.builder(
                        JavaApplication.of(jar, Path.of(System.getProperty("java.home"))),
                        directory.resolve(name),
                        directory.resolve("cache"))
                .build();
        return Unikernel.build(request, new BundledLibraries(), events::add).get(0);
    }

    private static Map<?, ?> report(BuiltImage image) throws IOException {
        return (Map<?, ?>) JsonReader.read(Files.readString(image.report()));
    }

    private static Map<?, ?> kernel(BuiltImage image) throws IOException {
        return (Map<?, ?>) report(image).get("kernel");
    }

    private static List<String> needs(BuiltImage image) throws IOException {
        return ((List<?>) report(image).get("needs"))
                .stream().map(each -> (String) ((Map<?, ?>) each).get("need")).toList();
    }

    @Test
    void keepsTheEarlierImageWhenABuildFails() throws IOException {
        Path image = build(new BundledLibraries()).get(0).directory();
        byte[] kernel = Files.readAllBytes(image.resolve("kernel"));
        UserError error = catchThrowableOfType(UserError.class, () -> build(new WithoutObjects()));

        assertThat(error.code()).isEqualTo("link-failed");
        assertThat(error.what()).isEqualTo("The kernel for qemu/x86_64 cannot be linked.");
        assertThat(image.resolve("kernel")).hasBinaryContent(kernel);
        assertThat(names(directory.resolve("out"))).containsExactly("qemu-x86_64");
        assertThat(names(image)).isEqualTo(FILES);
    }

    @Test
    void saysWhyTheCacheCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path jar = new TestJar().source(SOURCE).write(directory.resolve("a.jar"));
        JavaApplication application = JavaApplication.of(jar, Path.of(System.getProperty("java.home")));
        BuildRequest request = BuildRequest.builder(application, directory.resolve("out"), file)
                .build();

        assertThat(error(request))
                .isEqualTo("A file could not be read or written while the image was built.\n"
                        + "FileAlreadyExistsException: " + file + ".\n"
                        + "Look for a full disk, or for files that another program removes or protects.");
    }

    @Test
    void refusesRootfsThatIsNoDirectory() throws IOException {
        Path gone = directory.resolve("gone");
        BuildRequest request = request().rootfs(List.of(gone)).build();

        assertThat(error(request))
                .isEqualTo("There is no directory " + gone + ".\n"
                        + "<rootfs> names it as one whose content goes into the image.\n"
                        + "Create it, or correct <rootfs>.");
    }

    @Test
    void refusesRootfsThatPutsAFileOverADirectory() throws IOException {
        Path rootfs = Files.createDirectories(directory.resolve("rootfs"));
        Files.writeString(rootfs.resolve("etc"), "");

        assertThat(error(request().rootfs(List.of(rootfs)).build()))
                .isEqualTo("/etc is a directory and a file in the image.\n"
                        + "A directory of <rootfs>, or src/main/rootfs, has it in another form than the rest of the"
                        + " image.\n"
                        + "Rename or remove it there.");
    }

    @Test
    void refusesNamesOfVariablesAndLibrariesThatCannotBe() throws IOException {
        assertThat(error(request().env(Map.of("A=B", "1")).build()))
                .isEqualTo("'A=B' is no name of an environment variable.\nIt has a '=' in it.\nCorrect it in <env>.");
        assertThat(error(request().arguments(List.of("a\0b")).build()))
                .isEqualTo("An argument has a NUL character in it: 'a?b'.\n"
                        + "No program of Linux can be given one.\n"
                        + "Remove it.");
        assertThat(error(request().libraries(List.of("Uk Sched")).build()))
                .startsWith("There is no micro-library 'Uk Sched'.\n")
                .endsWith("\nCorrect it in <libraries>.");
    }

    private BuildRequest.Builder request() throws IOException {
        Path program = directory.resolve("program");
        if (!Files.exists(program)) {
            Files.copy(Path.of("/bin/busybox"), program);
        }
        return BuildRequest.builder(NativeApplication.of(program), directory.resolve("out"), directory.resolve("cache"))
                .arguments(List.of("x y"))
                .options(Map.of("uksched.slice-us", "5000"));
    }

    private List<BuiltImage> build(LibraryRepository libraries) throws IOException {
        return Unikernel.build(request().build(), libraries, events::add);
    }

    private String error(BuildRequest request) {
        return catchThrowableOfType(
                        UserError.class, () -> Unikernel.build(request, new BundledLibraries(), events::add))
                .text();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    /** Descriptors of the bundled libraries, of which nothing was compiled. */
    private static final class WithoutObjects implements LibraryRepository {
        private final LibraryRepository libraries = new BundledLibraries();

        @Override
        public SortedSet<LibraryName> names() {
            return libraries.names();
        }

        @Override
        public Optional<LibraryDescriptor> descriptor(LibraryName library) {
            return libraries.descriptor(library);
        }

        @Override
        public List<LibraryObject> objects(LibraryName library, String cpu) {
            return List.of();
        }

        @Override
        public List<SystemCall> systemCalls(String cpu) {
            return List.of();
        }
    }
}
