package org.unikraft.core.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.unikraft.core.analyze.x86_64.SystemCallFinder;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.model.Application;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.Feature;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.model.Need;
import org.unikraft.core.model.UserError;

/** Finds out how an application is started and what it needs. */
public final class Analyzer {
    private static final LibraryName ELF_LOADER = new LibraryName("elfloader");
    private static final Feature INTERNET = Feature.family("inet");

    private Analyzer() {}

    /**
     * @param env the application's environment
     * @param cache directory for what may be kept between builds
     * @throws UserError when the application cannot run in an image
     * @throws IOException when the cache cannot be read or written
     */
    public static Analysis analyze(
            Application application, SortedMap<String, String> env, Path cache, Event.Listener events)
            throws IOException {
        List<Need> needs = new ArrayList<>();
        needs.add(new Need.Library(ELF_LOADER, application.name() + " is a program that is loaded"));
        if (application instanceof JavaApplication java) {
            JavaAnalyzer.Found found = JavaAnalyzer.analyze(java, env, cache, events);
            found.internet().forEach(each -> needs.add(new Need.OfFeature(INTERNET, each)));
            needs.add(familyProbes(found.launch()));
            return new Analysis(found.launch(), needs, found.anyCall());
        }
        return new Analysis(ExecutableAnalyzer.analyze((NativeApplication) application), needs, Optional.empty());
    }

    /** What the initialisation of libnet (JNI_OnLoad), and of module jdk.net's options, opens and closes at once. */
    private static Need familyProbes(Launch.Java launch) {
        return new Need.Setting(
                new LibraryName("posix-socket"),
                "family-probes",
                launch.modules().contains("jdk.net") ? "6" : "2",
                "a JVM finds out which address families there are when the first channel or socket is made");
    }

    /**
     * What the programs and libraries of an image need besides system calls.
     *
     * @param files files on this machine by their path in the image; those that are no machine code are passed over
     */
    public static List<Need> machineCode(SortedMap<String, Path> files) throws IOException {
        List<Need> needs = new ArrayList<>();
        for (Map.Entry<String, Path> each : files.entrySet()) {
            Optional<String> evidence =
                    SystemCalls.isElf(each.getValue()) ? internet(each.getKey(), each.getValue()) : Optional.empty();
            evidence.ifPresent(text -> needs.add(new Need.OfFeature(INTERNET, text)));
        }
        return needs;
    }

    /**
     * The system calls that an image's programs and libraries can make; {@link Need.Everything} when that cannot be told.
     *
     * @param anyCall why any call is needed, whatever the files show
     * @param names of system calls by their numbers
     * @param cache directory for what is kept between builds
     */
    public static List<Need> systemCalls(
            ProcessCode code, Optional<String> anyCall, Map<Integer, String> names, Path cache) throws IOException {
        if (anyCall.isPresent()) {
            return List.of(new Need.Everything(anyCall.get()));
        }
        SystemCallFinder.Result found = SystemCalls.of(code, cache);
        if (!found.unresolved().isEmpty()) {
            int more = found.unresolved().size() - 1;
            return List.of(new Need.Everything("which system calls are made is not known: "
                    + found.unresolved().first() + (more > 0 ? ", and at " + more + " more places" : "")));
        }
        List<Need> needs = new ArrayList<>();
        found.numbers().forEach((number, place) -> {
            if (names.containsKey(number)) {
                needs.add(new Need.Call(names.get(number), place));
            }
        });
        return needs;
    }

    private static Optional<String> internet(String path, Path file) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        try {
            return InternetImports.evidence(name, ElfFile.read(file.toString(), Files.readAllBytes(file)));
        } catch (FormatError e) {
            return Optional.empty(); // Nothing can load it.
        }
    }
}
