package org.unikraft.core.resolve;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.SystemCall;

/** Where micro-libraries come from. */
public interface LibraryRepository {
    /** Names of all libraries that there are. */
    SortedSet<LibraryName> names();

    /** What a library says of itself; empty when there is no such library. */
    Optional<LibraryDescriptor> descriptor(LibraryName library);

    /** Its objects for a CPU, ordered by name; none when it has no code for that CPU. */
    List<LibraryObject> objects(LibraryName library, String cpu);

    /** All system calls that an application may try on a CPU, ordered by number. */
    List<SystemCall> systemCalls(String cpu);

    /**
     * A relocatable object.
     *
     * @param name its file name, for instance {@code sched.o}
     * @param bytes its content, which nobody changes
     */
    record LibraryObject(String name, byte[] bytes) {}
}
