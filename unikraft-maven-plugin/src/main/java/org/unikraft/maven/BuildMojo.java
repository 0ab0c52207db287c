package org.unikraft.maven;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.toolchain.ToolchainManager;
import org.unikraft.core.BuildRequest;
import org.unikraft.core.Unikernel;
import org.unikraft.core.model.Application;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.Mode;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.UserError;
import org.unikraft.core.resolve.BundledLibraries;

/**
 * Packages the project as a unikernel: one bootable image for each platform, with the application and only the parts of
 * an operating system that it needs.
 */
@Mojo(
        name = "build",
        defaultPhase = LifecyclePhase.PACKAGE,
        requiresDependencyResolution = ResolutionScope.RUNTIME,
        threadSafe = true)
public final class BuildMojo extends UnikraftMojo {
    /** What to make images for, for instance {@code qemu/x86_64}. */
    @Parameter(property = "unikraft.platforms", defaultValue = "qemu/x86_64")
    List<String> platforms;

    /** The class to run. Found by itself when the JAR's manifest names it, or when only one class has a main method. */
    @Parameter(property = "unikraft.mainClass")
    String mainClass;

    /** Flags for the JVM. */
    @Parameter(property = "unikraft.jvmFlags")
    List<String> jvmFlags;

    /** Arguments of the application, before those given at a start. */
    @Parameter(property = "unikraft.arguments")
    List<String> arguments;

    /** Parameters of the kernel, for instance {@code loglevel=info}. */
    @Parameter(property = "unikraft.bootArgs", defaultValue = "")
    String bootArgs;

    /** The application's environment. */
    @Parameter
    Map<String, String> env;

    /** The same from the command line, over that of the POM: {@code A=b,C=d}. */
    @Parameter(property = "unikraft.env")
    List<String> environment;

    /** Modules of the JDK besides those that the application is found to need. */
    @Parameter(property = "unikraft.modules")
    List<String> modules;

    /** Takes every module of the JDK that provides a service which the application's modules use. */
    @Parameter(property = "unikraft.bindServices", defaultValue = "false")
    boolean bindServices;

    /** Memory of the machine, for instance {@code 256M}. Derived from what runs when absent. */
    @Parameter(property = "unikraft.memory")
    String memory;

    /** Directories whose content goes into the root file system, after {@code src/main/rootfs}. */
    @Parameter(property = "unikraft.rootfs")
    List<File> rootfs;

    /** A Linux executable for x86-64 to run instead of a JVM. */
    @Parameter(property = "unikraft.executable")
    File executable;

    /** Where the executable's shared libraries are looked for first. */
    @Parameter(property = "unikraft.libraryPath")
    List<File> libraryPath;

    /** Values of options of micro-libraries, by {@code library.option}. */
    @Parameter
    Map<String, String> options;

    /** The same from the command line, over those of the POM: {@code uksched.slice-us=5000}. */
    @Parameter(property = "unikraft.options")
    List<String> optionValues;

    /** Micro-libraries besides those that the application is found to need. */
    @Parameter(property = "unikraft.libraries")
    List<String> libraries;

    /** Micro-libraries to leave out though the application is found to need them: {@code posix-inetsocket}. */
    @Parameter(property = "unikraft.excludedLibraries")
    List<String> excludedLibraries;

    /**
     * Which system calls the image has: {@code static}, those that the machine code of the program and its libraries can
     * make, or all when that cannot be told; {@code full}, all.
     */
    @Parameter(property = "unikraft.mode", defaultValue = "static")
    String mode;

    /** Whether the kernel has its symbol table, from which a panic's backtrace takes names. */
    @Parameter(property = "unikraft.symbols", defaultValue = "true")
    boolean symbols;

    /** Gets a directory for each platform. */
    @Parameter(property = "unikraft.outputDirectory", defaultValue = "${project.build.directory}/unikraft")
    File outputDirectory;

    /** What is kept between builds, such as the Java runtime; may be deleted at any time. */
    @Parameter(property = "unikraft.cacheDirectory", defaultValue = "${project.build.directory}/unikraft-cache")
    File cacheDirectory;

    @Parameter(defaultValue = "${project.build.outputTimestamp}", readonly = true)
    String outputTimestamp;

    private final ToolchainManager toolchains;
    private final MavenProjectHelper projectHelper;

    @Inject
    BuildMojo(ToolchainManager toolchains, MavenProjectHelper projectHelper) {
        this.toolchains = toolchains;
        this.projectHelper = projectHelper;
    }

    @Override
    void run() {
        if (executable == null && project.getPackaging().equals("pom")) {
            getLog().info("Skipped: a project with packaging pom has no application, and no executable is named.");
            return;
        }
        List<BuiltImage> images;
        try (EventLog events = events()) {
            images = Unikernel.build(request(), new BundledLibraries(), events);
        }
        for (BuiltImage image : images) {
            image.summary().lines().forEach(getLog()::info);
            getLog().info("Run it: mvn unikraft:run");
            String classifier = image.platform().directoryName();
            projectHelper.attachArtifact(
                    project, "kernel", classifier, image.kernel().toFile());
            projectHelper.attachArtifact(
                    project, "initrd", classifier, image.initrd().toFile());
        }
    }

    private BuildRequest request() {
        BuildRequest.Builder request = BuildRequest.builder(
                        application(), outputDirectory.toPath(), cacheDirectory.toPath())
                .platforms(Platform.parseAll(platforms))
                .env(merge("unikraft.env", env, environment))
                .bootArgs(bootArgs == null ? "" : bootArgs)
                .arguments(orNone(arguments))
                .rootfs(rootfsDirectories())
                .options(merge("unikraft.options", options, optionValues))
                .libraries(orNone(libraries))
                .excludedLibraries(orNone(excludedLibraries))
                .mode(Mode.parse(mode))
                .symbols(symbols);
        Optional.ofNullable(memory).map(ByteSize::parseMemory).ifPresent(request::memory);
        OutputTimestamp.parse(outputTimestamp).ifPresent(request::timestamp);
        return request.build();
    }

    private Application application() {
        if (executable != null) {
            return new NativeApplication(executable.toPath(), paths(libraryPath));
        }
        return new JavaApplication(
                jar(),
                classPath(project.getArtifacts()),
                Optional.ofNullable(mainClass),
                orNone(jvmFlags),
                new TreeSet<>(orNone(modules)),
                bindServices,
                Jdks.home(toolchains, session));
    }

    private Path jar() {
        File file = project.getArtifact().getFile();
        if (file == null || !file.isFile()) {
            throw new UserError(
                    "jar-missing",
                    "The project's JAR is not built yet.",
                    "This goal packages what the phase 'package' made, in the same run of Maven.",
                    "Run mvn package, with this goal bound to it, or mvn package unikraft:build.");
        }
        return file.toPath();
    }

    private static List<Path> classPath(Collection<Artifact> dependencies) {
        return dependencies.stream()
                .filter(dependency -> dependency.getArtifactHandler().isAddedToClasspath())
                .map(dependency -> dependency.getFile().toPath())
                .collect(Collectors.toList());
    }

    private List<Path> rootfsDirectories() {
        List<Path> directories = new ArrayList<>();
        Path conventional = project.getBasedir().toPath().resolve("src/main/rootfs");
        if (Files.isDirectory(conventional)) {
            directories.add(conventional);
        }
        directories.addAll(paths(rootfs));
        return directories;
    }
}
