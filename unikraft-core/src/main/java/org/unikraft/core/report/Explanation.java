package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.unikraft.core.elf.ElfSymbol;
import org.unikraft.core.model.Feature;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;

/**
 * Why something is in an image, or is not: the way from what the application needs through micro-libraries and
 * references of code to bytes.
 */
public final class Explanation {
    static final String SYSTEM_CALL = "system call ";

    private final ImageFacts image;
    private final List<CompiledLibrary> libraries;
    private final Lines lines = new Lines();
    private final LibraryExplanation library;
    private final KernelExplanation kernel;
    private final FileExplanation file;

    /** @param libraries all that there are, also those that the image does not have */
    public Explanation(ImageFacts image, List<CompiledLibrary> libraries) {
        this.image = image;
        this.libraries = List.copyOf(libraries);
        this.library = new LibraryExplanation(image, libraries, lines);
        this.kernel = new KernelExplanation(image, libraries, lines, library);
        this.file = new FileExplanation(image, lines);
    }

    /**
     * Explains all that a name may stand for.
     *
     * @param name of a micro-library, a system call, an address family or device, an option, a section or symbol of the
     *     kernel, or a file or directory of the root file system
     * @throws UserError when nothing has this name; it has those near it
     */
    public String of(String name) {
        explained(name);
        if (lines.isEmpty()) {
            throw unknown(name);
        }
        return lines.text();
    }

    private void explained(String name) {
        libraries.stream().filter(each -> each.name().equals(name)).forEach(library::explain);
        if (name.equals(ImageFacts.LINKER)) {
            kernel.linker();
        }
        libraries.stream()
                .flatMap(each -> each.descriptor().role().provides().stream())
                .distinct()
                .filter(feature -> isName(name, feature))
                .forEach(library::feature);
        libraries.stream()
                .flatMap(each -> each.descriptor().options().stream())
                .filter(option -> name.equals(option.library() + "." + option.name()) || name.equals(option.symbol()))
                .forEach(library::option);
        image.calls().stream()
                .filter(call -> call.name().equals(name)
                        || Integer.toString(call.number()).equals(name))
                .forEach(kernel::call);
        kernel.sectionOrSymbol(name);
        file.explain(name);
    }

    /** {@code inet}, {@code AF_INET}, or a device's path. */
    private static boolean isName(String name, Feature feature) {
        return name.equals(feature.name()) || name.equalsIgnoreCase("af_" + feature.name());
    }

    private UserError unknown(String name) {
        TreeSet<String> known = new TreeSet<>();
        libraries.forEach(each -> {
            known.add(each.name());
            each.systemCalls().stream().map(SystemCall::name).forEach(known::add);
            each.descriptor().options().forEach(option -> known.add(option.library() + "." + option.name()));
            each.descriptor().role().provides().forEach(feature -> known.add(feature.name()));
            each.sections().forEach(section -> {
                known.add(section.name());
                known.addAll(section.symbols());
            });
        });
        image.calls().forEach(call -> known.add(call.name()));
        image.symbols().stream().map(ElfSymbol::name).forEach(known::add);
        image.files().stream()
                .map(ImageFacts.StoredFile::path)
                .flatMap(path -> Stream.of(path, path.substring(path.lastIndexOf('/') + 1)))
                .forEach(known::add);
        List<String> near = new ArrayList<>(NearNames.of(name, known));
        return new UserError(
                "unknown-thing",
                "Nothing in the image, and no micro-library, has the name '" + name + "'.",
                near.isEmpty() ? "" : "Near it: " + String.join(", ", near) + ".",
                "Name a micro-library, a system call, an address family, a device, an option (library.option), a section or"
                        + " symbol of the kernel, or a path in the root file system; src/main/rootfs adds files to it.");
    }

    /** What there is to ask: needs, and libraries with the way to each. */
    public String overview() {
        lines.line("What %s needs:", image.application());
        List<String> calls = new ArrayList<>();
        for (ImageFacts.Need need : image.needs()) {
            if (need.what().startsWith(SYSTEM_CALL)) {
                calls.add(need.what().substring(SYSTEM_CALL.length()));
            } else {
                lines.wrapped("  " + need.what() + ": ", need.evidence());
            }
        }
        if (!calls.isEmpty()) {
            lines.wrapped("  " + Lines.count(calls.size(), "system call") + ": ", String.join(" ", calls));
        }
        lines.blank().line("%-17s %9s  %s", "MICRO-LIBRARY", "BYTES", "WHY");
        for (ImageFacts.Library each : image.libraries()) {
            lines.wrapped(String.format("%-17s %9s  ", each.name(), Lines.bytes(each.bytes())), each.because());
        }
        lines.blank().line("More of one thing: -Dunikraft.why=NAME; what changed: -Dunikraft.compare=DIRECTORY");
        return lines.text();
    }

    static Optional<CompiledLibrary> named(List<CompiledLibrary> libraries, String name) {
        return libraries.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
