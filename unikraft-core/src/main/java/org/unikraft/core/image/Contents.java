package org.unikraft.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.unikraft.core.model.Digest;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.UserError;

/**
 * All that an image holds besides its kernel.
 *
 * @param command what it runs
 * @param runtime digest of what the Java runtime was made from, where there is one
 */
public record Contents(RootFileSystem root, Command command, Optional<Digest> runtime) {
    static final String EXTRA_GROUP = "extra files";

    /**
     * @param arguments of the application
     * @param env its environment, besides what every Linux program is given
     * @param rootfs directories whose content replaces what is in the image
     * @param cache directory for what is kept between builds
     */
    public record Request(
            Launch launch, List<String> arguments, SortedMap<String, String> env, List<Path> rootfs, Path cache) {}

    /**
     * Assembles a root file system.
     *
     * @throws UserError when something that it needs is missing or does not fit together
     */
    public static Contents assemble(Request request, Event.Listener events) throws IOException {
        for (Path directory : request.rootfs()) {
            if (!Files.isDirectory(directory)) {
                throw new UserError(
                        "rootfs-not-a-directory",
                        "There is no directory " + directory + ".",
                        "<rootfs> names it as one whose content goes into the image.",
                        "Create it, or correct <rootfs>.");
            }
        }
        RootFileSystem root = new RootFileSystem();
        SystemFiles.addTo(root);
        Optional<Digest> runtime = Optional.empty();
        List<String> argv;
        if (request.launch() instanceof Launch.Java java) {
            JavaRuntime made = JavaRuntime.of(
                    java.jdk(), java.modules(), java.application().bindServices(), request.cache(), events);
            JavaFiles files = new JavaFiles(root, java, events);
            files.runtime(made, request.rootfs());
            argv = files.command(made, request.arguments());
            runtime = Optional.of(made.digest());
        } else {
            argv = NativeFiles.addTo(
                    root, (Launch.Native) request.launch(), request.arguments(), request.rootfs(), events);
        }
        Command command = Command.of(argv, request.env());
        command.addTo(root);
        for (int i = 0; i < request.rootfs().size(); i++) {
            Origin origin = Origin.of(
                    EXTRA_GROUP,
                    "directory " + (i + 1) + " of rootfs, where src/main/rootfs is the first if it exists");
            root.tree(ImagePath.ROOT, request.rootfs().get(i), origin, any -> true);
        }
        return new Contents(root, command, runtime);
    }

    /** Files of a group. */
    public record Group(int files, long bytes) {}

    /** Sizes of the files by what they are part of. */
    SortedMap<String, Group> groups() {
        SortedMap<String, Group> groups = new TreeMap<>();
        for (FileEntry entry : root.entries().values()) {
            if (entry instanceof FileEntry.Regular file) {
                groups.merge(
                        file.group(),
                        new Group(1, file.content().size()),
                        (a, b) -> new Group(a.files() + b.files(), a.bytes() + b.bytes()));
            }
        }
        return groups;
    }

    /** Bytes of all files. */
    public long bytes() {
        return groups().values().stream().mapToLong(Group::bytes).sum();
    }

    /** The files that may be programs or libraries, by their path in the image; those of the Java runtime are left out. */
    public SortedMap<String, Path> code() {
        return byPath(onDisk(group -> !group.equals(JavaFiles.RUNTIME_GROUP)));
    }

    /** Those of the Java runtime. */
    public SortedMap<String, Path> runtimeCode() {
        return byPath(onDisk(JavaFiles.RUNTIME_GROUP::equals));
    }

    private static SortedMap<String, Path> byPath(SortedMap<ImagePath, Path> files) {
        SortedMap<String, Path> paths = new TreeMap<>();
        files.forEach((path, file) -> paths.put(path.value(), file));
        return paths;
    }

    /** Digests of the files that come from the building machine, by their path in the image, the runtime's left out. */
    SortedMap<ImagePath, Digest> digests() throws IOException {
        SortedMap<ImagePath, Digest> digests = new TreeMap<>();
        for (Map.Entry<ImagePath, Path> each :
                onDisk(group -> !group.equals(JavaFiles.RUNTIME_GROUP)).entrySet()) {
            digests.put(each.getKey(), Digest.ofFile(each.getValue()));
        }
        return digests;
    }

    /** Files of the building machine, of some groups. */
    private SortedMap<ImagePath, Path> onDisk(Predicate<String> groups) {
        SortedMap<ImagePath, Path> files = new TreeMap<>();
        root.entries().forEach((path, entry) -> {
            if (entry instanceof FileEntry.Regular file
                    && file.content() instanceof FileEntry.Content.OnDisk onDisk
                    && groups.test(file.group())) {
                files.put(path, onDisk.file());
            }
        });
        return files;
    }
}
