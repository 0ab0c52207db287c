package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryOption;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;

/** The micro-libraries that there are, as text. */
public final class LibraryList {
    private static final String INDENT = " ".repeat(18);

    /** Such a library is taken for its platform alone (org.unikraft.core.resolve.Resolver). */
    private static final String PLATFORM_PREFIX = "plat-";

    private final List<CompiledLibrary> libraries;
    private final Platform platform;

    /** @param libraries all of those for a platform, by name */
    public LibraryList(List<CompiledLibrary> libraries, Platform platform) {
        this.libraries = List.copyOf(libraries);
        this.platform = platform;
    }

    /** All of them, each with a few lines. */
    public String all() {
        Lines lines = new Lines();
        lines.line(
                "%s for %s. Bytes are those of all that was compiled;",
                libraries.size() + " micro-libraries", platform);
        lines.line("an image has of a library what is in use. -Dunikraft.library=NAME shows one in detail.");
        lines.blank().line("%-17s %9s  %s", "NAME", "BYTES", "WHAT IT IS");
        for (CompiledLibrary library : libraries) {
            LibraryDescriptor descriptor = library.descriptor();
            lines.wrapped(
                    String.format(Locale.ROOT, "%-17s %9s  ", library.name(), Lines.bytes(library.bytes())),
                    descriptor.summary());
            lines.wrapped(INDENT + "in an image ", presence(descriptor));
            if (!library.systemCalls().isEmpty()) {
                lines.wrapped(INDENT, "has " + Lines.count(library.systemCalls().size(), "system call"));
            }
            if (!descriptor.requires().isEmpty()) {
                lines.wrapped(INDENT + "requires ", names(descriptor.requires()));
            }
            descriptor.options().forEach(option -> lines.wrapped(INDENT + "option ", value(option)));
        }
        return lines.text();
    }

    /** One of them in detail. */
    public String one(String name) {
        CompiledLibrary library = libraries.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
        LibraryDescriptor descriptor = library.descriptor();
        Lines lines = new Lines();
        lines.wrapped("", library.name() + ": " + descriptor.summary()).blank();
        lines.wrapped("in an image  ", presence(descriptor));
        lines.wrapped("requires     ", orNone(names(descriptor.requires())));
        lines.wrapped("required by  ", orNone(names(requiredBy(descriptor.name()))));
        lines.wrapped("joined by    ", orNone(names(joinedBy(descriptor.name()))));
        lines.wrapped("provides     ", orNone(features(descriptor)));
        lines.wrapped("is for       ", applies(descriptor));
        bytes(lines, library);
        options(lines, descriptor);
        if (!library.systemCalls().isEmpty()) {
            lines.blank().line(Lines.count(library.systemCalls().size(), "system call") + ":");
            lines.wrapped(
                    "  ",
                    library.systemCalls().stream()
                            .map(SystemCall::name)
                            .sorted()
                            .collect(Collectors.joining(" ")));
        }
        return lines.text();
    }

    private static void bytes(Lines lines, CompiledLibrary library) {
        lines.wrapped(
                "compiled     ",
                String.format(
                        Locale.ROOT,
                        "%,d bytes: code %,d, constants %,d, data %,d, zeros %,d",
                        library.bytes(),
                        library.bytes(CompiledLibrary.Kind.CODE),
                        library.bytes(CompiledLibrary.Kind.CONSTANTS),
                        library.bytes(CompiledLibrary.Kind.DATA),
                        library.bytes(CompiledLibrary.Kind.ZEROS)));
        List<CompiledLibrary.Section> largest = new ArrayList<>(library.sections());
        largest.sort(Comparator.comparingLong(CompiledLibrary.Section::size).reversed());
        largest.stream()
                .limit(5)
                .forEach(section -> lines.line(
                        "             %10s  %s %s", Lines.bytes(section.size()), section.object(), section.name()));
    }

    private static void options(Lines lines, LibraryDescriptor descriptor) {
        if (descriptor.options().isEmpty()) {
            return;
        }
        lines.blank().line("Options, set by <options> or -Dunikraft.options=LIBRARY.NAME=VALUE:");
        for (LibraryOption option : descriptor.options()) {
            lines.wrapped("  ", value(option) + (option.tunable() ? ", tunable" : ""));
            lines.wrapped("      ", option.summary());
        }
    }

    /** {@code uksched.slice-us: int, 100 to 1000000 us, default 10000}. */
    static String value(LibraryOption option) {
        StringBuilder text = new StringBuilder();
        text.append(option.library()).append('.').append(option.name()).append(": ");
        text.append(option.type().toString().toLowerCase(Locale.ROOT));
        if (option.min().isPresent() && option.max().isPresent()) {
            text.append(", ")
                    .append(option.min().get())
                    .append(" to ")
                    .append(option.max().get());
        } else if (option.min().isPresent()) {
            text.append(", at least ").append(option.min().get());
        } else if (option.max().isPresent()) {
            text.append(", at most ").append(option.max().get());
        }
        if (!option.unit().isEmpty()) {
            text.append(' ').append(option.unit());
        }
        return text.append(", default ").append(option.defaultValue()).toString();
    }

    /** When it is in an image that does not name it: goes on after "in an image". */
    static String presence(LibraryDescriptor library) {
        LibraryDescriptor.Role role = library.role();
        List<String> when = new ArrayList<>();
        if (!role.provides().isEmpty()) {
            when.add("that needs " + features(library));
        }
        if (!role.joins().isEmpty()) {
            when.add("that has " + names(role.joins()) + ", which it joins");
        }
        if (role.support()) {
            when.add("that has a library which requires it");
        }
        if (library.name().value().startsWith(PLATFORM_PREFIX)) {
            when.add("for a platform that has or requires it");
        }
        return when.isEmpty() ? "of a program that may make any system call" : String.join(", or ", when);
    }

    private List<LibraryName> requiredBy(LibraryName name) {
        return libraries.stream()
                .filter(each -> each.descriptor().requires().contains(name))
                .map(each -> each.descriptor().name())
                .toList();
    }

    private List<LibraryName> joinedBy(LibraryName name) {
        return libraries.stream()
                .filter(each -> each.descriptor().role().joins().contains(name))
                .map(each -> each.descriptor().name())
                .toList();
    }

    private static String features(LibraryDescriptor library) {
        return library.role().provides().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String applies(LibraryDescriptor library) {
        if (library.applies().isEmpty()) {
            return "every platform";
        }
        return library.applies().stream()
                .map(each -> (each.platform().isEmpty() ? "any platform" : each.platform())
                        + " on "
                        + (each.cpu().isEmpty() ? "any CPU" : each.cpu()))
                .collect(Collectors.joining(", "));
    }

    private static String names(List<LibraryName> names) {
        return names.stream().map(LibraryName::value).collect(Collectors.joining(", "));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private UserError unknown(String name) {
        List<String> all = libraries.stream().map(CompiledLibrary::name).toList();
        List<String> near = NearNames.of(name, all);
        return new UserError(
                "unknown-library",
                "There is no micro-library '" + name + "' for " + platform + ".",
                near.isEmpty() ? "" : "Near it: " + String.join(", ", near) + ".",
                "There are: " + String.join(", ", all) + ".");
    }
}
