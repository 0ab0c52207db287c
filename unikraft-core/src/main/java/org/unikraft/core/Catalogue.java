package org.unikraft.core;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.UserError;
import org.unikraft.core.report.CompiledLibrary;
import org.unikraft.core.report.LibraryList;
import org.unikraft.core.resolve.LibraryRepository;

/** Says which micro-libraries there are. */
public final class Catalogue {
    private Catalogue() {}

    /** Text that lists all libraries for a platform. */
    public static String list(LibraryRepository repository, Platform platform) {
        return new LibraryList(libraries(repository, platform), platform).all();
    }

    /**
     * Text that describes a library.
     *
     * @throws UserError when there is none of that name for the platform; it has the names that there are
     */
    public static String describe(LibraryRepository repository, Platform platform, String library) {
        return new LibraryList(libraries(repository, platform), platform).one(library);
    }

    /** All libraries for a platform, by name. */
    static List<CompiledLibrary> libraries(LibraryRepository repository, Platform platform) {
        return repository.names().stream()
                .flatMap(name -> repository.descriptor(name).stream())
                .filter(library -> library.appliesTo(platform))
                .map(library -> library(repository, platform, library))
                .toList();
    }

    private static CompiledLibrary library(LibraryRepository repository, Platform platform, LibraryDescriptor library) {
        SortedMap<String, byte[]> objects = new TreeMap<>();
        repository
                .objects(library.name(), platform.cpu())
                .forEach(object -> objects.put(object.name(), object.bytes()));
        return CompiledLibrary.read(library, repository.systemCalls(platform.cpu()), objects);
    }
}
