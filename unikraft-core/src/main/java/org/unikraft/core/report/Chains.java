package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes down the ways that lead to something in an image: through micro-libraries, and through references of code. */
final class Chains {
    private static final Pattern STEP = Pattern.compile("(.*) \\((.*)\\)");

    private final ImageFacts image;
    private final Lines lines;

    Chains(ImageFacts image, Lines lines) {
        this.image = image;
        this.lines = lines;
    }

    /** From what is needed to a library, a step a line. */
    void toLibrary(ImageFacts.Library library) {
        List<ImageFacts.Library> path = new ArrayList<>();
        Optional<ImageFacts.Library> at = Optional.of(library);
        while (at.isPresent() && !path.contains(at.get())) {
            path.add(at.get());
            at = at.get().by().flatMap(image::library);
        }
        Collections.reverse(path);
        lines.wrapped("  ", path.get(0).evidence());
        lines.line("    → " + path.get(0).name());
        for (int i = 1; i < path.size(); i++) {
            ImageFacts.Library next = path.get(i);
            String how = next.reason().equals("joins") ? "is joined by " : "requires ";
            lines.line("    " + "  ".repeat(i) + "→ " + how + next.name());
        }
    }

    /** From a root to a part of the kernel, each symbol with who asks for it. */
    void toPart(ImageFacts.Part part) {
        lines.line("  " + part.why().get(0) + ", which is kept in any case");
        for (String step : part.why().subList(1, part.why().size())) {
            Matcher matcher = STEP.matcher(step);
            lines.line(
                    matcher.matches()
                            ? String.format("    → %-34s asked for by %s", matcher.group(1), matcher.group(2))
                            : "    → " + step);
        }
    }

    /** What a part's first reference came from, or the rule that keeps it. */
    static String because(ImageFacts.Part part) {
        String last = part.why().get(part.why().size() - 1);
        Matcher matcher = STEP.matcher(last);
        return matcher.matches() ? "asked for by " + matcher.group(2) : last;
    }

    static String address(long address) {
        return String.format("0x%016x", address);
    }

    static String place(ImageFacts.Part part) {
        return address(part.address()) + " " + String.format("%9s", Lines.bytes(part.size()));
    }
}
