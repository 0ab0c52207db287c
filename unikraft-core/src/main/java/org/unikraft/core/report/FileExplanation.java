package org.unikraft.core.report;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Why a file or directory is in a root file system. */
final class FileExplanation {
    private static final int LISTED = 12;

    private final ImageFacts image;
    private final Lines lines;

    FileExplanation(ImageFacts image, Lines lines) {
        this.image = image;
        this.lines = lines;
    }

    /** @param name a path, or the last part of one */
    void explain(String name) {
        String path = name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        image.files().stream()
                .filter(file -> file.path().equals(path)
                        || !path.startsWith("/") && file.path().endsWith("/" + path))
                .forEach(this::file);
        if (path.startsWith("/")) {
            directory(path.equals("/") ? path : path + "/");
        }
    }

    private void file(ImageFacts.StoredFile file) {
        lines.blank().line("File %s, %s:", file.path(), file.group());
        if (file.link().isPresent()) {
            lines.line("  a link to %s", file.link().get());
        } else {
            lines.line("  %s, from byte %s of initrd", Lines.count(file.bytes(), "byte"), Lines.bytes(file.offset()));
        }
        lines.line("It is there because of this:");
        Set<String> seen = new HashSet<>();
        Optional<ImageFacts.StoredFile> at = Optional.of(file);
        for (int depth = 1; at.isPresent() && seen.add(at.get().path()); depth++) {
            ImageFacts.StoredFile each = at.get();
            lines.wrapped("  ".repeat(depth) + "← ", each.because());
            at = each.by().flatMap(image::file);
        }
    }

    private void directory(String prefix) {
        List<ImageFacts.StoredFile> files = image.files().stream()
                .filter(file -> file.path().startsWith(prefix))
                .toList();
        if (files.isEmpty()) {
            return;
        }
        Map<String, Long> groups = new TreeMap<>();
        files.forEach(file -> groups.merge(file.group() + ": " + file.why(), file.bytes(), Long::sum));
        lines.blank()
                .line(
                        "Directory %s: %s, %s bytes.",
                        prefix,
                        Lines.count(files.size(), "file"),
                        Lines.bytes(files.stream()
                                .mapToLong(ImageFacts.StoredFile::bytes)
                                .sum()));
        groups.forEach((group, bytes) -> lines.wrapped(String.format("  %12s  ", Lines.bytes(bytes)), group));
        lines.line("The largest:");
        files.stream()
                .sorted(Comparator.comparingLong(ImageFacts.StoredFile::bytes)
                        .reversed()
                        .thenComparing(ImageFacts.StoredFile::path))
                .limit(LISTED)
                .forEach(file -> lines.line("  %12s  %s", Lines.bytes(file.bytes()), file.path()));
    }
}
