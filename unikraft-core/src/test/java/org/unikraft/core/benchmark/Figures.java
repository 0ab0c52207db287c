package org.unikraft.core.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.unikraft.core.link.LinkBenchmark;
import org.unikraft.core.program.Host;
import org.unikraft.core.run.Qemu;

/** Measures all figures and writes docs/benchmarks/figures.md. Runs in the folder of unikraft-core. */
public final class Figures {
    /** What every hello says. */
    static final String HELLO = "Hello, world!";

    private static final Path LIBRARIES = Path.of("target/libraries");
    private static final List<Integer> JAVA = List.of(17, 25);

    private Figures() {}

    /** @param args the file to write */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path work = Path.of("target/figures").toAbsolutePath();
        BuildGoal.delete(work);
        Files.createDirectories(work);
        // First, as it counts the time that the linker's classes take to load.
        List<Figure> figures = new ArrayList<>(link());
        add(figures, NativeHello.measure(work));
        add(figures, NativeServer.measure(work));
        SortedMap<Integer, Path> jdks = Host.jdks();
        for (int version : JAVA) {
            Path home = jdks.get(version);
            add(
                    figures,
                    home == null
                            ? List.of(new Figure("Java " + version + " hello", "no such JDK is installed", "", ""))
                            : JavaHello.measure(version, home, work));
        }
        add(figures, BuildGoal.measure(work));
        add(figures, WebServers.measure(work));
        Files.writeString(Path.of(args[0]), page(figures));
    }

    private static void add(List<Figure> figures, List<Figure> more) {
        more.forEach(figure -> System.out.println(line(figure)));
        figures.addAll(more);
    }

    private static List<Figure> link() throws IOException {
        LinkBenchmark.Result result = LinkBenchmark.measure(LIBRARIES);
        List<Figure> figures = List.of(
                new Figure(
                        "Link of all " + result.libraries() + " micro-libraries, the first in a process",
                        ms(result.firstMs()) + " (" + ms(result.firstCpuMs()) + " of CPU)",
                        "1 s",
                        ""),
                new Figure("… and again in the same process, median", ms(result.medianMs()), "", ""));
        figures.forEach(figure -> System.out.println(line(figure)));
        return figures;
    }

    private static String ms(double milliseconds) {
        return String.format(Locale.ROOT, "%.0f ms", milliseconds);
    }

    private static String line(Figure figure) {
        return "| " + String.join(" | ", figure.what(), figure.measured(), figure.goal(), figure.other()) + " |";
    }

    private static String page(List<Figure> figures) throws InterruptedException {
        StringBuilder page = new StringBuilder("# Figures\nMeasured by the command in [README.md](README.md), which"
                + " says how. Times are medians (with the least and the most).\n\nOn ");
        page.append(Runtime.version().feature())
                .append(" as the build's Java, ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors, load average ")
                .append(String.format(
                        Locale.ROOT,
                        "%.1f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()))
                .append(" at the end, ")
                .append(Qemu.find().version())
                .append(", emulation.\n\n| figure | measured | goal | to compare |\n|---|---|---|---|\n");
        figures.forEach(figure -> page.append(line(figure)).append('\n'));
        return page.toString();
    }
}
