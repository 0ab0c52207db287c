package org.unikraft.core.link;

import org.unikraft.core.model.JsonWriter;

/** A {@link LinkMap} as JSON. */
final class LinkMapJson {
    private LinkMapJson() {}

    static String of(LinkMap map) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("entry", hex(map.entry())).field("start", hex(map.start())).field("end", hex(map.end()));
        json.beginArray("libraries");
        map.libraries().forEach(library -> json.beginObject()
                .field("name", library.name())
                .field("text", library.text())
                .field("rodata", library.rodata())
                .field("data", library.data())
                .field("bss", library.bss())
                .end());
        json.end().beginArray("init");
        map.init().forEach(init -> json.beginObject()
                .field("stage", init.stage())
                .field("library", init.library())
                .field("function", init.function())
                .end());
        json.end().beginArray("syscalls");
        map.syscalls().forEach(call -> json.beginObject()
                .field("number", call.number())
                .field("name", call.name())
                .field("library", call.library())
                .field("included", call.included())
                .end());
        json.end().beginObject("options");
        map.options().forEach(json::field);
        json.end().beginArray("sections");
        map.sections().forEach(section -> section(json, section));
        return json.end().end().text();
    }

    private static void section(JsonWriter json, LinkMap.Section section) {
        json.beginObject()
                .field("name", section.name())
                .field("rights", section.rights())
                .field("address", hex(section.address()))
                .field("size", section.size())
                .field("fileSize", section.fileSize())
                .beginArray("parts");
        for (LinkMap.Part part : section.parts()) {
            json.beginObject()
                    .field("library", part.library())
                    .field("object", part.object())
                    .field("section", part.section())
                    .field("address", hex(part.address()))
                    .field("size", part.size())
                    .beginArray("why");
            part.why().forEach(json::value);
            json.end().end();
        }
        json.end().end();
    }

    static String hex(long address) {
        return String.format("0x%016x", address);
    }
}
