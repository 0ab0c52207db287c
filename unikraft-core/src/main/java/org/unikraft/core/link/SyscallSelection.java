package org.unikraft.core.link;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which of the system calls that the libraries implement an image holds. */
public sealed interface SyscallSelection {
    /** Whether the call of this name is wanted. */
    boolean includes(String name);

    /** Every call that a library implements. */
    static SyscallSelection all() {
        return new All();
    }

    /** The calls of these names; a name that no library implements is no error. */
    static SyscallSelection of(Collection<String> names) {
        return new Named(Collections.unmodifiableSortedSet(new TreeSet<>(names)));
    }

    /** @see #all() */
    record All() implements SyscallSelection {
        @Override
        public boolean includes(String name) {
            return true;
        }
    }

    /** @see #of(Collection) */
    record Named(SortedSet<String> names) implements SyscallSelection {
        @Override
        public boolean includes(String name) {
            return names.contains(name);
        }
    }
}
