package org.unikraft.core.report;

import java.util.List;
import java.util.Locale;
import org.unikraft.core.report.ImageDifference.Change;

/** The difference between two images as text, the largest changes first. */
public final class DifferenceText {
    private static final int LISTED_PARTS = 6;
    private static final int LISTED_FILES = 30;

    private final ImageDifference difference;
    private final Lines lines = new Lines();

    private DifferenceText(ImageDifference difference) {
        this.difference = difference;
    }

    public static String of(ImageDifference difference) {
        return new DifferenceText(difference).text();
    }

    private String text() {
        if (difference.isEmpty()) {
            return "The images do not differ in what they consist of.\n";
        }
        lines.line("%-18s %15s %15s %15s", "BYTES", "BEFORE", "NOW", "CHANGE");
        total("kernel", difference.before().kernelBytes(), difference.after().kernelBytes());
        total(
                "root file system",
                difference.before().initrdBytes(),
                difference.after().initrdBytes());
        total("memory", difference.before().memory(), difference.after().memory());
        libraries();
        files();
        needs();
        options();
        return lines.text();
    }

    private void total(String what, long before, long after) {
        lines.line("%-18s %15s %15s %15s", what, Lines.bytes(before), Lines.bytes(after), signed(after - before));
    }

    static String signed(long bytes) {
        return bytes == 0 ? "0" : String.format(Locale.ROOT, "%+,d", bytes);
    }

    private void libraries() {
        if (difference.libraries().isEmpty()) {
            return;
        }
        lines.blank().line("Micro-libraries, in memory:");
        for (ImageDifference.LibraryChange each : difference.libraries()) {
            change("  %12s  ", each.library());
            changes("  %16s  ", each.parts(), LISTED_PARTS, "part");
        }
    }

    private void files() {
        if (!difference.files().isEmpty()) {
            lines.blank().line("Files:");
            changes("  %12s  ", difference.files(), LISTED_FILES, "file");
        }
    }

    private void changes(String format, List<Change> changes, int limit, String noun) {
        changes.stream().limit(limit).forEach(change -> change(format, change));
        if (changes.size() > limit) {
            long rest = changes.stream().skip(limit).mapToLong(Change::bytes).sum();
            lines.line(format + "%s more", signed(rest), Lines.count(changes.size() - limit, noun));
        }
    }

    private void change(String format, Change change) {
        String why = change.why().isEmpty() || change.before() >= 0 && change.after() >= 0 ? "" : ": " + change.why();
        lines.wrapped(
                String.format(Locale.ROOT, format, signed(change.bytes())), change.name() + ", " + change.how() + why);
    }

    private void needs() {
        if (!difference.needs().isEmpty()) {
            lines.blank().line("Needs:");
            difference
                    .needs()
                    .forEach(change -> lines.wrapped(
                            change.added() ? "  new   " : "  gone  ",
                            change.need().what() + ": " + change.need().evidence()));
        }
    }

    private void options() {
        if (!difference.options().isEmpty()) {
            lines.blank().line("Options:");
            difference
                    .options()
                    .forEach(change -> lines.wrapped(
                            "  ",
                            change.name() + ": " + value(change.before()) + " → " + value(change.after()) + ": "
                                    + change.why()));
        }
    }

    private static String value(String value) {
        return value.isEmpty() ? "-" : value;
    }
}
