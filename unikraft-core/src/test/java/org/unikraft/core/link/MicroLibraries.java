package org.unikraft.core.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryDescriptorReader;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryOption;

/** All micro-libraries that the build has compiled, as a request has them: the largest image there is. */
final class MicroLibraries {
    private MicroLibraries() {}

    /** @param options gets the default of each option */
    static List<InputLibrary> all(Path folder, Map<String, OptionValue> options) throws IOException {
        Map<String, LibraryDescriptor> descriptors = new TreeMap<>();
        try (Stream<Path> libraries = Files.list(folder)) {
            for (Path library : libraries.sorted().toList()) {
                Path file = library.resolve("library.xml");
                if (Files.exists(file)) {
                    try (InputStream content = Files.newInputStream(file)) {
                        LibraryDescriptor descriptor = LibraryDescriptorReader.read(file.toString(), content);
                        descriptors.put(descriptor.name().value(), descriptor);
                    }
                }
            }
        }
        Map<String, InputLibrary> ordered = new LinkedHashMap<>();
        for (String name : descriptors.keySet()) {
            add(name, descriptors, folder, ordered, options);
        }
        return new ArrayList<>(ordered.values());
    }

    private static void add(
            String name,
            Map<String, LibraryDescriptor> descriptors,
            Path folder,
            Map<String, InputLibrary> ordered,
            Map<String, OptionValue> options)
            throws IOException {
        if (ordered.containsKey(name)) {
            return;
        }
        for (LibraryName required : descriptors.get(name).requires()) {
            add(required.value(), descriptors, folder, ordered, options);
        }
        List<InputFile> objects = new ArrayList<>();
        Path objectFolder = folder.resolve(name).resolve("x86_64");
        try (Stream<Path> files = Files.isDirectory(objectFolder) ? Files.list(objectFolder) : Stream.empty()) {
            for (Path file : files.filter(path -> path.toString().endsWith(".o"))
                    .sorted()
                    .toList()) {
                objects.add(new InputFile(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        ordered.put(name, new InputLibrary(name, objects));
        for (LibraryOption option : descriptors.get(name).options()) {
            options.put(option.symbol(), value(option));
        }
    }

    private static OptionValue value(LibraryOption option) {
        return switch (option.type()) {
            case INT -> new OptionValue.Number(Long.decode(option.defaultValue()));
            case BOOL -> new OptionValue.Number(Boolean.parseBoolean(option.defaultValue()) ? 1 : 0);
            case STRING -> new OptionValue.Text(option.defaultValue());
        };
    }
}
