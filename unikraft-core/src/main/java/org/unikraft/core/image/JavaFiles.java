package org.unikraft.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.UserError;

/** A Java application in the root file system: runtime image, shared libraries, class path, command. */
final class JavaFiles {
    static final String RUNTIME_GROUP = "Java runtime";
    static final String APPLICATION_GROUP = "application";

    private static final ImagePath HOME = new ImagePath("/usr/lib/jvm");
    private static final ImagePath APPLICATION = new ImagePath("/app");
    private static final String CACERTS = "lib/security/cacerts";

    /** Of no use in an image: for other programs, or to start them. */
    private static final Set<String> NOT_NEEDED = Set.of(
            "legal",
            "lib/jspawnhelper",
            "lib/jexec",
            "lib/jrt-fs.jar",
            "lib/classlist",
            "lib/server/classes_nocoops.jsa");

    private final RootFileSystem root;
    private final Launch.Java launch;
    private final Event.Listener events;

    JavaFiles(RootFileSystem root, Launch.Java launch, Event.Listener events) {
        this.root = root;
        this.launch = launch;
        this.events = events;
    }

    void runtime(JavaRuntime runtime, List<Path> rootfs) throws IOException {
        root.tree(
                HOME,
                runtime.directory(),
                Origin.of(RUNTIME_GROUP, "jlink put it into the Java runtime"),
                JavaFiles::isNeeded);
        // The user's JDK may have other certificates than those that its maker packed for jlink.
        Path certificates = launch.jdk().home().resolve(CACERTS);
        if (Files.exists(certificates)) {
            root.file(
                    HOME.resolve(CACERTS),
                    certificates,
                    Origin.of(RUNTIME_GROUP, "certificates that the JDK of the build trusts"));
        }
        sharedLibraries(runtime.directory(), rootfs);
    }

    private static boolean isNeeded(Path relative) {
        String path = relative.toString();
        return !NOT_NEEDED.contains(path) && (!path.startsWith("bin/") || path.equals("bin/java"));
    }

    private void sharedLibraries(Path runtime, List<Path> rootfs) throws IOException {
        SharedLibraries libraries = new SharedLibraries(root, List.of(), rootfs, events);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(runtime.resolve("lib"))) {
            files = walk.filter(file -> file.getFileName().toString().endsWith(".so"))
                    .sorted()
                    .toList();
        }
        files.forEach(file -> libraries.present(file.getFileName().toString()));
        Path launcher = runtime.resolve("bin/java");
        libraries.program(HOME.resolve("bin/java"), launcher);
        for (Path file : files) {
            // Only some programs load the others, of which some need a desktop; those of java.base are always loaded.
            boolean required = file.getParent().endsWith("server")
                    || Set.of("libjava.so", "libjli.so", "libjimage.so", "libnio.so", "libnet.so", "libzip.so")
                            .contains(file.getFileName().toString());
            libraries.needsOf(HOME.resolve(runtime.relativize(file).toString()), file, required);
        }
        for (String name : launch.nativeNeeds()) {
            libraries.optional(name, "a native library in a JAR");
        }
    }

    /** The command, with every JAR of the class path in the image. */
    List<String> command(JavaRuntime runtime, List<String> arguments) throws IOException {
        List<String> argv = new ArrayList<>();
        argv.add(HOME.resolve("bin/java").value());
        argv.addAll(ClassArchive.flags(runtime.directory()));
        argv.addAll(launch.launcherFlags());
        argv.addAll(launch.application().jvmFlags());
        ImagePath jar = add(launch.application().jar(), APPLICATION, "the JAR of the project");
        if (launch.mainClass().isEmpty()) {
            argv.addAll(List.of("-jar", jar.value()));
        } else {
            List<String> classPath = new ArrayList<>(List.of(jar.value()));
            for (Path each : launch.classPath()) {
                classPath.add(add(each, APPLICATION.resolve("lib"), "on the class path: a dependency")
                        .value());
            }
            argv.addAll(List.of(
                    "-cp", String.join(":", classPath), launch.mainClass().get()));
        }
        argv.addAll(arguments);
        return argv;
    }

    /** Puts a JAR or directory into a directory; when its name is taken there, into a numbered one below. */
    private ImagePath add(Path file, ImagePath directory, String why) throws IOException {
        String name = file.getFileName().toString();
        if (name.contains(":")) {
            throw new UserError(
                    "colon-in-class-path",
                    file + " cannot be on a class path.",
                    "Its name has a ':' in it, which separates the entries of a class path.",
                    "Rename it.");
        }
        ImagePath path = directory.resolve(name);
        for (int number = 2; root.contains(path); number++) {
            path = directory.resolve(number + "/" + name);
        }
        Origin origin = Origin.of(APPLICATION_GROUP, why);
        if (Files.isDirectory(file)) {
            root.tree(path, file, origin, any -> true);
        } else {
            root.file(path, file, origin);
        }
        return path;
    }
}
