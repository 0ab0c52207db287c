package org.unikraft.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryDescriptor.Applicability;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryOption;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;

/** Needs become libraries, a required one first; what does not fit is an error that shows the way to it. */
class ResolverTest {
    private final Repository repository =
            new Repository().with("plat-qemu", "base").with("base");

    @Test
    void putsWhatIsRequiredFirst() {
        repository.with("a", "c", "b").with("b", "base").with("c", "b").with("unrelated");

        assertThat(resolve("a")).containsExactly("base", "plat-qemu", "b", "c", "a");
    }

    @Test
    void saysWhyALibraryIsThere() {
        repository.with("a", "b").with("b");

        assertThat(Resolver.resolve(needs("a"), Platform.QEMU_X86_64, repository, new TreeMap<>())
                        .libraries())
                .extracting(selected -> selected.descriptor().name() + ": " + selected.why())
                .containsExactly("base: plat-qemu", "plat-qemu: the platform qemu/x86_64", "b: a", "a: a test");
    }

    @Test
    void takesEverythingThatThePlatformCanHave() {
        repository.with("a").with("plat-other").add("arm-only", List.of(new Applicability("arm64", "")));

        assertThat(names(List.of(new Need.Everything("a test")))).containsExactly("base", "plat-qemu", "a");
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
                needs("a", "b"), Platform.QEMU_X86_64, repository, new TreeMap<>(Map.of("b.size", "3")));

        assertThat(resolution.options())
                .extracting(value -> value.option().symbol() + "=" + value.text())
                .containsExactly("uk_option_a_size=1", "uk_option_b_size=3");
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
        return Resolver.resolve(needs, Platform.QEMU_X86_64, repository, new TreeMap<>()).libraries().stream()
                .map(selected -> selected.descriptor().name().value())
                .toList();
    }

    private UserError error(String library, Map<String, String> options) {
        return catchThrowableOfType(
                UserError.class,
                () -> Resolver.resolve(needs(library), Platform.QEMU_X86_64, repository, new TreeMap<>(options)));
    }

    private static final class Repository implements LibraryRepository {
        private final Map<LibraryName, LibraryDescriptor> libraries = new TreeMap<>();

        Repository with(String name, String... requires) {
            List<LibraryName> names =
                    List.of(requires).stream().map(LibraryName::new).toList();
            return put(new LibraryDescriptor(new LibraryName(name), "For a test.", names, List.of(), List.of()));
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
            return put(new LibraryDescriptor(library, "For a test.", List.of(), List.of(made), List.of()));
        }

        void add(String name, List<Applicability> applies) {
            put(new LibraryDescriptor(new LibraryName(name), "For a test.", List.of(), List.of(), applies));
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

        @Override
        public List<SystemCall> systemCalls(String cpu) {
            return List.of();
        }
    }
}
