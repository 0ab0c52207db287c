package org.unikraft.core.resolve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryDescriptorReader;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.SystemCall;

/** The micro-libraries in the core's own jar, as {@code src/build/MicroLibraries.java} lays them out. */
public final class BundledLibraries implements LibraryRepository {
    private static final String ROOT = "/org/unikraft/library/";
    private static final String DESCRIPTOR = "library.xml";

    private final List<String> files;
    private final Map<LibraryName, LibraryDescriptor> descriptors = new TreeMap<>();

    public BundledLibraries() {
        files = lines("index");
        for (String file : files) {
            if (file.endsWith("/" + DESCRIPTOR)) {
                LibraryDescriptor descriptor =
                        LibraryDescriptorReader.read(file, new ByteArrayInputStream(resource(file)));
                descriptors.put(descriptor.name(), descriptor);
            }
        }
    }

    @Override
    public SortedSet<LibraryName> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(descriptors.keySet()));
    }

    @Override
    public Optional<LibraryDescriptor> descriptor(LibraryName library) {
        return Optional.ofNullable(descriptors.get(library));
    }

    @Override
    public List<LibraryObject> objects(LibraryName library, String cpu) {
        String prefix = library + "/" + cpu + "/";
        List<LibraryObject> objects = new ArrayList<>();
        for (String file : files) {
            if (file.startsWith(prefix)) {
                objects.add(new LibraryObject(file.substring(prefix.length()), resource(file)));
            }
        }
        return List.copyOf(objects);
    }

    @Override
    public List<SystemCall> systemCalls(String cpu) {
        return lines("syscalls").stream().map(BundledLibraries::systemCall).toList();
    }

    private static SystemCall systemCall(String line) {
        String[] fields = line.split(" ");
        Optional<LibraryName> library =
                fields[2].equals("-") ? Optional.empty() : Optional.of(new LibraryName(fields[2]));
        return new SystemCall(Integer.parseInt(fields[0]), fields[1], library);
    }

    private static List<String> lines(String file) {
        return new String(resource(file), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] resource(String file) {
        try (InputStream in = BundledLibraries.class.getResourceAsStream(ROOT + file)) {
            if (in == null) {
                throw new IllegalStateException("the micro-libraries are not in this jar: no " + ROOT + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
