package org.unikraft.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.Feature;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryDescriptor.Applicability;
import org.unikraft.core.model.LibraryDescriptor.Role;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryOption;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;

/** Needs become libraries, a required one first; what does not fit is an error that shows the way to it. */
class ResolverTest {
    private static final Need INET = new Need.OfFeature(Feature.family("inet"), "Main calls socket");
    private static final Need EVERYTHING = new Need.Everything("a test");

    private final Repository repository =
            new Repository().with("plat-qemu", "base").with("base");
    private Set<LibraryName> excluded = Set.of();

    @Test
    void putsWhatIsRequiredFirst() {
        repository.with("a", "c", "b").with("b", "base").with("c", "b").with("unrelated");

        assertThat(resolve("a")).containsExactly("base", "plat-qemu", "b", "c", "a");
    }

    @Test
    void saysWhyALibraryIsThere() {
        repository.with("a", "b").with("b");

        assertThat(Resolver.resolve(needs("a"), Set.of(), Platform.QEMU_X86_64, repository, new TreeMap<>())
                        .libraries())
                .extracting(selected -> selected.descriptor().name() + ": " + selected.why())
                .containsExactly(
                        "base: required by plat-qemu",
                        "plat-qemu: the platform qemu/x86_64",
                        "b: required by a",
                        "a: a test");
    }

    @Test
    void takesEverythingThatThePlatformCanHave() {
        repository.with("a").with("plat-other").add("arm-only", List.of(new Applicability("arm64", "")));

        assertThat(names(List.of(EVERYTHING))).containsExactly("base", "plat-qemu", "a");
    }

    @Test
    void takesWhatProvidesAFeatureOnlyWhenItIsNeeded() {
        network();

        assertThat(names(List.of(EVERYTHING))).containsExactly("base", "plat-qemu", "files");
        assertThat(names(List.of(EVERYTHING, INET)))
                .containsExactly("base", "plat-qemu", "files", "devices", "stack", "sockets", "bus", "card", "routes");
    }

    @Test
    void takesTheLibrariesOfNeededCallsAndThoseWithoutAny() {
        network();
        repository.with("clocks", "base");
        repository.call("read", "files").call("sync", "files").call("clock_gettime", "clocks");

        Resolution resolution = Resolver.resolve(
                List.of(new Need.Call("read", "a test"), new Need.Call("fork", "a test")),
                Set.of(),
                Platform.QEMU_X86_64,
                repository,
                new TreeMap<>());
        assertThat(resolution.libraries())
                .extracting(selected -> selected.descriptor().name().value())
                .containsExactly("base", "plat-qemu", "files");
        assertThat(resolution.systemCalls())
                .hasValueSatisfying(names -> assertThat(names).containsExactly("fork", "read"));
    }

    @Test
    void hasAllCallsOfLibrariesThatAreNamed() {
        network();
        repository.with("clocks", "base");
        repository.call("read", "files").call("clock_gettime", "clocks");

        Resolution resolution = Resolver.resolve(
                List.of(new Need.Call("read", "a test"), new Need.Library(new LibraryName("clocks"), "a test")),
                Set.of(),
                Platform.QEMU_X86_64,
                repository,
                new TreeMap<>());
        assertThat(resolution.systemCalls())
                .hasValueSatisfying(names -> assertThat(names).containsExactly("clock_gettime", "read"));
    }

    @Test
    void saysForWhichFeatureALibraryIsThere() {
        network();

        assertThat(Resolver.resolve(List.of(INET), Set.of(), Platform.QEMU_X86_64, repository, new TreeMap<>())
                        .libraries())
                .extracting(selected -> selected.descriptor().name() + ": " + selected.why())
                .contains("sockets: address family AF_INET: Main calls socket", "card: joins devices");
    }

    @Test
    void leavesOutWhatTheBuildExcludes() {
        network();
        excluded = Set.of(new LibraryName("sockets"), new LibraryName("files"));

        assertThat(names(List.of(EVERYTHING, INET))).containsExactly("base", "plat-qemu");

        excluded = Set.of(new LibraryName("card"));
        assertThat(names(List.of(INET))).containsExactly("base", "plat-qemu", "devices", "stack", "sockets", "routes");
    }

    @Test
    void refusesToExcludeWhatIsRequired() {
        repository.with("a", "b").with("b");
        excluded = Set.of(new LibraryName("b"));

        assertThat(error("a", Map.of()).text())
                .isEqualTo("Micro-library 'b' is excluded and required.\n"
                        + "It is in the image because of: a → b.\n"
                        + "Take it out of <excludedLibraries>, or exclude what requires it as well.");
    }

    @Test
    void refusesToExcludeWhatDoesNotExist() {
        excluded = Set.of(new LibraryName("gone"));

        assertThat(error("base", Map.of()).text())
                .isEqualTo("There is no micro-library 'gone'.\nThere are: base, plat-qemu.");
    }

    @Test
    void namesAFeatureThatNothingProvides() {
        assertThat(catchThrowableOfType(UserError.class, () -> names(List.of(INET)))
                        .text())
                .isEqualTo("No micro-library provides address family AF_INET on qemu/x86_64.\n"
                        + "It is needed: Main calls socket.\n"
                        + "Add a library that provides it to those that the build knows.");
    }

    private void network() {
        repository
                .with("files")
                .support("devices")
                .support("stack", "devices")
                .provider("sockets", "inet", "stack")
                .joining("routes", "sockets")
                .support("bus")
                .joining("card", "devices", "bus");
    }

    @Test
    void refusesACircle() {
        repository.with("a", "b").with("b", "c").with("c", "a");

        assertThat(error("a", Map.of()).text())
                .isEqualTo("Micro-library 'a' requires itself.\n"
                        + "a → b → c → a.\n"
                        + "Take one of these out of the <requires> of the library before it.");
    }

    @Test
    void namesWhoAsksForALibraryThatIsMissing() {
        repository.with("a", "b").with("b", "gone");

        assertThat(error("a", Map.of()).text())
                .isEqualTo("There is no micro-library 'gone'.\n"
                        + "It is asked for by: a → b → gone.\n"
                        + "There are: a, b, base, plat-qemu.");
    }

    @Test
    void refusesALibraryForAnotherPlatform() {
        repository.with("a", "b").add("b", List.of(new Applicability("arm64", "")));

        assertThat(error("a", Map.of()).text())
                .isEqualTo("Micro-library 'b' is not for qemu/x86_64.\n"
                        + "It is in the image because of: a → b.\n"
                        + "Leave it out, or build for a platform that it is for: none that this version knows.");
    }

    @Test
    void takesValuesOfOptionsAndElseTheirDefault() {
        repository.withOption("a", "size", "1").withOption("b", "size", "2");
        Resolution resolution = Resolver.resolve(
                needs("a", "b"), Set.of(), Platform.QEMU_X86_64, repository, new TreeMap<>(Map.of("b.size", "3")));

        assertThat(resolution.options())
                .extracting(value -> value.option().symbol() + "=" + value.text())
                .containsExactly("uk_option_a_size=1", "uk_option_b_size=3");
    }

    @Test
    void takesValuesThatSuitTheApplicationUnlessTheBuildGivesOthers() {
        repository.withOption("a", "size", "1").withOption("b", "size", "2").withOption("c", "size", "3");
        List<Need> needs = new ArrayList<>(needs("a", "b"));
        List.of("a", "b", "c")
                .forEach(each -> needs.add(new Need.Setting(new LibraryName(each), "size", "7", "a test")));
        Resolution resolution = Resolver.resolve(
                needs, Set.of(), Platform.QEMU_X86_64, repository, new TreeMap<>(Map.of("b.size", "5")));

        assertThat(resolution.options())
                .extracting(value -> value.option().symbol() + "=" + value.text())
                .containsExactly("uk_option_a_size=7", "uk_option_b_size=5");
    }

    @Test
    void listsTheOptionsThatThereAre() {
        repository.withOption("a", "size", "1").withOption("b", "size", "2");

        assertThat(error("a", Map.of("a.sise", "3")).text())
                .isEqualTo("There is no option 'a.sise' in this image.\nThere are: a.size.");
        assertThat(error("a", Map.of("b.size", "3")).text())
                .isEqualTo("There is no option 'b.size' in this image.\n"
                        + "Its micro-library, b, is not part of the image.\n"
                        + "There are: a.size.");
    }

    @Test
    void checksValuesOfOptions() {
        repository.withOption("a", "size", "1");

        assertThat(error("a", Map.of("a.size", "many")).text())
                .isEqualTo("Option a.size cannot be 'many'.\n"
                        + "The option a.size is a whole number, not 'many'.\n"
                        + "Leave it at its default, 1, or choose another value.");
    }

    private static List<Need> needs(String... libraries) {
        List<Need> needs = new ArrayList<>();
        for (String each : libraries) {
            needs.add(new Need.Library(new LibraryName(each), "a test"));
        }
        return needs;
    }

    private List<String> resolve(String library) {
        return names(needs(library));
    }

    private List<String> names(List<Need> needs) {
        return Resolver.resolve(needs, excluded, Platform.QEMU_X86_64, repository, new TreeMap<>()).libraries().stream()
                .map(selected -> selected.descriptor().name().value())
                .toList();
    }

    private UserError error(String library, Map<String, String> options) {
        return catchThrowableOfType(
                UserError.class,
                () -> Resolver.resolve(
                        needs(library), excluded, Platform.QEMU_X86_64, repository, new TreeMap<>(options)));
    }

    private static final class Repository implements LibraryRepository {
        private final Map<LibraryName, LibraryDescriptor> libraries = new TreeMap<>();
        private final List<SystemCall> calls = new ArrayList<>();

        Repository with(String name, String... requires) {
            return put(name, names(requires), Role.SYSTEM_CALLS);
        }

        Repository withOption(String name, String option, String value) {
            LibraryName library = new LibraryName(name);
            LibraryOption made = new LibraryOption(
                    library,
                    option,
                    LibraryOption.Type.INT,
                    value,
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    false,
                    "For a test.");
            return put(new LibraryDescriptor(
                    library, "For a test.", List.of(), Role.SYSTEM_CALLS, List.of(made), List.of()));
        }

        void add(String name, List<Applicability> applies) {
            put(new LibraryDescriptor(
                    new LibraryName(name), "For a test.", List.of(), Role.SYSTEM_CALLS, List.of(), applies));
        }

        private Repository put(String name, List<LibraryName> requires, Role role) {
            return put(
                    new LibraryDescriptor(new LibraryName(name), "For a test.", requires, role, List.of(), List.of()));
        }

        Repository provider(String name, String family, String... requires) {
            return put(name, names(requires), new Role(List.of(Feature.family(family)), List.of(), false));
        }

        Repository joining(String name, String joined, String... requires) {
            return put(name, names(requires), new Role(List.of(), names(joined), false));
        }

        Repository support(String name, String... requires) {
            return put(name, names(requires), new Role(List.of(), List.of(), true));
        }

        private static List<LibraryName> names(String... libraries) {
            return List.of(libraries).stream().map(LibraryName::new).toList();
        }

        private Repository put(LibraryDescriptor library) {
            libraries.put(library.name(), library);
            return this;
        }

        @Override
        public SortedSet<LibraryName> names() {
            return Collections.unmodifiableSortedSet(new TreeSet<>(libraries.keySet()));
        }

        @Override
        public Optional<LibraryDescriptor> descriptor(LibraryName library) {
            return Optional.ofNullable(libraries.get(library));
        }

        @Override
        public List<LibraryObject> objects(LibraryName library, String cpu) {
            return List.of();
        }

        private Repository call(String name, String library) {
            calls.add(new SystemCall(calls.size(), name, Optional.of(new LibraryName(library))));
            return this;
        }

        @Override
        public List<SystemCall> systemCalls(String cpu) {
            return calls;
        }
    }
}
