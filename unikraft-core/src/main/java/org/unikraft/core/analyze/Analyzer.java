package org.unikraft.core.analyze;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfHeader;
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
        // Unmodified machine code may make any system call, so the set that is sound is all of them.
        String evidence = application.name() + " is unmodified Linux code";
        List<Need> needs = new ArrayList<>();
        needs.add(new Need.Library(ELF_LOADER, evidence));
        needs.add(new Need.Everything(evidence));
        if (application instanceof JavaApplication java) {
            JavaAnalyzer.Found found = JavaAnalyzer.analyze(java, env, cache, events);
            found.internet().forEach(each -> needs.add(new Need.OfFeature(INTERNET, each)));
            needs.add(familyProbes(found.launch()));
            return new Analysis(found.launch(), needs);
        }
        return new Analysis(ExecutableAnalyzer.analyze((NativeApplication) application), needs);
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
                    isElf(each.getValue()) ? internet(each.getKey(), each.getValue()) : Optional.empty();
            evidence.ifPresent(text -> needs.add(new Need.OfFeature(INTERNET, text)));
        }
        return needs;
    }

    private static boolean isElf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ElfHeader.isElf(ByteSlice.of(file.toString(), in.readNBytes(ElfHeader.MAGIC_SIZE)));
        }
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
