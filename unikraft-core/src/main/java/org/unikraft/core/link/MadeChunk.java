package org.unikraft.core.link;

import java.util.List;

/** A chunk that the linker makes. */
final class MadeChunk extends Chunk {
    /** Fills a chunk once all addresses are known. */
    interface Writer {
        void write(byte[] image, int at);
    }

    private static final Writer ZEROS = (image, at) -> {};

    private List<Reference> references = List.of();
    private Writer writer = ZEROS;
    private long size;

    MadeChunk(String name, int type, long flags, long alignment) {
        this(LINKER, LINKER, name, type, flags, alignment);
    }

    MadeChunk(String library, String object, String name, int type, long flags, long alignment) {
        super(library, object, name, type, flags, alignment);
    }

    MadeChunk sized(long bytes) {
        size = bytes;
        return this;
    }

    MadeChunk refersTo(List<Reference> all) {
        references = all;
        return this;
    }

    MadeChunk writtenBy(Writer how) {
        writer = how;
        return this;
    }

    MadeChunk holding(byte[] content) {
        return sized(content.length).writtenBy((image, at) -> System.arraycopy(content, 0, image, at, content.length));
    }

    @Override
    long size() {
        return size;
    }

    @Override
    List<Reference> references() {
        return references;
    }

    @Override
    void write(byte[] image, int at) {
        writer.write(image, at);
    }
}
