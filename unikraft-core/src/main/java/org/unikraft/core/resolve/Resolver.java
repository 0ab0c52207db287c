package org.unikraft.core.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.UserError;

/** From needs to micro-libraries: the closure over what descriptors require. */
public final class Resolver {
    /** A platform's libraries are never taken but for that platform, through what requires them. */
    private static final String PLATFORM_PREFIX = "plat-";

    private final LibraryRepository repository;
    private final Platform platform;
    private final Map<LibraryName, Resolution.Selected> selected = new LinkedHashMap<>();
    private final Deque<LibraryName> path = new ArrayDeque<>();

    private Resolver(LibraryRepository repository, Platform platform) {
        this.repository = repository;
        this.platform = platform;
    }

    /**
     * Selects libraries for needs and gives their options values.
     *
     * @param options by {@code library.option}
     * @throws UserError when a library is missing, is not for the platform, or requires itself, or an option or its
     *     value does not exist
     */
    public static Resolution resolve(
            List<Need> needs, Platform platform, LibraryRepository repository, SortedMap<String, String> options) {
        Resolver resolver = new Resolver(repository, platform);
        resolver.add(new LibraryName(PLATFORM_PREFIX + platform.vmm()), "the platform " + platform);
        for (Need need : needs) {
            resolver.add(need);
        }
        List<Resolution.Selected> libraries = List.copyOf(resolver.selected.values());
        return new Resolution(libraries, Options.of(libraries, repository, options));
    }

    private void add(Need need) {
        if (need instanceof Need.Library library) {
            add(library.name(), library.evidence());
        } else if (need instanceof Need.Everything everything) {
            repository.names().stream()
                    .filter(name -> !name.value().startsWith(PLATFORM_PREFIX))
                    .filter(name -> descriptor(name).appliesTo(platform))
                    .forEach(name -> add(name, everything.evidence()));
        }
    }

    /** Depth first, so that what a library requires stands before it. */
    private void add(LibraryName name, String why) {
        if (selected.containsKey(name)) {
            return;
        }
        if (path.contains(name)) {
            throw cycle(name);
        }
        path.addLast(name);
        LibraryDescriptor library = descriptor(name);
        if (!library.appliesTo(platform)) {
            throw new UserError(
                    "library-not-for-platform",
                    "Micro-library '" + name + "' is not for " + platform + ".",
                    "It is in the image because of: " + chain() + ".",
                    "Leave it out, or build for a platform that it is for: " + platforms(library) + ".");
        }
        for (LibraryName required : library.requires()) {
            add(required, name.value());
        }
        path.removeLast();
        selected.put(name, new Resolution.Selected(library, why));
    }

    private LibraryDescriptor descriptor(LibraryName name) {
        Optional<LibraryDescriptor> library = repository.descriptor(name);
        return library.orElseThrow(() -> new UserError(
                "unknown-library",
                "There is no micro-library '" + name + "'.",
                path.size() < 2 ? "" : "It is asked for by: " + chain() + ".",
                "There are: "
                        + repository.names().stream().map(LibraryName::value).collect(Collectors.joining(", ")) + "."));
    }

    private UserError cycle(LibraryName name) {
        List<LibraryName> circle = new ArrayList<>(path);
        circle = new ArrayList<>(circle.subList(circle.indexOf(name), circle.size()));
        circle.add(name);
        return new UserError(
                "library-cycle",
                "Micro-library '" + name + "' requires itself.",
                circle.stream().map(LibraryName::value).collect(Collectors.joining(" → ")) + ".",
                "Take one of these out of the <requires> of the library before it.");
    }

    private String chain() {
        return path.stream().map(LibraryName::value).collect(Collectors.joining(" → "));
    }

    private static String platforms(LibraryDescriptor library) {
        return List.of(Platform.values()).stream()
                .filter(library::appliesTo)
                .map(Platform::toString)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), text -> text.isEmpty() ? "none that this version knows" : text));
    }
}
