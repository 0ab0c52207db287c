package org.unikraft.core.link;

import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.link.LinkError.Problem;

/** Collects what is wrong, so that a pass can report all of it. */
final class Problems {
    private static final int LIMIT = 100; // more than anyone reads, and a bound for hostile inputs

    private final List<Problem> list = new ArrayList<>();

    void add(Chunk chunk, long offset, String what) {
        add(new Problem(chunk.fileName(), chunk.name, offset, what));
    }

    void add(String file, String what) {
        add(new Problem(file, "", 0, what));
    }

    void add(Problem problem) {
        if (list.size() < LIMIT) {
            list.add(problem);
        }
    }

    /** Ends the link when anything was reported. */
    void check() {
        if (!list.isEmpty()) {
            throw new LinkError(list);
        }
    }
}
