package org.unikraft.core.link;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The start files and archives of a C library of this machine, in the order in which GNU ld wants them. */
record StaticLibc(List<Path> before, List<Path> after, List<Path> libraries) {
    static StaticLibc of(String name) {
        return switch (name) {
            case "none" -> new StaticLibc(List.of(), List.of(), List.of());
            case "musl" -> musl();
            case "glibc" -> glibc(List.of());
            case "glibc++" -> glibc(mathematics());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static StaticLibc musl() {
        Path folder = Path.of("/usr/lib/x86_64-linux-musl");
        assumeTrue(Files.exists(folder.resolve("libc.a")), "skipped: musl-dev is not installed");
        return new StaticLibc(
                List.of(folder.resolve("crt1.o"), folder.resolve("crti.o")),
                List.of(folder.resolve("crtn.o")),
                List.of(folder.resolve("libc.a"), gcc("libgcc.a")));
    }

    private static StaticLibc glibc(List<String> more) {
        assumeTrue(Files.exists(gcc("libc.a")), "skipped: libc6-dev is not installed");
        List<Path> libraries = new ArrayList<>();
        for (String library : more) {
            Path path = gcc(library);
            assumeTrue(Files.exists(path), "skipped: " + library + " is not installed");
            libraries.add(path);
        }
        libraries.addAll(List.of(gcc("libgcc.a"), gcc("libgcc_eh.a"), gcc("libc.a")));
        return new StaticLibc(
                List.of(gcc("crt1.o"), gcc("crti.o"), gcc("crtbeginT.o")),
                List.of(gcc("crtend.o"), gcc("crtn.o")),
                libraries);
    }

    /** C++'s library and what it needs: libm.a is a linker script, {@code GROUP ( a b )}, that names the archives. */
    private static List<String> mathematics() {
        List<String> archives = new ArrayList<>(List.of("libstdc++.a"));
        Path script = gcc("libm.a");
        assumeTrue(Files.exists(script), "skipped: libc6-dev is not installed");
        try {
            Matcher group = Pattern.compile("\\S+\\.a\\b").matcher(Files.readString(script));
            group.results().map(MatchResult::group).forEach(archives::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archives;
    }

    /** Where gcc finds a library; one that is named with its directory is there. */
    private static Path gcc(String file) {
        return Path.of(
                file.startsWith("/")
                        ? file
                        : Toolchain.run(Path.of("."), Toolchain.need("gcc"), "-print-file-name=" + file)
                                .strip());
    }

    List<Path> around(List<Path> objects) {
        List<Path> all = new ArrayList<>(before);
        all.addAll(objects);
        all.addAll(after);
        return all;
    }

    List<Path> archives(List<Path> own) {
        List<Path> all = new ArrayList<>(own);
        all.addAll(libraries);
        return all;
    }

    /** The command that links the same with GNU ld. */
    List<String> gnuLink(Path program, List<Path> objects, List<Path> own) {
        List<String> command = new ArrayList<>(List.of(
                Toolchain.need("ld"), "-static", "--gc-sections", "-z", "noexecstack", "-o", program.toString()));
        before.forEach(file -> command.add(file.toString()));
        objects.forEach(file -> command.add(file.toString()));
        command.add("--start-group");
        archives(own).forEach(file -> command.add(file.toString()));
        command.add("--end-group");
        after.forEach(file -> command.add(file.toString()));
        return command;
    }
}
