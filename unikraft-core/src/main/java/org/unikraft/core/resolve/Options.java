package org.unikraft.core.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryOption;
import org.unikraft.core.model.UserError;

/** Values of the libraries' options: what the user says, else the default. */
final class Options {
    /**
     * A value that an option was given.
     *
     * @param why for people: by whom
     */
    record Given(String value, String why) {}

    private static final String DEFAULT = "it is the default";

    private Options() {}

    static List<Resolution.Value> of(
            List<Resolution.Selected> libraries, LibraryRepository repository, SortedMap<String, Given> given) {
        Map<String, LibraryOption> options = new TreeMap<>();
        for (Resolution.Selected library : libraries) {
            library.descriptor().options().forEach(option -> options.put(key(option), option));
        }
        for (String key : given.keySet()) {
            if (!options.containsKey(key)) {
                throw unknown(key, options, repository);
            }
        }
        List<Resolution.Value> values = new ArrayList<>();
        options.forEach((key, option) ->
                values.add(value(option, given.getOrDefault(key, new Given(option.defaultValue(), DEFAULT)))));
        return values;
    }

    private static String key(LibraryOption option) {
        return option.library() + "." + option.name();
    }

    private static Resolution.Value value(LibraryOption option, Given given) {
        String text = given.value();
        try {
            option.check(text);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "bad-option-value",
                    "Option " + key(option) + " cannot be '" + text + "'.",
                    "The " + e.getMessage() + ".",
                    "Leave it at its default, " + option.defaultValue() + ", or choose another value.",
                    e);
        }
        return new Resolution.Value(option, text, given.why());
    }

    private static UserError unknown(String key, Map<String, LibraryOption> options, LibraryRepository repository) {
        boolean elsewhere = repository.names().stream()
                .flatMap(name -> repository.descriptor(name).stream())
                .flatMap((LibraryDescriptor library) -> library.options().stream())
                .anyMatch(option -> key(option).equals(key));
        return new UserError(
                "unknown-option",
                "There is no option '" + key + "' in this image.",
                elsewhere
                        ? "Its micro-library, " + new LibraryName(key.substring(0, key.indexOf('.')))
                                + ", is not part of the image."
                        : "",
                "There are: " + String.join(", ", options.keySet()) + ".");
    }
}
