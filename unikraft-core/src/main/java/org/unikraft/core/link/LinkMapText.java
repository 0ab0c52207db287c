package org.unikraft.core.link;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
        block(
                "Init order",
                map.init(),
                init -> line("  %-10s  %-20s  %s", init.stage(), init.library(), init.function()));
    }

    private void syscalls() {
        Map<Boolean, List<LinkMap.Syscall>> calls =
                map.syscalls().stream().collect(Collectors.partitioningBy(LinkMap.Syscall::included));
        block("System calls in the image", calls.get(true), this::syscall);
        block("System calls left out", calls.get(false), this::syscall);
    }

    private void syscall(LinkMap.Syscall call) {
        line("  %3d  %-24s  %s", call.number(), call.name(), call.library());
    }

    private void options() {
        block("Options", map.options().entrySet(), option -> line("  %s = %s", option.getKey(), option.getValue()));
    }

    private <T> void block(String title, Collection<T> items, Consumer<T> each) {
        if (!items.isEmpty()) {
            title(title);
            items.forEach(each);
        }
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
