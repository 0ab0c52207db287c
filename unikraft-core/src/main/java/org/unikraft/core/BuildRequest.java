package org.unikraft.core;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unikraft.core.model.Application;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Mode;
import org.unikraft.core.model.Platform;

/**
 * All that a build depends on; equal requests over equal files give equal bytes.
 *
 * @param platforms what to make images for; at least one
 * @param env the application's environment
 * @param bootArgs parameters of the kernel: the command line's part before {@code --}
 * @param arguments the application's own, before those that the command line adds
 * @param memory of the machine; empty: derived from what runs
 * @param rootfs directories whose content goes into the root file system; a later one replaces files of an earlier
 * @param outputDirectory gets a directory for each platform
 * @param cacheDirectory what may be kept between builds; is made when it is absent, may be deleted at any time
 * @param timestamp modification time of all files of the image
 * @param options values of options of micro-libraries, by {@code library.option}
 * @param libraries micro-libraries wanted besides those that the application is found to need
 * @param excludedLibraries micro-libraries not wanted, though the application was found to need them
 * @param mode which system calls the image has
 * @param symbols whether the kernel carries its symbol table, which a panic's backtrace takes names from
 */
public record BuildRequest(
        Application application,
        SortedSet<Platform> platforms,
        SortedMap<String, String> env,
        String bootArgs,
        List<String> arguments,
        Optional<ByteSize> memory,
        List<Path> rootfs,
        Path outputDirectory,
        Path cacheDirectory,
        Instant timestamp,
        SortedMap<String, String> options,
        SortedSet<String> libraries,
        SortedSet<String> excludedLibraries,
        Mode mode,
        boolean symbols) {

    public BuildRequest {
        Objects.requireNonNull(application);
        platforms = Collections.unmodifiableSortedSet(new TreeSet<>(platforms));
        if (platforms.isEmpty()) {
            throw new IllegalArgumentException("a build is for at least one platform");
        }
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        Objects.requireNonNull(bootArgs);
        arguments = List.copyOf(arguments);
        Objects.requireNonNull(memory);
        rootfs = List.copyOf(rootfs);
        Objects.requireNonNull(outputDirectory);
        // Programs that fill it run in other directories than this one.
        cacheDirectory = cacheDirectory.toAbsolutePath();
        Objects.requireNonNull(timestamp);
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        libraries = Collections.unmodifiableSortedSet(new TreeSet<>(libraries));
        Objects.requireNonNull(mode);
        excludedLibraries = Collections.unmodifiableSortedSet(new TreeSet<>(excludedLibraries));
    }

    /** A request with defaults for everything but these. */
    public static Builder builder(Application application, Path outputDirectory, Path cacheDirectory) {
        return new Builder(application, outputDirectory, cacheDirectory);
    }

    /** A {@link BuildRequest} in the making. */
    public static final class Builder {
        private final Application application;
        private final Path outputDirectory;
        private final Path cacheDirectory;
        private Collection<Platform> platforms = List.of(Platform.QEMU_X86_64);
        private Map<String, String> env = Map.of();
        private String bootArgs = "";
        private List<String> arguments = List.of();
        private Optional<ByteSize> memory = Optional.empty();
        private List<Path> rootfs = List.of();
        private Instant timestamp = Instant.EPOCH;
        private Map<String, String> options = Map.of();
        private Collection<String> libraries = List.of();
        private Collection<String> excludedLibraries = List.of();
        private Mode mode = Mode.STATIC;
        private boolean symbols = true;

        private Builder(Application application, Path outputDirectory, Path cacheDirectory) {
            this.application = application;
            this.outputDirectory = outputDirectory;
            this.cacheDirectory = cacheDirectory;
        }

        public Builder platforms(Collection<Platform> value) {
            platforms = value;
            return this;
        }

        public Builder env(Map<String, String> value) {
            env = value;
            return this;
        }

        public Builder bootArgs(String value) {
            bootArgs = value;
            return this;
        }

        public Builder arguments(List<String> value) {
            arguments = value;
            return this;
        }

        public Builder memory(ByteSize value) {
            memory = Optional.of(value);
            return this;
        }

        public Builder rootfs(List<Path> value) {
            rootfs = value;
            return this;
        }

        public Builder timestamp(Instant value) {
            timestamp = value;
            return this;
        }

        public Builder options(Map<String, String> value) {
            options = value;
            return this;
        }

        public Builder libraries(Collection<String> value) {
            libraries = value;
            return this;
        }

        public Builder excludedLibraries(Collection<String> value) {
            excludedLibraries = value;
            return this;
        }

        public Builder mode(Mode value) {
            mode = value;
            return this;
        }

        public Builder symbols(boolean value) {
            symbols = value;
            return this;
        }

        public BuildRequest build() {
            return new BuildRequest(
                    application,
                    new TreeSet<>(platforms),
                    new TreeMap<>(env),
                    bootArgs,
                    arguments,
                    memory,
                    rootfs,
                    outputDirectory,
                    cacheDirectory,
                    timestamp,
                    new TreeMap<>(options),
                    new TreeSet<>(libraries),
                    new TreeSet<>(excludedLibraries),
                    mode,
                    symbols);
        }
    }
}
