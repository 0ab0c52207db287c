package org.unikraft.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.UserError;

/**
 * Puts the shared libraries that programs need into a root file system, found as a dynamic linker finds them (ld.so(8)):
 * RPATH, the library path, RUNPATH, the directories of the system.
 */
final class SharedLibraries {
    static final String GROUP = "shared libraries";
    private static final String GLIBC = "libc.so.6";
    /** The locale that the image's LANG names, C.UTF-8, by its names in glibc's directory. Without it all is ASCII. */
    private static final List<Path> UTF_8_LOCALES =
            List.of(Path.of("/usr/lib/locale/C.utf8"), Path.of("/usr/lib/locale/C.UTF-8"));

    /** What musl's dynamic linker takes for itself, whatever file there is. */
    private static final Set<String> MUSL_ITSELF =
            Set.of("libc.so", "libpthread.so", "librt.so", "libm.so", "libdl.so", "libutil.so", "libxnet.so");

    /** A directory on the building machine, and where its files are in the image. */
    record Directory(Path host, ImagePath image) {}

    /** What a dynamic linker reads of a file. */
    private record Wants(List<String> needed, Optional<String> rPath, Optional<String> runPath) {}

    /** A program or library in the image, with the RPATH that it inherits from what loads it. */
    private record Loaded(ImagePath path, Path file, List<Directory> inherited) {}

    private final RootFileSystem root;
    private final List<Directory> libraryPath;
    private final List<Directory> system = new ArrayList<>();
    private final Event.Listener events;
    private final Set<String> present = new HashSet<>();
    /** Empty for a file that is not for this CPU. */
    private final Map<Path, Optional<Wants>> files = new HashMap<>();
    /** The dynamic linker, which on systems with musl is the C library under another name. */
    private Optional<Path> interpreter = Optional.empty();

    /**
     * @param libraryPath directories that are looked into before those of the system
     * @param rootfs directories that go into the image: libraries in their usual places are found too
     */
    SharedLibraries(RootFileSystem root, List<Path> libraryPath, List<Path> rootfs, Event.Listener events)
            throws IOException {
        this.root = root;
        this.events = events;
        List<Path> host = LibraryDirectories.ofThisMachine();
        ImagePath place = imageDirectory(host);
        this.libraryPath =
                libraryPath.stream().map(each -> new Directory(each, place)).toList();
        for (Path each : rootfs) {
            LibraryDirectories.known()
                    .forEach(known -> system.add(new Directory(each.resolve(known.substring(1)), ImagePath.of(known))));
        }
        host.forEach(each -> system.add(new Directory(each, place)));
    }

    /**
     * Where a dynamic linker of this system finds libraries without a cache: where the C library is. A directory that
     * only ld.so.conf names would not be looked into.
     */
    private static ImagePath imageDirectory(List<Path> host) {
        return host.stream()
                .filter(each -> Files.exists(each.resolve(GLIBC)))
                .findFirst()
                .map(each -> ImagePath.of(each.toString()))
                .orElse(ImagePath.of("/lib"));
    }

    /** Libraries that are in the image and loaded by whoever uses them, so that nobody has to find them. */
    void present(String name) {
        present.add(name);
    }

    /** Adds the dynamic linker that a program asks for, if any, and what the program needs. */
    void program(ImagePath path, Path file) throws IOException {
        Optional<String> interpreter = read(file).interpreter();
        if (interpreter.isPresent()) {
            interpreter(Path.of(interpreter.get()), path);
            needsOf(path, file, true);
            addWhatLibcOpens();
        }
    }

    private void interpreter(Path file, ImagePath program) throws IOException {
        if (!file.isAbsolute() || !Files.isRegularFile(file)) {
            throw new UserError(
                    "missing-shared-library",
                    "The dynamic linker '" + file + "' is missing.",
                    program + " asks for it by this path.",
                    "Install the package that has it on this machine.");
        }
        String name = file.getFileName().toString();
        root.file(ImagePath.of(file.toString()), file, Origin.of(GROUP, "PT_INTERP of", program));
        interpreter = Optional.of(file);
        present.add(name);
        present.addAll(name.startsWith("ld-musl") ? MUSL_ITSELF : Set.of());
    }

    /**
     * Adds what a program or library needs, and what that needs.
     *
     * @param required whether a library that is missing is an error; else it is a warning, and that file will not load
     */
    void needsOf(ImagePath path, Path file, boolean required) throws IOException {
        add(new Loaded(path, file, List.of()), required);
    }

    /** Adds a library by its name, where there is one. */
    void optional(String name, String who) throws IOException {
        if (!present.contains(name) && find(name, system).isEmpty()) {
            events.warning("shared library " + name + " is missing; " + who + " needs it and will not load");
            return;
        }
        need(
                name,
                new Loaded(ImagePath.ROOT, Path.of("/"), List.of()),
                system,
                false,
                Origin.of(GROUP, who + " needs it"));
    }

    /** glibc opens these when they are first needed: to end a thread, and before 2.34 to look up names. */
    private void addWhatLibcOpens() throws IOException {
        if (!present.contains(GLIBC)) {
            return;
        }
        List<String> names = new ArrayList<>(List.of("libgcc_s.so.1"));
        Optional<Found> libc = find(GLIBC, system);
        if (libc.isPresent() && !definesThreads(libc.get().file())) {
            names.addAll(List.of("libnss_files.so.2", "libnss_dns.so.2"));
        }
        for (String name : names) {
            if (find(name, system).isPresent()) {
                need(name, new Loaded(ImagePath.ROOT, Path.of("/"), List.of()), system, false, openedByLibc());
            }
        }
        for (Path locale : UTF_8_LOCALES) {
            ImagePath path = ImagePath.of(locale.toString());
            if (Files.isDirectory(locale) && !root.contains(path)) {
                root.tree(path, locale, Origin.of(GROUP, "the locale C.UTF-8, which LANG names"), file -> true);
            }
        }
    }

    private Origin openedByLibc() {
        Optional<ImagePath> libc = root.entries().keySet().stream()
                .filter(path -> path.fileName().equals(GLIBC))
                .findFirst();
        return libc.map(path -> Origin.of(GROUP, "opened at run time by", path))
                .orElse(Origin.of(GROUP, "opened at run time by the C library"));
    }

    /** Since 2.34 the C library holds what was in libraries of its own. */
    private static boolean definesThreads(Path libc) throws IOException {
        return read(libc).dynamicSymbols().stream()
                .filter(symbol -> symbol.st_shndx() != Elf.SHN_UNDEF)
                .map(ElfSymbol::name)
                .anyMatch("pthread_create"::equals);
    }

    private void add(Loaded user, boolean required) throws IOException {
        Optional<Wants> wants = wants(user.file());
        if (wants.isEmpty()) {
            return;
        }
        List<Directory> runPath = expand(wants.get().runPath(), user);
        List<Directory> rPath = new ArrayList<>();
        if (wants.get().runPath().isEmpty()) {
            rPath.addAll(expand(wants.get().rPath(), user));
            rPath.addAll(user.inherited());
        }
        List<Directory> all = Stream.of(rPath, libraryPath, runPath, system)
                .flatMap(List::stream)
                .toList();
        Loaded loader = new Loaded(user.path(), user.file(), rPath);
        for (String name : wants.get().needed()) {
            need(name, loader, all, required, Origin.of(GROUP, "DT_NEEDED of", user.path()));
        }
    }

    private void need(String name, Loaded user, List<Directory> directories, boolean required, Origin origin)
            throws IOException {
        if (present.contains(name)) {
            return;
        }
        Optional<Found> found = find(name, directories);
        if (found.isEmpty()) {
            Set<String> looked = directories.stream()
                    .map(each -> each.host().toString())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (required) {
                throw missing(name, user.path().value(), looked);
            }
            events.warning("shared library " + name + " is missing; " + user.path() + " needs it and will not load");
            return;
        }
        present.add(name);
        ImagePath path = found.get().image().resolve(name);
        if (interpreter.isPresent()
                && Files.isSameFile(interpreter.get(), found.get().file())) {
            root.link(path, interpreter.get().toString(), origin); // a second file would be loaded a second time
            return;
        }
        if (!root.contains(path)) {
            root.file(path, found.get().file(), origin);
        }
        add(new Loaded(path, found.get().file(), user.inherited()), required);
    }

    private record Found(Path file, ImagePath image) {}

    private Optional<Found> find(String name, List<Directory> directories) throws IOException {
        for (Directory directory : directories) {
            Path file = directory.host().resolve(name);
            if (Files.isRegularFile(file) && wants(file).isPresent()) {
                return Optional.of(new Found(file, directory.image()));
            }
        }
        return Optional.empty();
    }

    /** A dynamic linker passes over files for other CPUs. */
    private Optional<Wants> wants(Path file) throws IOException {
        Optional<Wants> known = files.get(file);
        if (known == null) {
            known = readWants(file);
            files.put(file, known);
        }
        return known;
    }

    private static Optional<Wants> readWants(Path file) throws IOException {
        try {
            ElfFile elf = read(file);
            boolean usable = elf.elfClass() == ElfFile.ElfClass.ELF64 && elf.machine() == Elf.EM_X86_64;
            return usable
                    ? Optional.of(new Wants(elf.neededLibraries(), elf.rPath(), elf.runPath()))
                    : Optional.empty();
        } catch (FormatError e) {
            return Optional.empty();
        }
    }

    private static ElfFile read(Path file) throws IOException {
        return ElfFile.read(file.toString(), Files.readAllBytes(file));
    }

    /** Directories of an RPATH or RUNPATH, of which $ORIGIN is where the file is. */
    private static List<Directory> expand(Optional<String> paths, Loaded user) {
        List<Directory> directories = new ArrayList<>();
        for (String path : paths.orElse("").split(":")) {
            if (path.isEmpty() || path.contains("$LIB") || path.contains("$PLATFORM")) {
                continue;
            }
            String host = origin(path, user.file().toAbsolutePath().getParent().toString());
            String image = origin(path, user.path().parent().value());
            directories.add(new Directory(Path.of(host).normalize(), ImagePath.of(image)));
        }
        return directories;
    }

    private static String origin(String path, String directory) {
        return path.replace("${ORIGIN}", directory).replace("$ORIGIN", directory);
    }

    private static UserError missing(String name, String who, Iterable<String> looked) {
        return new UserError(
                "missing-shared-library",
                "Shared library " + name + " is missing.",
                who + " needs it. It is in none of: " + String.join(", ", looked) + ".",
                "Install the package that has it on this machine, or put it into src/main/rootfs/usr/lib.");
    }
}
