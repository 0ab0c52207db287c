package org.unikraft.core.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.model.JsonReader;
import org.unikraft.core.model.UserError;

/**
 * What a build has recorded of an image, in {@code report.json} and {@code kernel.map.json}, and its kernel.
 *
 * @param memory of the machine, in bytes
 * @param libraries a required one before those that require it
 * @param sections of the kernel, by address
 */
public record ImageFacts(
        String application,
        String platform,
        long memory,
        long kernelBytes,
        String kernelDigest,
        long initrdBytes,
        List<Need> needs,
        List<Library> libraries,
        List<String> excluded,
        List<Option> options,
        List<StoredFile> files,
        List<Call> calls,
        List<Section> sections,
        ElfFile kernel) {
    /** What the linker makes itself belongs to this "library". */
    static final String LINKER = "(linker)";

    /** Something that was asked for, and where. */
    record Need(String what, String evidence) {}

    /**
     * A micro-library.
     *
     * @param bytes of it in memory
     * @param reason {@code needed}, {@code required} or {@code joins}
     * @param by the library that requires it or that it joins
     */
    record Library(
            String name, long bytes, String reason, Optional<String> by, String evidence, List<String> requires) {
        /** For people: what brought it. */
        String because() {
            return by.map(each -> (reason.equals("joins") ? "joins " : "required by ") + each)
                    .orElse(evidence);
        }
    }

    record Option(String name, String value, String why) {}

    /**
     * A file of the root file system.
     *
     * @param offset of its bytes in the archive
     * @param link where a symbolic link leads
     * @param by the file because of which it is there
     */
    record StoredFile(
            String path,
            long bytes,
            long offset,
            Optional<String> link,
            String group,
            String why,
            Optional<String> by) {
        /** For people: what brought it. */
        String because() {
            return why + by.map(each -> " " + each).orElse("");
        }
    }

    record Call(int number, String name, String library, boolean included) {}

    record Section(String name, String rights, long address, long size, List<Part> parts) {}

    /**
     * What an object brought to a section.
     *
     * @param name of the object's section
     * @param why the linker's chain from a root to it
     */
    record Part(String library, String object, String name, long address, long size, List<String> why) {
        String file() {
            return object.equals(library) ? library : library + "/" + object;
        }

        boolean holds(long place) {
            return Long.compareUnsigned(place, address) >= 0 && Long.compareUnsigned(place, address + size) < 0;
        }
    }

    /**
     * Reads an image.
     *
     * @param directory of one image: it holds {@code report.json}
     * @throws UserError when there is none, or one that cannot be read
     */
    public static ImageFacts read(Path directory) {
        Path report = directory.resolve("report.json");
        Path map = directory.resolve("kernel.map.json");
        Path kernel = directory.resolve("kernel");
        try {
            ElfFile elf = ElfFile.read("kernel", Files.readAllBytes(kernel));
            return facts(Fields.parse(Files.readString(report)), Fields.parse(Files.readString(map)), elf);
        } catch (NoSuchFileException e) {
            throw new UserError(
                    "image-missing",
                    "There is no image in " + directory + ".",
                    "There is no " + e.getMessage() + ".",
                    "Build it first: mvn package",
                    e);
        } catch (Fields.Missing | JsonReader.SyntaxError | FormatError | IOException e) {
            throw new UserError(
                    "image-damaged",
                    "The image in " + directory + " cannot be explained.",
                    e.getMessage() + ".",
                    "Build it again with this version: mvn package",
                    e);
        }
    }

    private static ImageFacts facts(Fields report, Fields map, ElfFile elf) {
        Fields kernel = report.object("kernel");
        Fields initrd = report.object("initrd");
        return new ImageFacts(
                report.text("application"),
                report.text("platform"),
                report.number("memory"),
                kernel.number("bytes"),
                kernel.text("digest"),
                initrd.number("bytes"),
                report.objects("needs", each -> new Need(each.text("need"), each.text("evidence"))),
                libraries(kernel),
                kernel.texts("excluded"),
                options(kernel.object("options")),
                initrd.objects("files", ImageFacts::file),
                map.objects(
                        "syscalls",
                        each -> new Call(
                                (int) each.number("number"),
                                each.text("name"),
                                each.text("library"),
                                each.flag("included"))),
                map.objects("sections", ImageFacts::section),
                elf);
    }

    private static List<Library> libraries(Fields kernel) {
        Fields sizes = kernel.object("libraries");
        return kernel.objects(
                "selection",
                each -> new Library(
                        each.text("name"),
                        sizes.number(each.text("name")),
                        each.text("reason"),
                        each.optionalText("by"),
                        each.optionalText("evidence").orElse(""),
                        each.texts("requires")));
    }

    private static List<Option> options(Fields options) {
        List<Option> all = new ArrayList<>();
        for (String name : options.names()) {
            Fields option = options.object(name);
            all.add(new Option(name, option.text("value"), option.text("why")));
        }
        return all;
    }

    private static StoredFile file(Fields file) {
        Optional<String> link = file.optionalText("link");
        return new StoredFile(
                file.text("path"),
                link.isPresent() ? 0 : file.number("bytes"),
                link.isPresent() ? 0 : file.number("offset"),
                link,
                file.text("group"),
                file.text("why"),
                file.optionalText("by"));
    }

    private static Section section(Fields section) {
        return new Section(
                section.text("name"),
                section.text("rights"),
                section.address("address"),
                section.number("size"),
                section.objects(
                        "parts",
                        part -> new Part(
                                part.text("library"),
                                part.text("object"),
                                part.text("section"),
                                part.address("address"),
                                part.number("size"),
                                part.texts("why"))));
    }

    Optional<Library> library(String name) {
        return libraries.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    Optional<StoredFile> file(String path) {
        return files.stream().filter(each -> each.path().equals(path)).findFirst();
    }

    Optional<Option> option(String name) {
        return options.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** All parts of the kernel, by address. */
    List<Part> parts() {
        return sections.stream().flatMap(section -> section.parts().stream()).toList();
    }

    List<Part> partsOf(String library) {
        return parts().stream().filter(part -> part.library().equals(library)).toList();
    }

    Optional<Part> partAt(long address) {
        return parts().stream().filter(part -> part.holds(address)).findFirst();
    }

    /** Symbols of the kernel that have an address in it. */
    List<ElfSymbol> symbols() {
        return kernel.symbols().stream()
                .filter(symbol -> !symbol.isUndefined() && !symbol.name().isEmpty())
                .filter(symbol -> symbol.type() != Elf.STT_SECTION && symbol.type() != Elf.STT_FILE)
                .toList();
    }
}
