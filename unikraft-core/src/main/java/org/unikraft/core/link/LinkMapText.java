package org.unikraft.core.link;

import java.util.Locale;

/** A {@link LinkMap} for people: totals first, then every part with the reason for it. */
final class LinkMapText {
    private final LinkMap map;
    private final StringBuilder out = new StringBuilder();

    LinkMapText(LinkMap map) {
        this.map = map;
    }

    String text() {
        line("Image %s to %s, entry %s", hex(map.start()), hex(map.end()), hex(map.entry()));
        libraries();
        init();
        syscalls();
        options();
        sections();
        return out.toString();
    }

    private void libraries() {
        title("Bytes by library");
        line("%10s %10s %10s %10s  %s", "text", "rodata", "data", "bss", "library");
        map.libraries()
                .forEach(library -> line(
                        "%10d %10d %10d %10d  %s",
                        library.text(), library.rodata(), library.data(), library.bss(), library.name()));
    }

    private void init() {
        title("Init order");
        map.init().forEach(init -> line("  %-10s  %-20s  %s", init.stage(), init.library(), init.function()));
    }

    private void syscalls() {
        title("System calls in the image");
        map.syscalls().stream()
                .filter(LinkMap.Syscall::included)
                .forEach(call -> line("  %3d  %-24s  %s", call.number(), call.name(), call.library()));
        title("System calls left out");
        map.syscalls().stream()
                .filter(call -> !call.included())
                .forEach(call -> line("  %3d  %-24s  %s", call.number(), call.name(), call.library()));
    }

    private void options() {
        title("Options");
        map.options().forEach((name, value) -> line("  %s = %s", name, value));
    }

    private void sections() {
        for (LinkMap.Section section : map.sections()) {
            title(String.format(
                    Locale.ROOT,
                    "%s  %s  %s  %d bytes",
                    hex(section.address()),
                    section.rights(),
                    section.name(),
                    section.size()));
            for (LinkMap.Part part : section.parts()) {
                line(
                        "%s %8d  %s  %s",
                        hex(part.address()),
                        part.size(),
                        part.object().equals(part.library()) ? part.library() : part.library() + "/" + part.object(),
                        part.section());
                line("%29s%s", "", String.join(" > ", part.why()));
            }
        }
    }

    private void title(String text) {
        out.append('\n').append(text).append('\n');
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private static String hex(long address) {
        return LinkMapJson.hex(address);
    }
}
