package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.unikraft.core.model.Feature;
import org.unikraft.core.model.LibraryOption;

/** Why a micro-library, what it provides, or the value of an option is in an image, or is not. */
final class LibraryExplanation {
    private static final int LISTED = 8;

    private final ImageFacts image;
    private final List<CompiledLibrary> libraries;
    private final Lines lines;
    private final Chains chains;

    LibraryExplanation(ImageFacts image, List<CompiledLibrary> libraries, Lines lines) {
        this.image = image;
        this.libraries = libraries;
        this.lines = lines;
        this.chains = new Chains(image, lines);
    }

    void explain(CompiledLibrary library) {
        lines.blank()
                .wrapped(
                        "",
                        "Micro-library " + library.name() + ": "
                                + library.descriptor().summary());
        Optional<ImageFacts.Library> there = image.library(library.name());
        if (there.isEmpty()) {
            absent(library);
            return;
        }
        lines.blank().line("It is in the image because of this:");
        chains.toLibrary(there.get());
        others(there.get());
        calls(library);
        bytes(library, there.get());
    }

    /** The way to a library of the image. */
    void way(String name) {
        image.library(name).ifPresent(library -> {
            lines.blank().line("Micro-library " + name + " is in the image because of this:");
            chains.toLibrary(library);
        });
    }

    private void others(ImageFacts.Library library) {
        List<String> others = image.libraries().stream()
                .filter(each -> each.requires().contains(library.name()))
                .map(ImageFacts.Library::name)
                .filter(name -> !library.by().equals(Optional.of(name)))
                .toList();
        if (!others.isEmpty()) {
            lines.wrapped("  also required by ", String.join(", ", others));
        }
    }

    private void calls(CompiledLibrary library) {
        List<ImageFacts.Call> calls = image.calls().stream()
                .filter(call -> call.library().equals(library.name()))
                .toList();
        if (calls.isEmpty()) {
            return;
        }
        List<String> included = calls.stream()
                .filter(ImageFacts.Call::included)
                .map(ImageFacts.Call::name)
                .toList();
        lines.blank().line("Of its %s the image has %d:", Lines.count(calls.size(), "system call"), included.size());
        lines.wrapped("  ", included.isEmpty() ? "-" : String.join(" ", included));
    }

    private void bytes(CompiledLibrary library, ImageFacts.Library there) {
        List<ImageFacts.Part> parts = image.partsOf(library.name());
        lines.blank();
        lines.line(
                "Of its %s compiled bytes the image has %s:", Lines.bytes(library.bytes()), Lines.bytes(there.bytes()));
        for (ImageFacts.Section section : image.sections()) {
            List<ImageFacts.Part> own = section.parts().stream()
                    .filter(part -> part.library().equals(library.name()))
                    .toList();
            if (!own.isEmpty()) {
                long size = own.stream().mapToLong(ImageFacts.Part::size).sum();
                lines.line(
                        "  %-16s %9s  in %s, from %s",
                        section.name(),
                        Lines.bytes(size),
                        Lines.count(own.size(), "part"),
                        Chains.address(own.get(0).address()));
            }
        }
        if (parts.isEmpty()) {
            lines.line("  Nothing that is in use refers to it.");
            return;
        }
        lines.blank().line("The largest, and what asked for each first:");
        parts.stream()
                .sorted(Comparator.comparingLong(ImageFacts.Part::size)
                        .reversed()
                        .thenComparing(ImageFacts.Part::address))
                .limit(LISTED)
                .forEach(part -> lines.line("  %s  %s: %s", Chains.place(part), part.name(), Chains.because(part)));
        parts.stream().min(Comparator.comparingInt(part -> part.why().size())).ifPresent(part -> {
            lines.blank().line("The shortest way into it, to %s of %s:", part.name(), part.file());
            chains.toPart(part);
        });
    }

    /** Says what would bring a library into the image. */
    void absent(CompiledLibrary library) {
        lines.blank();
        if (image.excluded().contains(library.name())) {
            lines.wrapped("", "It is not in the image: the build leaves it out (<excludedLibraries>).");
            return;
        }
        lines.wrapped(
                "",
                "It is not in the image, and would be in an image "
                        + LibraryList.presence(library.descriptor())
                        + ". -Dunikraft.libraries=" + library.name() + " adds it, with what it requires.");
        List<String> requiring = libraries.stream()
                .filter(each -> each.descriptor()
                        .requires()
                        .contains(library.descriptor().name()))
                .map(CompiledLibrary::name)
                .toList();
        if (!requiring.isEmpty()) {
            lines.wrapped("  required by ", String.join(", ", requiring));
        }
    }

    void feature(Feature feature) {
        List<String> providers = libraries.stream()
                .filter(each -> each.descriptor().role().provides().contains(feature))
                .map(CompiledLibrary::name)
                .toList();
        List<String> there = providers.stream()
                .filter(each -> image.library(each).isPresent())
                .toList();
        String text = feature.toString();
        lines.blank().wrapped("", Character.toUpperCase(text.charAt(0)) + text.substring(1) + ":");
        List<ImageFacts.Need> needs =
                image.needs().stream().filter(need -> need.what().equals(text)).toList();
        if (needs.isEmpty()) {
            lines.line("  nothing was found to need it");
        }
        needs.forEach(need -> lines.wrapped("  needed: ", need.evidence()));
        if (there.isEmpty()) {
            lines.wrapped("  not in the image; provided by ", String.join(", ", providers));
            providers.forEach(each -> Explanation.named(libraries, each).ifPresent(this::absent));
        } else {
            there.forEach(this::way);
        }
    }

    void option(LibraryOption option) {
        String name = option.library() + "." + option.name();
        lines.blank().wrapped("Option ", LibraryList.value(option));
        lines.wrapped("  ", option.summary());
        Optional<ImageFacts.Option> there = image.options().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (there.isEmpty()) {
            lines.line("  The image does not have it, since it does not have " + option.library() + ".");
            Explanation.named(libraries, option.library().value()).ifPresent(this::absent);
            return;
        }
        lines.wrapped(
                "  In the image it is " + there.get().value() + ": ",
                there.get().why() + ".");
        lines.line("  It is the value of symbol %s: a build sets it when it links.", option.symbol());
        way(option.library().value());
    }

    /** Needs of a system call, one a line. */
    void needsOfCall(String call) {
        List<ImageFacts.Need> needs = image.needs().stream()
                .filter(need -> need.what().equals(Explanation.SYSTEM_CALL + call)
                        || need.what().startsWith("every system call"))
                .toList();
        List<ImageFacts.Need> listed = new ArrayList<>(needs.subList(0, Math.min(needs.size(), LISTED)));
        listed.forEach(need -> lines.wrapped("  needed: ", need.what() + ": " + need.evidence()));
        if (needs.size() > LISTED) {
            lines.line("  and by %d more", needs.size() - LISTED);
        }
        if (needs.isEmpty()) {
            lines.line("  nothing was found to make it");
        }
    }
}
