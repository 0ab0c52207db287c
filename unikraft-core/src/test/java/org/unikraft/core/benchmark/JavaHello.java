package org.unikraft.core.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.unikraft.core.BuildRequest;
import org.unikraft.core.Unikernel;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.JsonReader;
import org.unikraft.core.program.Host;
import org.unikraft.core.resolve.BundledLibraries;
import org.unikraft.core.run.Machine;

/** A Java application on a stock JVM: as a unikernel, and by QEMU's user-mode emulation on this computer's Linux. */
final class JavaHello {
    private static final Path SOURCE = Path.of("src/test/benchmark/Hello.java");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUNDS = 15;

    private static final ByteSize HEAP = ByteSize.mebibytes(16);
    private static final ByteSize FAILS = ByteSize.mebibytes(16);
    private static final ByteSize WORKS = ByteSize.mebibytes(256);
    private static final ByteSize STEP = ByteSize.mebibytes(1);

    private final int version;
    private final Path classes;
    private final Path cache;
    private final BuiltImage image;

    private JavaHello(int version, Path home, Path work) throws IOException, InterruptedException {
        this.version = version;
        this.classes = work.resolve("classes-" + version);
        this.cache = work.resolve("cache-" + version);
        Host.tool(List.of(home.resolve("bin/javac").toString(), "-d", classes.toString(), SOURCE.toString()));
        JavaApplication application = new JavaApplication(
                classes, List.of(), Optional.of("Hello"), List.of("-Xmx" + HEAP.bytes()), new TreeSet<>(), false, home);
        BuildRequest request = BuildRequest.builder(application, work.resolve("image-" + version), cache)
                .build();
        this.image =
                Unikernel.build(request, new BundledLibraries(), event -> {}).get(0);
    }

    static List<Figure> measure(int version, Path home, Path work) throws IOException, InterruptedException {
        return new JavaHello(version, home, work).figures();
    }

    private List<Figure> figures() throws IOException, InterruptedException {
        List<String> system = systemMode();
        List<String> user = userMode();
        List<Started> systems = new ArrayList<>();
        List<Started> users = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            systems.add(start(system));
            users.add(start(user));
        }
        Samples unikernel = new Samples(systems.stream().map(Started::seconds).toList());
        Samples emulated = new Samples(users.stream().map(Started::seconds).toList());
        Samples unikernelCpu =
                new Samples(systems.stream().map(Started::cpuSeconds).toList());
        Samples emulatedCpu =
                new Samples(users.stream().map(Started::cpuSeconds).toList());
        ByteSize least = LeastMemory.between(Machine.of(image).withHardwareAcceleration(false), FAILS, WORKS, STEP);
        String name = "Java " + version + " hello: ";
        return List.of(
                new Figure(
                        name + "from QEMU's start to the output",
                        unikernel.text(),
                        "1.5 × user mode",
                        "user mode " + emulated.text()),
                new Figure(
                        "… ratio of the medians",
                        ratio(unikernel, emulated),
                        "1.5",
                        ratio(unikernelCpu, emulatedCpu) + " in CPU time (" + unikernelCpu.text() + ", "
                                + emulatedCpu.text() + ")"),
                new Figure(
                        name + "least memory besides -Xmx16m",
                        mebibytes(least.bytes() - HEAP.bytes()) + " (" + mebibytes(least.bytes())
                                + " in all, the root file system is " + mebibytes(Files.size(image.initrd())) + ")",
                        "96 MiB",
                        "160 MB in all"));
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private Started start(List<String> command) throws IOException, InterruptedException {
        Started started = Started.run(command, classes, Map.of("LANG", "C.UTF-8", "PATH", "/usr/bin:/bin"), LIMIT);
        if (!started.line().equals(Figures.HELLO)) {
            throw new IllegalStateException("No output within " + LIMIT.toSeconds() + " s from " + command);
        }
        return started;
    }

    private List<String> systemMode() {
        return List.of(
                "qemu-system-x86_64",
                "-nodefaults",
                "-no-reboot",
                "-display",
                "none",
                "-cpu",
                "max",
                "-m",
                WORKS.bytes() / 1024 + "K",
                "-kernel",
                image.kernel().toAbsolutePath().toString(),
                "-initrd",
                image.initrd().toAbsolutePath().toString(),
                "-serial",
                "stdio");
    }

    /** The image's own command, from the runtime that the image was made of. */
    private List<String> userMode() throws IOException {
        Path runtime;
        try (var entries = Files.list(cache)) {
            runtime = entries.filter(entry -> entry.getFileName().toString().startsWith("runtime-"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("The build left no runtime in " + cache + "."));
        }
        Map<?, ?> report = (Map<?, ?>) JsonReader.read(Files.readString(image.report()));
        List<String> command = new ArrayList<>(List.of(
                "qemu-x86_64",
                "-cpu",
                "max",
                runtime.resolve("bin/java").toAbsolutePath().toString()));
        List<?> argv = (List<?>) report.get("argv");
        for (Object argument : argv.subList(1, argv.size())) {
            command.add(argument.toString().startsWith("/app/") ? "." : argument.toString());
        }
        return command;
    }

    private static String ratio(Samples a, Samples b) {
        return String.format(Locale.ROOT, "%.2f", a.median() / b.median());
    }
}
