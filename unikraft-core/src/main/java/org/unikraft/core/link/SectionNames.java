package org.unikraft.core.link;

import static org.unikraft.core.elf.Elf.SHF_EXECINSTR;
import static org.unikraft.core.elf.Elf.SHF_WRITE;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of a section says: where it goes, and in which order. */
final class SectionNames {
    static final String INIT_STAGE = ".uk_init.";
    static final String INIT = "uk_init";
    static final String SYSCALL = ".uk_syscall.";

    /** Sections of these names, and those with a further suffix, are parts of one. The longer of two comes first. */
    private static final List<String> STEMS = List.of(
            ".text",
            ".rodata",
            ".data.rel.ro",
            ".data",
            ".bss",
            ".tdata",
            ".tbss",
            ".init_array",
            ".fini_array",
            ".preinit_array",
            ".gcc_except_table",
            ".lrodata",
            ".ldata",
            ".lbss");
    /** The arrays that older compilers made, and what they are now. */
    private static final Map<String, String> OLD_ARRAYS = Map.of(".ctors", ".init_array", ".dtors", ".fini_array");

    private static final List<String> ARRAYS = List.of(".preinit_array", ".init_array", ".fini_array");
    private static final int LAST = 65535;
    private static final Pattern PRIORITY = Pattern.compile("\\.(init_array|fini_array|ctors|dtors)\\.([0-9]{1,5})");

    private SectionNames() {}

    /** Name of the output section. */
    static String output(String name) {
        if (name.startsWith(INIT_STAGE)) {
            return INIT;
        }
        for (Map.Entry<String, String> old : OLD_ARRAYS.entrySet()) {
            if (isPartOf(name, old.getKey())) {
                return old.getValue();
            }
        }
        for (String stem : STEMS) {
            if (isPartOf(name, stem)) {
                return stem;
            }
        }
        return name;
    }

    private static boolean isPartOf(String name, String stem) {
        return name.startsWith(stem) && (name.length() == stem.length() || name.charAt(stem.length()) == '.');
    }

    /** The segment that a section of these flags belongs to. */
    static Segment segment(String output, long flags) {
        if ((flags & SHF_EXECINSTR) != 0) {
            return Segment.TEXT;
        }
        // The arrays of functions hold final addresses in a static image: nobody writes to them.
        return (flags & SHF_WRITE) != 0 && !ARRAYS.contains(output) ? Segment.DATA : Segment.RODATA;
    }

    /** Whether an output section is an array of functions to call. */
    static boolean isArray(String output) {
        return ARRAYS.contains(output);
    }

    static boolean runsBackwards(String name) {
        return isPartOf(name, ".ctors") || isPartOf(name, ".dtors");
    }

    /** Whether a section is in the image although no code refers to it: what runs at start and end, and notes. */
    static boolean isKept(String name) {
        return name.equals(".init")
                || name.equals(".fini")
                || name.startsWith(INIT_STAGE)
                || ARRAYS.contains(output(name));
    }

    /** Place in an array of functions: by priority, those without one last. */
    static int priority(String name) {
        Matcher matcher = PRIORITY.matcher(name);
        if (!matcher.matches()) {
            return LAST + 1;
        }
        int number = Integer.parseInt(matcher.group(2));
        return runsBackwards(name) ? LAST - number : number;
    }

    /** Whether __start_NAME and __stop_NAME are the bounds of a section of this name. */
    static boolean isIdentifier(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
