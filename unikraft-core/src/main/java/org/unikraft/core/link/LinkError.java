package org.unikraft.core.link;

import java.util.List;
import java.util.stream.Collectors;

/** Inputs that do not make an image: everything that is wrong with them, not the first thing only. */
public final class LinkError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Something wrong.
     *
     * @param file the object, as {@code library/object.o} or {@code archive.a(member.o)}; empty when none is at fault
     * @param section the section in it; empty when the whole file is meant
     * @param offset bytes from the start of the section
     * @param what what is wrong there
     */
    public record Problem(String file, String section, long offset, String what) {
        /** {@code file: section+0xoffset: what}, with the parts that there are. */
        public String text() {
            String where = section.isEmpty() ? file : file + ": " + place(section, offset);
            return where.isEmpty() ? what : where + ": " + what;
        }

        static String place(String section, long offset) {
            return section + "+0x" + Long.toHexString(offset);
        }
    }

    LinkError(List<Problem> problems) {
        super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
