package org.unikraft.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A Linux executable for x86-64: static, static-PIE or dynamic.
 *
 * @param executable the ELF file
 * @param libraryPath directories in which its shared libraries are looked for first, as with LD_LIBRARY_PATH
 */
public record NativeApplication(Path executable, List<Path> libraryPath) implements Application {
    public NativeApplication {
        Objects.requireNonNull(executable);
        libraryPath = List.copyOf(libraryPath);
    }

    public static NativeApplication of(Path executable) {
        return new NativeApplication(executable, List.of());
    }

    @Override
    public String name() {
        return executable.getFileName().toString();
    }
}
