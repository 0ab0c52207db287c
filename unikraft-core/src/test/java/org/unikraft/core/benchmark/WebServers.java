package org.unikraft.core.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.unikraft.core.BuildRequest;
import org.unikraft.core.Unikernel;
import org.unikraft.core.model.Application;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.program.Host;
import org.unikraft.core.resolve.BundledLibraries;
import org.unikraft.core.run.Machine;

/** HTTP servers as unikernels and in a Linux guest: machines that differ by their kernels, loaded in turn. */
final class WebServers {
    private static final Path SOURCES = Path.of("src/test/benchmark");
    private static final ByteSize MEMORY = ByteSize.mebibytes(512);
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 7;

    private final Path work;
    private final LinuxGuest linux;

    private WebServers(Path work) throws IOException, InterruptedException {
        this.work = work;
        this.linux = LinuxGuest.fetch(work.resolve("linux"));
    }

    static List<Figure> measure(Path work) throws IOException, InterruptedException {
        if (!Host.has("h2load")
                || !Files.isExecutable(Path.of("/usr/sbin/nginx"))
                || !System.getProperty("user.name").equals("root")) {
            return List.of(new Figure("HTTP servers", "needs nginx, h2load, and to be run by root", "", ""));
        }
        WebServers servers = new WebServers(work);
        List<Figure> figures = new ArrayList<>(servers.java());
        figures.addAll(servers.nginx());
        figures.addAll(new SpringBoot(work, servers.linux).figures());
        return figures;
    }

    private List<Figure> java() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("java.home"));
        Path classes = work.resolve("server-classes");
        Host.tool(List.of(
                home.resolve("bin/javac").toString(),
                "-d",
                classes.toString(),
                SOURCES.resolve("HelloServer.java").toString()));
        Application application = new JavaApplication(
                classes,
                List.of(),
                Optional.of("HelloServer"),
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-Dsun.net.httpserver.nodelay=true"),
                new TreeSet<>(),
                false,
                home);
        BuildRequest.Builder request =
                BuildRequest.builder(application, work.resolve("java-server"), work.resolve("java-server-cache"));
        return compare("The JDK's HttpServer (Java " + Runtime.version().feature() + ")", request, 10_000);
    }

    private List<Figure> nginx() throws IOException, InterruptedException {
        Path root = work.resolve("nginx-root");
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("srv"));
        Files.copy(SOURCES.resolve("nginx.conf"), root.resolve("etc/nginx.conf"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\n");
        Files.writeString(root.resolve("srv/index.html"), "Hello, world!\n");
        Application application = NativeApplication.of(Path.of("/usr/sbin/nginx"));
        BuildRequest.Builder request = BuildRequest.builder(
                        application, work.resolve("nginx"), work.resolve("nginx-cache"))
                .arguments(List.of("-c", "/etc/nginx.conf"))
                .rootfs(List.of(root));
        return compare("nginx", request, 30_000);
    }

    private List<Figure> compare(String name, BuildRequest.Builder request, int requests)
            throws IOException, InterruptedException {
        BuiltImage image = Unikernel.build(request.memory(MEMORY).build(), new BundledLibraries(), event -> {})
                .get(0);
        Machine unikernel = Machine.of(image).withHardwareAcceleration(false);
        Machine guest = linux.of(
                image,
                MEMORY,
                work.resolve("initramfs-" + image.directory().getParent().getFileName()));
        List<Load> many = new ArrayList<>();
        List<Load> manyLinux = new ArrayList<>();
        List<Load> one = new ArrayList<>();
        List<Load> oneLinux = new ArrayList<>();
        try (TapCable cable = TapCable.make(1);
                TapCable linuxCable = TapCable.make(2);
                WebMachine a = WebMachine.start(unikernel, cable, "/");
                WebMachine b = WebMachine.start(guest, linuxCable, "/")) {
            for (int i = 0; i < 2; i++) {
                Load.of(a.address(), CONNECTIONS, requests); // compiles
                Load.of(b.address(), CONNECTIONS, requests);
            }
            for (int i = 0; i < ROUNDS; i++) {
                many.add(Load.of(a.address(), CONNECTIONS, requests));
                manyLinux.add(Load.of(b.address(), CONNECTIONS, requests));
                one.add(Load.of(a.address(), 1, requests / 10));
                oneLinux.add(Load.of(b.address(), 1, requests / 10));
            }
        }
        return List.of(
                new Figure(
                        name + ": requests per second, " + CONNECTIONS + " connections",
                        text(many, Load::perSecond),
                        "1.3 × Linux",
                        "Debian guest " + text(manyLinux, Load::perSecond)),
                new Figure(
                        "… ratio of the medians",
                        ratio(many, manyLinux),
                        "1.3",
                        ratio(one, oneLinux) + " with one connection"),
                new Figure(
                        name + ": milliseconds for a request, " + CONNECTIONS + " connections",
                        text(many, Load::milliseconds),
                        "",
                        "Debian guest " + text(manyLinux, Load::milliseconds)),
                new Figure(
                        name + ": milliseconds for a request, one connection",
                        text(one, Load::milliseconds),
                        "",
                        "Debian guest " + text(oneLinux, Load::milliseconds)));
    }

    private static Samples samples(List<Load> loads, ToDoubleFunction<Load> value) {
        return new Samples(loads.stream().map(value::applyAsDouble).toList());
    }

    private static String text(List<Load> loads, ToDoubleFunction<Load> value) {
        Samples samples = samples(loads, value);
        String format = samples.median() < 100 ? "%.2f (%.2f to %.2f)" : "%,.0f (%,.0f to %,.0f)";
        return String.format(Locale.ROOT, format, samples.median(), samples.least(), samples.most());
    }

    private static String ratio(List<Load> a, List<Load> b) {
        return String.format(
                Locale.ROOT,
                "%.2f",
                samples(a, Load::perSecond).median()
                        / samples(b, Load::perSecond).median());
    }

    /** Of these figures alone. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path work = Path.of("target/web-figures").toAbsolutePath();
        BuildGoal.delete(work);
        Files.createDirectories(work);
        measure(work).forEach(System.out::println);
    }
}
