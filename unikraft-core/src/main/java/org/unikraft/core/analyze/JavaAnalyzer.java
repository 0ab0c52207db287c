package org.unikraft.core.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.Jdk;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.UserError;

/** Finds a Java application's main class, its class path and the modules of the JDK that it uses. */
final class JavaAnalyzer {
    private static final String FOREIGN_FUNCTIONS = "java/lang/foreign/Linker";

    private final JavaApplication application;
    private final Jdk jdk;
    private final Event.Listener events;
    private final ClassScanner classes = new ClassScanner();
    private final Set<String> loadable = new HashSet<>();
    private final SortedSet<String> nativeNeeds = new TreeSet<>();
    private final List<String> nativeInternet = new ArrayList<>();
    private final List<String> nativeCode = new ArrayList<>();

    private JavaAnalyzer(JavaApplication application, Event.Listener events) {
        this.application = application;
        this.jdk = Jdk.at(application.jdkHome());
        this.events = events;
    }

    /**
     * How it is started, and what it uses of the internet's sockets.
     *
     * @param internet sentences that show where; empty: nowhere
     * @param anyCall why its code may make any system call, if it may
     */
    record Found(Launch.Java launch, List<String> internet, Optional<String> anyCall) {}

    static Found analyze(JavaApplication application, SortedMap<String, String> env, Path cache, Event.Listener events)
            throws IOException {
        JavaAnalyzer analyzer = new JavaAnalyzer(application, events);
        Launch.Java launch = analyzer.launch(cache);
        return new Found(launch, analyzer.internet(env), analyzer.anyCall());
    }

    /** Machine code that is in no file of the image yet, and functions of the C library that Java code asks for by name. */
    private Optional<String> anyCall() {
        Optional<String> foreign = classes.referenced.stream()
                .filter(name -> name.startsWith(FOREIGN_FUNCTIONS))
                .sorted()
                .findFirst()
                .map(name -> "a class uses " + name.replace('/', '.') + ", which calls any function by its name");
        return nativeCode.isEmpty() ? foreign : Optional.of(nativeCode.get(0));
    }

    private List<String> internet(SortedMap<String, String> env) {
        List<String> evidence = new ArrayList<>(classes.internet.evidence(classes.defined));
        evidence.addAll(nativeInternet);
        SortedSet<String> modules = JvmFlags.addedModules(application.jvmFlags());
        modules.addAll(application.addModules());
        evidence.addAll(JvmFlags.internetEvidence(application.jvmFlags(), env, modules));
        return evidence;
    }

    private Launch.Java launch(Path cache) throws IOException {
        JarManifest manifest = manifest();
        boolean named =
                application.mainClass().isPresent() || manifest.mainClass().isPresent();
        ArchiveScanner jar = scan(application.jar(), !named);
        if (runsAsItIs(manifest, jar)) {
            manifest.mainClass().ifPresent(this::checkLoadable);
            return launch(List.of(), Optional.empty(), List.of(), cache);
        }
        List<Path> classPath = notIn(jar.loadable);
        classPath.forEach(each -> scan(each, false));
        String mainClass = application
                .mainClass()
                .or(manifest::mainClass)
                .orElseGet(() -> MainClass.only(application.jar(), jar.mains, jdk.feature()));
        checkLoadable(mainClass);
        return launch(classPath, Optional.of(mainClass), manifest.launcherFlags(), cache);
    }

    private Launch.Java launch(List<Path> classPath, Optional<String> mainClass, List<String> launcherFlags, Path cache)
            throws IOException {
        return new Launch.Java(
                application,
                jdk,
                classPath,
                mainClass,
                launcherFlags,
                modules(JdkPackages.of(jdk, cache)),
                nativeNeeds);
    }

    /** Whether the JAR is executable and holds all that it needs, in itself or in JARs in it. */
    private boolean runsAsItIs(JarManifest manifest, ArchiveScanner jar) {
        if (manifest.mainClass().isEmpty() || Files.isDirectory(application.jar())) {
            return false;
        }
        Optional<String> wanted = application.mainClass();
        if (manifest.isSpringBoot()) {
            return wanted.isEmpty() || wanted.equals(manifest.startClass());
        }
        return wanted.isEmpty() && notIn(classes.defined).isEmpty();
    }

    private JarManifest manifest() {
        try {
            return JarManifest.of(application.jar());
        } catch (IOException e) {
            throw ArchiveScanner.unreadable(application.jar(), e);
        }
    }

    private ArchiveScanner scan(Path archive, boolean wantMains) {
        ArchiveScanner scanner = new ArchiveScanner(jdk.feature(), classes, wantMains);
        scanner.scan(archive);
        loadable.addAll(scanner.loadable);
        if (!scanner.ignored.isEmpty()) {
            events.detail(archive.getFileName() + ": not read as class files: " + String.join(", ", scanner.ignored));
        }
        checkNatives(archive, scanner.natives);
        return scanner;
    }

    private void checkNatives(Path archive, List<NativeLibrary> natives) {
        if (natives.isEmpty()) {
            return;
        }
        for (NativeLibrary each : NativeLibrary.choose(natives, NativeLibrary.cLibrary(jdk.home()))) {
            nativeNeeds.addAll(each.needed());
            nativeCode.add(archive.getFileName() + " has a native library, " + each.entry());
            each.internet().ifPresent(evidence -> nativeInternet.add(evidence + ", in " + archive.getFileName()));
        }
        if (natives.stream().anyMatch(each -> each.kind() == NativeLibrary.Kind.USABLE)) {
            return;
        }
        String list = natives.stream()
                .map(each -> each.entry() + " (" + each.machine() + ")")
                .collect(Collectors.joining(", "));
        if (natives.stream().allMatch(each -> each.kind() == NativeLibrary.Kind.OTHER_SYSTEM)) {
            events.warning(archive.getFileName() + " has native libraries for other systems only: " + list);
            return;
        }
        throw new UserError(
                "native-library-for-other-cpu",
                archive.getFileName() + " has native libraries for other CPUs only.",
                "It has " + list + "; the image runs code for Linux on x86-64.",
                "Depend on the artifact or classifier of this library that is for Linux on x86-64 (amd64).");
    }

    /** The dependencies of which not all classes are among these: what a shaded JAR holds need not be there twice. */
    private List<Path> notIn(Set<String> names) {
        return application.classPath().stream()
                .filter(each -> !isContained(each, names))
                .toList();
    }

    private static boolean isContained(Path dependency, Set<String> classes) {
        if (Files.isDirectory(dependency)) {
            return false;
        }
        try (ZipFile zip = new ZipFile(dependency.toFile())) {
            List<String> names = zip.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .filter(name -> !name.equals("module-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
            return !names.isEmpty() && classes.containsAll(names);
        } catch (IOException e) {
            throw ArchiveScanner.unreadable(dependency, e);
        }
    }

    private void checkLoadable(String mainClass) {
        if (!loadable.contains(mainClass.replace('.', '/'))) {
            throw new UserError(
                    "main-class-not-found",
                    "There is no class " + mainClass + ".",
                    "It is to be run, and is neither in " + application.jar().getFileName()
                            + " nor in its run-time dependencies.",
                    "Correct <mainClass> (or Main-Class in the manifest); a dependency of scope 'provided' or 'test' is"
                            + " not in the image.");
        }
    }

    private SortedSet<String> modules(JdkPackages packages) {
        SortedSet<String> modules = new TreeSet<>(List.of("java.base"));
        for (String name : classes.referenced) {
            if (!classes.defined.contains(name)) {
                packages.moduleOf(name).ifPresent(modules::add);
            }
        }
        for (String module : new TreeSet<>(classes.requiredModules)) {
            if (module.startsWith("java.") || module.startsWith("jdk.")) {
                modules.add(existing(module, "A module descriptor on the class path requires it"));
            }
        }
        for (String module : application.addModules()) {
            modules.add(existing(module, "It is among the modules that the image is to have (<modules>)"));
        }
        for (String module : JvmFlags.addedModules(application.jvmFlags())) {
            modules.add(existing(module, "--add-modules among the JVM's flags asks for it"));
        }
        modules.addAll(ServiceModules.of(classes, jdk.modules()));
        events.detail("modules of the JDK: " + String.join(", ", modules));
        return modules;
    }

    private String existing(String module, String why) {
        if (!jdk.modules().contains(module)) {
            throw new UserError(
                    "missing-jdk-module",
                    "The JDK has no module '" + module + "'.",
                    why + "; the runtime image is made of JDK " + jdk.version() + ".",
                    "Correct the name ('java --list-modules' shows those that there are), or use a JDK that has it.");
        }
        return module;
    }
}
