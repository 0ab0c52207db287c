package org.unikraft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryDescriptorReader;
import org.unikraft.core.model.LibraryName;

/** The rules of the C tree (docs/design.md, "A micro-library"). */
class LibraryTreeTest {
    private static final Path INCLUDE = Path.of("include");
    /** Where the build unpacks sources that it fetches. */
    private static final Path SOURCES = Path.of("target/sources");

    private static final List<Path> ROOTS =
            List.of(Path.of("lib"), Path.of("arch"), Path.of("plat"), Path.of("drivers"));
    /** What a compiler has without a C library. */
    private static final Set<String> FREESTANDING =
            Set.of("stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "limits.h", "stdatomic.h", "cpuid.h");

    private static final Pattern INCLUDED = Pattern.compile("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
    private static final Pattern ASM = Pattern.compile("\\b(?:__asm__|asm)\\b[^;{}]*?\\(([^;]*);");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Instructions that only ring 0 may execute, or that show which ring it is. */
    private static final Set<String> PRIVILEGED = Set.of(
            "cli", "sti", "hlt", "in", "inb", "inw", "inl", "insb", "insw", "insl", "out", "outb", "outw", "outl",
            "outsb", "outsw", "outsl", "lgdt", "lidt", "lldt", "ltr", "lmsw", "clts", "rdmsr", "wrmsr", "invlpg",
            "invpcid", "invd", "wbinvd", "swapgs", "sysret", "sysretq", "sysexit", "iret", "iretq", "iretl", "xsetbv",
            "monitor", "mwait", "vmcall", "vmmcall", "stac", "clac", "rdpmc");

    private static final Pattern CONTROL_REGISTER = Pattern.compile("%+[cd]r[0-9]");
    private static final int LONG_FILE = 500;

    /** A library's folder. */
    private record Library(Path folder, LibraryDescriptor descriptor) {
        String name() {
            return descriptor.name().value();
        }

        /** Sources and headers, without those of tests. */
        List<Path> sources() throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(file -> file.toString().matches(".*\\.[chS]"))
                        .filter(file -> !folder.relativize(file).startsWith("test"))
                        .sorted()
                        .toList();
            }
        }

        /** Folders of what it shows to those who require it: its own headers, and those of a source that is fetched. */
        List<Path> headers() throws IOException {
            List<Path> folders = new ArrayList<>(List.of(folder.resolve("include")));
            Path fetched = folder.resolve("fetched.mk");
            if (Files.exists(fetched)) {
                String text = Files.readString(fetched);
                folders.add(SOURCES.resolve(variable(text, "fetched_")).resolve(variable(text, "fetched_include_")));
            }
            return folders;
        }

        private String variable(String makefile, String prefix) {
            Matcher matcher =
                    Pattern.compile("(?m)^" + prefix + name() + " := (\\S+)$").matcher(makefile);
            assertThat(matcher.find()).as(prefix + name()).isTrue();
            return matcher.group(1);
        }
    }

    private final Map<String, Library> libraries = new TreeMap<>();

    LibraryTreeTest() throws IOException {
        for (Path root : ROOTS) {
            if (!Files.isDirectory(root)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> tree = Files.walk(root)) {
                files = tree.filter(file -> file.endsWith("library.xml"))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                try (InputStream content = Files.newInputStream(file)) {
                    Library library =
                            new Library(file.getParent(), LibraryDescriptorReader.read(file.toString(), content));
                    assertThat(libraries.put(library.name(), library))
                            .as("two of " + library.name())
                            .isNull();
                }
            }
        }
    }

    @Test
    void everyLibraryIsNamedAfterItsFolder() {
        assertThat(libraries).isNotEmpty();
        libraries.forEach((name, library) -> {
            String folder = library.folder.getFileName().toString();
            String root = library.folder.getName(0).toString();
            assertThat(name)
                    .isEqualTo(
                            switch (root) {
                                case "lib" -> folder;
                                case "drivers" ->
                                    driverName(library.folder.getName(1).toString(), folder);
                                default -> root + "-" + folder;
                            });
        });
    }

    /** drivers/bus/pci is pci, drivers/virtio/net is virtio-net, and what these share, drivers/virtio/core, is virtio. */
    private static String driverName(String kind, String folder) {
        if (folder.equals("core")) {
            return kind;
        }
        return kind.equals("bus") ? folder : kind + "-" + folder;
    }

    @Test
    void whatALibraryRequiresIsThereAndRequiresItNotInTurn() {
        for (Library library : libraries.values()) {
            path(library, new ArrayList<>(), new HashSet<>());
        }
    }

    private void path(Library library, List<String> path, Set<String> done) {
        if (path.contains(library.name())) {
            path.add(library.name());
            fail("libraries require each other: " + String.join(" -> ", path));
        }
        if (!done.add(library.name())) {
            return;
        }
        path.add(library.name());
        for (LibraryName required : library.descriptor.requires()) {
            assertThat(libraries).as(library.name() + " requires it").containsKey(required.value());
            path(libraries.get(required.value()), path, done);
        }
        path.remove(path.size() - 1);
    }

    @Test
    void aLibraryIncludesOnlyTheCommonHeadersItsOwnAndThoseOfWhatItRequires() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Library library : libraries.values()) {
            List<Path> folders = new ArrayList<>(List.of(INCLUDE));
            folders.addAll(library.headers());
            for (LibraryName required : library.descriptor.requires()) {
                folders.addAll(libraries.get(required.value()).headers());
            }
            for (Path source : library.sources()) {
                for (String line : Files.readAllLines(source)) {
                    Matcher include = INCLUDED.matcher(line);
                    if (include.find() && !mayInclude(library, source, folders, include.group(1), include.group(2))) {
                        wrong.add(source + " includes " + include.group(2));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean mayInclude(Library library, Path source, List<Path> folders, String quote, String header) {
        if (quote.equals("\"")) {
            Path own = source.resolveSibling(header).normalize();
            return own.startsWith(library.folder) && Files.exists(own);
        }
        return FREESTANDING.contains(header)
                || folders.stream().anyMatch(folder -> Files.exists(folder.resolve(header)));
    }

    @Test
    void nothingOutsideOfPlatIncludesPlat() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Library library : libraries.values()) {
            if (library.folder.startsWith("plat")) {
                continue;
            }
            library.descriptor.requires().stream()
                    .filter(required -> libraries.get(required.value()).folder.startsWith("plat"))
                    .forEach(required -> wrong.add(library.name() + " requires " + required));
            for (Path source : library.sources()) {
                for (String line : Files.readAllLines(source)) {
                    Matcher include = INCLUDED.matcher(line);
                    if (include.find() && include.group(2).contains("plat/")) {
                        wrong.add(source + " includes " + include.group(2));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void librariesHoldNoPrivilegedInstruction() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Path> sources = new ArrayList<>();
        for (Library library : libraries.values()) {
            if (!holdsPrivilegedCode(library)) {
                sources.addAll(library.sources());
            }
        }
        try (Stream<Path> headers = Files.walk(INCLUDE)) {
            headers.filter(Files::isRegularFile).sorted().forEach(sources::add);
        }
        for (Path source : sources) {
            for (String code : assembler(source)) {
                String found = privileged(code);
                if (!found.isEmpty()) {
                    wrong.add(source + " has '" + found + "'");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean holdsPrivilegedCode(Library library) {
        return library.folder.startsWith("plat") || library.folder.startsWith("arch");
    }

    /** The lines of an assembler file, or of the asm statements of a C file. */
    private static List<String> assembler(Path source) throws IOException {
        String text =
                Files.readString(source).replaceAll("(?s)/\\*.*?\\*/", " ").replaceAll("//[^\n]*", " ");
        if (source.toString().endsWith(".S")) {
            return List.of(text.split("[\n;]"));
        }
        List<String> code = new ArrayList<>();
        Matcher asm = ASM.matcher(text);
        while (asm.find()) {
            StringBuilder template = new StringBuilder();
            Matcher string = TEXT.matcher(asm.group(1));
            while (string.find()) {
                template.append(string.group(1)).append("\\n");
            }
            code.addAll(List.of(template.toString().split("\\\\n\\\\t|\\\\n|\\\\t|;")));
        }
        return code;
    }

    private static String privileged(String line) {
        for (String word : line.strip().split("[\\s,]+")) {
            if (PRIVILEGED.contains(word)) {
                return word;
            }
            if (!word.endsWith(":") && !word.matches("rep[nz]?|lock|(rex|data|addr).*")) {
                break; // the mnemonic is the first word that is neither a label nor a prefix
            }
        }
        Matcher register = CONTROL_REGISTER.matcher(line);
        return register.find() ? register.group() : "";
    }

    /** The same on what the compiler made of it, macros expanded. */
    @Test
    void objectsOfLibrariesHoldNoPrivilegedInstruction() throws IOException, InterruptedException {
        Path built = Path.of("target/libraries");
        assumeTrue(Files.isDirectory(built), "skipped: the micro-libraries have not been compiled");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/objdump")), "skipped: objdump is not installed");
        List<String> command = new ArrayList<>(List.of("objdump", "-d", "--no-show-raw-insn"));
        for (Library library : libraries.values()) {
            Path objects = built.resolve(library.name()).resolve("x86_64");
            if (!holdsPrivilegedCode(library) && Files.isDirectory(objects)) {
                try (Stream<Path> files = Files.list(objects)) {
                    files.map(Path::toString)
                            .filter(file -> file.endsWith(".o"))
                            .sorted()
                            .forEach(command::add);
                }
            }
        }
        Process objdump = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> wrong = new ArrayList<>();
        int instructions = 0;
        String file = "";
        try (BufferedReader lines = objdump.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                file = line.contains("file format") ? line.substring(0, line.indexOf(':')) : file;
                if (tab > 0) {
                    instructions++;
                    String found = privileged(line.substring(tab + 1).replaceAll("[<#].*", ""));
                    if (!found.isEmpty()) {
                        wrong.add(file + " has '" + found + "'");
                    }
                }
            }
        }
        assertThat(objdump.waitFor()).isZero();
        assertThat(instructions).isGreaterThan(1000);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everySourceNamesItsLicence() throws IOException {
        for (Library library : libraries.values()) {
            for (Path source : library.sources()) {
                assertThat(Files.readAllLines(source).get(0))
                        .as(source.toString())
                        .contains("SPDX-License-Identifier: BSD-3-Clause");
            }
        }
    }

    /** An alarm, no rule: it is printed and fails nothing. */
    @Test
    void longFilesAreTold() throws IOException {
        for (Library library : libraries.values()) {
            for (Path source : library.sources()) {
                int lines = Files.readAllLines(source).size();
                if (lines > LONG_FILE) {
                    System.out.println("long file: " + source + " has " + lines + " lines");
                }
            }
        }
    }
}
