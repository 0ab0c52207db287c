package org.unikraft.core.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryReason;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;

/** From needs to micro-libraries: the closure over what descriptors require. */
public final class Resolver {
    /** A platform's libraries are never taken but for that platform, through what requires them. */
    private static final String PLATFORM_PREFIX = "plat-";

    private final LibraryRepository repository;
    private final Platform platform;
    private final Set<LibraryName> excluded;
    /** All that an application may try on the platform. */
    private final List<SystemCall> systemCalls;

    private final Map<LibraryName, Resolution.Selected> selected = new LinkedHashMap<>();
    private final Deque<LibraryName> path = new ArrayDeque<>();

    private Resolver(LibraryRepository repository, Platform platform, Set<LibraryName> excluded) {
        this.repository = repository;
        this.platform = platform;
        this.excluded = Set.copyOf(excluded);
        this.systemCalls = repository.systemCalls(platform.cpu());
    }

    /**
     * Selects libraries for needs and gives their options values.
     *
     * @param excluded libraries that only what requires them can bring in, which is an error then
     * @param options by {@code library.option}
     * @throws UserError when a library is missing, excluded though required, not for the platform, or requires itself,
     *     when nothing provides a feature, or when an option or its value does not exist
     */
    public static Resolution resolve(
            List<Need> needs,
            Set<LibraryName> excluded,
            Platform platform,
            LibraryRepository repository,
            SortedMap<String, String> options) {
        Resolver resolver = new Resolver(repository, platform, excluded);
        excluded.forEach(resolver::descriptor);
        resolver.add(new LibraryName(PLATFORM_PREFIX + platform.vmm()), "the platform " + platform);
        for (Need need : needs) {
            resolver.add(need);
        }
        if (needs.stream().anyMatch(Need.Call.class::isInstance)) {
            resolver.addThoseWithoutCalls();
        }
        resolver.addThoseThatJoin();
        List<Resolution.Selected> libraries = List.copyOf(resolver.selected.values());
        SortedMap<String, Options.Given> values = resolver.settings(needs);
        options.forEach((name, value) -> values.put(name, new Options.Given(value, "the build sets it")));
        return new Resolution(libraries, Options.of(libraries, repository, values), resolver.systemCalls(needs));
    }

    private SortedMap<String, Options.Given> settings(List<Need> needs) {
        SortedMap<String, Options.Given> settings = new TreeMap<>();
        for (Need need : needs) {
            if (need instanceof Need.Setting setting && selected.containsKey(setting.library())) {
                settings.put(
                        setting.library() + "." + setting.option(),
                        new Options.Given(setting.value(), setting.evidence()));
            }
        }
        return settings;
    }

    private void add(Need need) {
        if (need instanceof Need.Library library) {
            add(library.name(), library.evidence());
        } else if (need instanceof Need.OfFeature feature) {
            addProviders(feature);
        } else if (need instanceof Need.Call call) {
            known(call.name()).flatMap(SystemCall::library).ifPresent(library -> addCall(library, call));
        } else if (need instanceof Need.Everything everything) {
            candidates()
                    .filter(library -> !library.onRequest())
                    .forEach(library -> add(library.name(), everything.evidence()));
        }
    }

    private Optional<SystemCall> known(String call) {
        return systemCalls.stream().filter(each -> each.name().equals(call)).findFirst();
    }

    private void addCall(LibraryName library, Need.Call call) {
        if (!excluded.contains(library) && descriptor(library).appliesTo(platform)) {
            add(library, "system call " + call.name() + ", made by " + call.evidence());
        }
    }

    /** Which files a program opens is not known: what only has files comes with every program. */
    private void addThoseWithoutCalls() {
        Set<LibraryName> withCalls =
                systemCalls.stream().flatMap(call -> call.library().stream()).collect(Collectors.toSet());
        candidates()
                .filter(library -> !library.onRequest() && !withCalls.contains(library.name()))
                .forEach(library -> add(library.name(), "files that any program may open"));
    }

    /** Those that are needed by themselves, and all of the libraries that are named. */
    private Optional<SortedSet<String>> systemCalls(List<Need> needs) {
        SortedSet<String> names = new TreeSet<>();
        Set<LibraryName> named = new HashSet<>();
        for (Need need : needs) {
            if (need instanceof Need.Everything) {
                return Optional.empty();
            } else if (need instanceof Need.Call call) {
                names.add(call.name());
            } else if (need instanceof Need.Library library) {
                named.add(library.name());
            }
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        systemCalls.stream()
                .filter(call -> call.library().filter(named::contains).isPresent())
                .forEach(call -> names.add(call.name()));
        return Optional.of(names);
    }

    /** The libraries that may be in an image without being named or required. */
    private Stream<LibraryDescriptor> candidates() {
        return repository.names().stream()
                .filter(name -> !name.value().startsWith(PLATFORM_PREFIX))
                .filter(name -> !excluded.contains(name))
                .map(this::descriptor)
                .filter(library -> library.appliesTo(platform));
    }

    private void addProviders(Need.OfFeature need) {
        List<LibraryDescriptor> providers = repository.names().stream()
                .map(this::descriptor)
                .filter(library -> library.role().provides().contains(need.feature()))
                .filter(library -> library.appliesTo(platform))
                .toList();
        if (providers.isEmpty()) {
            throw new UserError(
                    "missing-provider",
                    "No micro-library provides " + need.feature() + " on " + platform + ".",
                    "It is needed: " + need.evidence() + ".",
                    "Add a library that provides it to those that the build knows.");
        }
        providers.stream()
                .filter(library -> !excluded.contains(library.name()))
                .forEach(library -> add(library.name(), need.feature() + ": " + need.evidence()));
    }

    /** Drivers and the like; what they require may be joined in turn. */
    private void addThoseThatJoin() {
        boolean added;
        do {
            added = false;
            for (LibraryDescriptor library : candidates().toList()) {
                Optional<LibraryName> joined = library.role().joins().stream()
                        .filter(selected::containsKey)
                        .findFirst();
                if (joined.isPresent() && !selected.containsKey(library.name())) {
                    add(library.name(), LibraryReason.joins(joined.get()));
                    added = true;
                }
            }
        } while (added);
    }

    private void add(LibraryName name, String evidence) {
        add(name, LibraryReason.needed(evidence));
    }

    /** Depth first, so that what a library requires stands before it. */
    private void add(LibraryName name, LibraryReason why) {
        if (selected.containsKey(name)) {
            return;
        }
        if (path.contains(name)) {
            throw cycle(name);
        }
        path.addLast(name);
        LibraryDescriptor library = descriptor(name);
        if (excluded.contains(name)) {
            throw new UserError(
                    "excluded-library-required",
                    "Micro-library '" + name + "' is excluded and required.",
                    "It is in the image because of: " + chain() + ".",
                    "Take it out of <excludedLibraries>, or exclude what requires it as well.");
        }
        if (!library.appliesTo(platform)) {
            throw new UserError(
                    "library-not-for-platform",
                    "Micro-library '" + name + "' is not for " + platform + ".",
                    "It is in the image because of: " + chain() + ".",
                    "Leave it out, or build for a platform that it is for: " + platforms(library) + ".");
        }
        for (LibraryName required : library.requires()) {
            add(required, LibraryReason.requiredBy(name));
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
