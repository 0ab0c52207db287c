package org.unikraft.core.link;

import java.util.List;

/** A piece of the image that stays together: a section of an object, or something that the linker makes. */
abstract class Chunk {
    /** Library and object of what the linker makes itself. */
    static final String LINKER = "(linker)";

    final String library;
    final String object;
    final String name;
    final int type;
    final long flags;
    final long alignment;

    /** Null as long as nothing asks for the chunk. */
    Reason reason;

    OutputSection output;
    /** From the start of the output section. */
    long offset;

    Chunk(String library, String object, String name, int type, long flags, long alignment) {
        this.library = library;
        this.object = object;
        this.name = name;
        this.type = type;
        this.flags = flags;
        this.alignment = Math.max(1, alignment);
    }

    abstract long size();

    abstract List<Reference> references();

    /** Writes the bytes as they are before relocation. */
    abstract void write(byte[] image, int at);

    final boolean isLive() {
        return reason != null;
    }

    /** Name of the file in errors. */
    String fileName() {
        return library.equals(object) ? library : library + "/" + object;
    }

    /** The address of a place in this chunk, once the output sections have theirs. */
    long address(long place) {
        return output == null ? 0 : output.address + offset + place;
    }
}
