package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What grew, shrank, came and went from one image to another, and why. Lists of changes have the largest first.
 *
 * @param libraries bytes of micro-libraries in memory
 * @param files bytes of files of the root file system
 * @param needs those that only one of the two has
 * @param options those whose values differ
 */
public record ImageDifference(
        ImageFacts before,
        ImageFacts after,
        List<LibraryChange> libraries,
        List<Change> files,
        List<NeedChange> needs,
        List<OptionChange> options) {

    /** Bytes of something before and after; -1 where it is absent. */
    record Change(String name, long before, long after, String why) {
        long bytes() {
            return Math.max(after, 0) - Math.max(before, 0);
        }

        /** For people. */
        String how() {
            return before < 0 ? "new" : after < 0 ? "gone" : bytes() > 0 ? "grew" : "shrank";
        }
    }

    /** A library with its sections. */
    record LibraryChange(Change library, List<Change> parts) {}

    record NeedChange(boolean added, ImageFacts.Need need) {}

    /** An option's value before and after; empty where the image has no such option. */
    record OptionChange(String name, String before, String after, String why) {}

    /** Compares two images. */
    public static ImageDifference of(ImageFacts before, ImageFacts after) {
        return new ImageDifference(
                before,
                after,
                libraries(before, after),
                files(before, after),
                needs(before, after),
                options(before, after));
    }

    /** Whether there is anything to tell. */
    public boolean isEmpty() {
        return libraries.isEmpty()
                && files.isEmpty()
                && needs.isEmpty()
                && options.isEmpty()
                && before.kernelBytes() == after.kernelBytes()
                && before.initrdBytes() == after.initrdBytes()
                && before.memory() == after.memory();
    }

    /** A size and the reason for it. */
    private record Sized(long bytes, String why) {
        Sized plus(Sized other) {
            return new Sized(bytes + other.bytes, why);
        }
    }

    private static List<LibraryChange> libraries(ImageFacts before, ImageFacts after) {
        TreeSet<String> names = new TreeSet<>();
        before.parts().forEach(part -> names.add(part.library()));
        after.parts().forEach(part -> names.add(part.library()));
        before.libraries().forEach(library -> names.add(library.name()));
        after.libraries().forEach(library -> names.add(library.name()));
        List<LibraryChange> changes = new ArrayList<>();
        for (String name : names) {
            List<Change> parts = changes(parts(before, name), parts(after, name));
            Change library = new Change(name, size(before, name), size(after, name), why(before, after, name));
            if (!parts.isEmpty() || library.before() != library.after()) {
                changes.add(new LibraryChange(library, parts));
            }
        }
        changes.sort(Comparator.comparing(LibraryChange::library, BY_SIZE));
        return changes;
    }

    private static final Comparator<Change> BY_SIZE = Comparator.<Change>comparingLong(
                    change -> -Math.abs(change.bytes()))
            .thenComparing(Change::name);

    private static long size(ImageFacts image, String library) {
        List<ImageFacts.Part> parts = image.partsOf(library);
        boolean there = !parts.isEmpty() || image.library(library).isPresent();
        return there ? parts.stream().mapToLong(ImageFacts.Part::size).sum() : -1;
    }

    private static String why(ImageFacts before, ImageFacts after, String library) {
        boolean wasThere = size(before, library) >= 0;
        boolean isThere = size(after, library) >= 0;
        if (wasThere == isThere) {
            return "";
        }
        return (isThere ? after : before)
                .library(library)
                .map(ImageFacts.Library::because)
                .orElse("");
    }

    private static SortedMap<String, Sized> parts(ImageFacts image, String library) {
        return sized(
                image.partsOf(library),
                part -> part.name() + (part.object().equals(library) ? "" : " of " + part.object()),
                part -> new Sized(part.size(), Chains.because(part)));
    }

    private static List<Change> files(ImageFacts before, ImageFacts after) {
        Function<ImageFacts.StoredFile, Sized> size = file -> new Sized(file.bytes(), file.because());
        return changes(
                sized(before.files(), ImageFacts.StoredFile::path, size),
                sized(after.files(), ImageFacts.StoredFile::path, size));
    }

    private static <T> SortedMap<String, Sized> sized(
            List<T> things, Function<T, String> name, Function<T, Sized> size) {
        SortedMap<String, Sized> sized = new TreeMap<>();
        things.forEach(each -> sized.merge(name.apply(each), size.apply(each), Sized::plus));
        return sized;
    }

    private static List<Change> changes(SortedMap<String, Sized> before, SortedMap<String, Sized> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        Sized absent = new Sized(-1, "");
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            Sized old = before.getOrDefault(name, absent);
            Sized now = after.getOrDefault(name, absent);
            if (old.bytes() != now.bytes()) {
                changes.add(new Change(name, old.bytes(), now.bytes(), now.bytes() < 0 ? old.why() : now.why()));
            }
        }
        changes.sort(BY_SIZE);
        return changes;
    }

    private static List<NeedChange> needs(ImageFacts before, ImageFacts after) {
        List<NeedChange> changes = new ArrayList<>();
        after.needs().stream()
                .filter(need -> !whats(before).contains(need.what()))
                .forEach(need -> changes.add(new NeedChange(true, need)));
        before.needs().stream()
                .filter(need -> !whats(after).contains(need.what()))
                .forEach(need -> changes.add(new NeedChange(false, need)));
        return changes;
    }

    private static List<String> whats(ImageFacts image) {
        return image.needs().stream().map(ImageFacts.Need::what).toList();
    }

    private static List<OptionChange> options(ImageFacts before, ImageFacts after) {
        TreeSet<String> names = new TreeSet<>();
        before.options().forEach(option -> names.add(option.name()));
        after.options().forEach(option -> names.add(option.name()));
        List<OptionChange> changes = new ArrayList<>();
        for (String name : names) {
            ImageFacts.Option absent = new ImageFacts.Option(name, "", "its micro-library is gone");
            ImageFacts.Option old = before.option(name).orElse(absent);
            ImageFacts.Option now = after.option(name).orElse(absent);
            if (!old.value().equals(now.value())) {
                changes.add(new OptionChange(name, old.value(), now.value(), now.why()));
            }
        }
        return changes;
    }
}
