package org.unikraft.core.image;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Digest;
import org.unikraft.core.model.Feature;
import org.unikraft.core.model.JsonWriter;
import org.unikraft.core.model.Kernel;
import org.unikraft.core.model.LibraryReason;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;

/**
 * What an image consists of, for programs ({@code report.json}) and for people. Neither has a clock or a directory of
 * the building machine in it.
 *
 * @param initrdBytes size of the root file system's archive
 * @param offsets where in it the content of each file starts
 */
record ImageReport(
        String application,
        Platform platform,
        List<Need> needs,
        Kernel kernel,
        Contents contents,
        String bootArgs,
        ByteSize memory,
        long initrdBytes,
        SortedMap<ImagePath, Long> offsets) {
    private static final int LISTED_LIBRARIES = 10;
    private static final Feature INTERNET = Feature.family("inet");

    String json() throws IOException {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        json.field("application", application);
        json.field("platform", platform.toString());
        json.field("memory", memory.bytes());
        json.field("bootArgs", bootArgs);
        json.field("network", kernel.network());
        strings(json.beginArray("argv"), contents.command().argv());
        json.beginObject("env");
        contents.command().env().forEach(json::field);
        json.end();
        needs(json);
        kernel(json);
        initrd(json);
        return json.end().text();
    }

    private void needs(JsonWriter json) {
        json.beginArray("needs");
        for (Need need : needs) {
            json.beginObject();
            json.field("need", need.what());
            json.field("evidence", need.evidence());
            json.end();
        }
        json.end();
    }

    private void kernel(JsonWriter json) {
        json.beginObject("kernel");
        json.field("bytes", kernel.image().length);
        json.field("digest", Digest.of(kernel.image()).toString());
        json.beginObject("libraries");
        kernel.librarySizes().forEach(json::field);
        json.end();
        json.beginArray("features");
        kernel.features().forEach(feature -> json.value(feature.toString()));
        json.end().beginObject("options");
        kernel.options().forEach((name, option) -> json.beginObject(name)
                .field("value", option.value())
                .field("why", option.why())
                .end());
        json.end().beginArray("selection");
        kernel.selection().forEach(library -> selected(json, library));
        json.end().beginArray("excluded");
        kernel.excluded().forEach(library -> json.value(library.value()));
        json.end().end();
    }

    private static void selected(JsonWriter json, Kernel.Selected library) {
        LibraryReason why = library.why();
        json.beginObject().field("name", library.name().value());
        json.field("reason", why.kind().toString().toLowerCase(Locale.ROOT));
        why.by().ifPresent(by -> json.field("by", by.value()));
        if (!why.evidence().isEmpty()) {
            json.field("evidence", why.evidence());
        }
        json.beginArray("requires");
        library.requires().forEach(required -> json.value(required.value()));
        json.end().end();
    }

    private void initrd(JsonWriter json) throws IOException {
        json.beginObject("initrd");
        json.field("bytes", initrdBytes);
        contents.runtime().ifPresent(digest -> json.field("javaRuntime", digest.toString()));
        json.beginObject("groups");
        contents.groups().forEach((name, group) -> json.beginObject(name)
                .field("files", group.files())
                .field("bytes", group.bytes())
                .end());
        json.end().beginObject("inputs");
        contents.digests().forEach((path, digest) -> json.field(path.value(), digest.toString()));
        json.end().beginArray("files");
        contents.root().entries().forEach((path, entry) -> entry.why().ifPresent(why -> file(json, path, entry, why)));
        json.end().end();
    }

    private void file(JsonWriter json, ImagePath path, FileEntry entry, Origin why) {
        json.beginObject().field("path", path.value());
        if (entry instanceof FileEntry.Regular file) {
            json.field("bytes", file.content().size()).field("offset", offsets.get(path));
        } else if (entry instanceof FileEntry.Link link) {
            json.field("link", link.target());
        }
        json.field("group", why.group()).field("why", why.why());
        why.by().ifPresent(by -> json.field("by", by.value()));
        json.end();
    }

    private static void strings(JsonWriter json, List<String> strings) {
        strings.forEach(json::value);
        json.end();
    }

    /** One screen of text. */
    String summary() {
        StringBuilder text = new StringBuilder();
        line(text, "kernel", kernel.image().length, libraries() + " micro-libraries");
        List<Map.Entry<String, Long>> largest = largest(kernel.librarySizes());
        largest.stream().limit(LISTED_LIBRARIES).forEach(each -> line(text, "  " + each.getKey(), each.getValue(), ""));
        if (largest.size() > LISTED_LIBRARIES) {
            long rest = largest.stream()
                    .skip(LISTED_LIBRARIES)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            line(text, "  " + (largest.size() - LISTED_LIBRARIES) + " others", rest, "");
        }
        text.append(String.format(
                Locale.ROOT, "  %-28s %12s  %s\n", "TCP/IP", internet() ? "yes" : "no", internetReason()));
        line(text, "root file system", initrdBytes, "");
        contents.groups()
                .forEach((name, group) -> line(
                        text, "  " + name, group.bytes(), group.files() + (group.files() == 1 ? " file" : " files")));
        line(text, "memory", memory.bytes(), "unless you say otherwise");
        return text.toString();
    }

    private boolean internet() {
        return kernel.features().contains(INTERNET);
    }

    private String internetReason() {
        List<String> evidence = needs.stream()
                .filter(need ->
                        need instanceof Need.OfFeature of && of.feature().equals(INTERNET))
                .map(Need::evidence)
                .toList();
        if (evidence.isEmpty()) {
            return internet() ? "the build asks for it" : "nothing asks for AF_INET";
        }
        String rest = evidence.size() > 1 ? ", and " + (evidence.size() - 1) + " more" : "";
        return (internet() ? "" : "the build excludes it, though ") + evidence.get(0) + rest;
    }

    /** What the linker makes itself is listed among them, with a name that no library can have. */
    private long libraries() {
        return kernel.librarySizes().keySet().stream()
                .filter(name -> !name.startsWith("("))
                .count();
    }

    private static List<Map.Entry<String, Long>> largest(SortedMap<String, Long> sizes) {
        return sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .collect(Collectors.toList());
    }

    private static void line(StringBuilder text, String what, long bytes, String note) {
        String line = String.format(Locale.ROOT, "  %-28s %12s  %s", what, new ByteSize(bytes), note);
        text.append(line.stripTrailing()).append('\n');
    }
}
