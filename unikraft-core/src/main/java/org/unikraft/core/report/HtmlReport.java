package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.report.ImageDifference.Change;

/** An image as a page that needs nothing else: what it consists of, for what, and what changed. */
public final class HtmlReport {
    private static final int LISTED_FILES = 40;
    private static final int LISTED_PARTS = 8;

    private final ImageFacts image;
    private final Html html = new Html();

    private HtmlReport(ImageFacts image) {
        this.image = image;
    }

    /**
     * Makes the page.
     *
     * @param previous the image that this one takes the place of; one that does not differ leaves no trace
     */
    public static String of(ImageFacts image, Optional<ImageFacts> previous) {
        return new HtmlReport(image).page(previous.map(each -> ImageDifference.of(each, image)));
    }

    private String page(Optional<ImageDifference> difference) {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.element("title", image.application() + " for " + image.platform());
        html.raw("<style>\n" + ReportStyle.CSS + "</style>\n</head>\n<body>\n");
        html.element("h1", image.application() + " for " + image.platform());
        totals();
        difference.filter(each -> !each.isEmpty()).ifPresent(this::difference);
        kernel();
        files();
        needs();
        libraries();
        options();
        return html.raw("</body>\n</html>\n").text();
    }

    private void totals() {
        html.raw("<p class=\"totals\">");
        html.text("Kernel " + new ByteSize(image.kernelBytes()) + " · root file system "
                + new ByteSize(image.initrdBytes()) + " · memory " + new ByteSize(image.memory()) + " · "
                + image.libraries().size() + " micro-libraries · "
                + image.calls().stream().filter(ImageFacts.Call::included).count() + " of "
                + image.calls().size() + " system calls");
        html.raw("</p>\n");
    }

    private void kernel() {
        html.element("h2", "Kernel: bytes in memory by micro-library and section");
        Map<String, List<Treemap.Item>> groups = new TreeMap<>();
        for (ImageFacts.Part part : image.parts()) {
            groups.computeIfAbsent(part.library(), any -> new ArrayList<>())
                    .add(new Treemap.Item(part.name(), part.size()));
        }
        TreemapSvg.draw(html, "Treemap of the kernel", groups, 560);
    }

    private void files() {
        html.element("h2", "Root file system");
        Map<String, List<Treemap.Item>> groups = new TreeMap<>();
        for (ImageFacts.StoredFile file : image.files()) {
            groups.computeIfAbsent(file.group(), any -> new ArrayList<>())
                    .add(new Treemap.Item(file.path(), file.bytes()));
        }
        TreemapSvg.draw(html, "Treemap of the root file system", groups, 320);
        html.raw("<details><summary>Largest files</summary>\n").head("Bytes", "File", "Part of", "Why");
        image.files().stream()
                .sorted(Comparator.comparingLong(ImageFacts.StoredFile::bytes)
                        .reversed()
                        .thenComparing(ImageFacts.StoredFile::path))
                .limit(LISTED_FILES)
                .forEach(file -> html.row(Lines.bytes(file.bytes()), file.path(), file.group(), file.because()));
        html.endTable().raw("</details>\n");
    }

    private void needs() {
        html.element("h2", "What it needs, and where that was found").head("Need", "Evidence");
        image.needs().forEach(need -> html.row(need.what(), need.evidence()));
        html.endTable();
    }

    private void libraries() {
        html.element("h2", "Micro-libraries").head("Bytes", "Library", "Why");
        image.libraries().stream()
                .sorted(Comparator.comparingLong(ImageFacts.Library::bytes)
                        .reversed()
                        .thenComparing(ImageFacts.Library::name))
                .forEach(each -> html.row(Lines.bytes(each.bytes()), each.name(), each.because()));
        html.endTable();
    }

    private void options() {
        if (!image.options().isEmpty()) {
            html.element("h2", "Options").head("Option", "Value", "Why");
            image.options().forEach(option -> html.row(option.name(), option.value(), option.why()));
            html.endTable();
        }
    }

    private void difference(ImageDifference difference) {
        html.element("h2", "Since the previous build").head("What", "Before", "Now", "Change");
        total("kernel", difference.before().kernelBytes(), image.kernelBytes());
        total("root file system", difference.before().initrdBytes(), image.initrdBytes());
        total("memory", difference.before().memory(), image.memory());
        html.endTable();
        if (!difference.libraries().isEmpty() || !difference.files().isEmpty()) {
            html.head("Change", "What", "", "Why");
            for (ImageDifference.LibraryChange each : difference.libraries()) {
                change(each.library(), "library ");
                each.parts().stream().limit(LISTED_PARTS).forEach(part -> change(part, "\u2003"));
                if (each.parts().size() > LISTED_PARTS) {
                    html.row("", "\u2003" + Lines.count(each.parts().size() - LISTED_PARTS, "part") + " more", "", "");
                }
            }
            difference.files().stream().limit(LISTED_FILES).forEach(file -> change(file, "file "));
            if (difference.files().size() > LISTED_FILES) {
                html.row("", Lines.count(difference.files().size() - LISTED_FILES, "file") + " more", "", "");
            }
            html.endTable();
        }
        if (!difference.needs().isEmpty()) {
            html.head("", "Need", "Evidence");
            difference
                    .needs()
                    .forEach(each -> html.row(
                            each.added() ? "new" : "gone",
                            each.need().what(),
                            each.need().evidence()));
            html.endTable();
        }
        if (!difference.options().isEmpty()) {
            html.head("Option", "Before", "Now", "Why");
            difference.options().forEach(each -> html.row(each.name(), each.before(), each.after(), each.why()));
            html.endTable();
        }
    }

    private void total(String what, long before, long after) {
        html.row(what, Lines.bytes(before), Lines.bytes(after), DifferenceText.signed(after - before));
    }

    private void change(Change change, String what) {
        html.row(DifferenceText.signed(change.bytes()), what + change.name(), change.how(), change.why());
    }
}
