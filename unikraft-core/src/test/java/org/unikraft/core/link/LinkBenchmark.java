package org.unikraft.core.link;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Times the link of the largest image, all micro-libraries: docs/benchmarks/link.md. */
public final class LinkBenchmark {
    private static final int ROUNDS = 30;

    private LinkBenchmark() {}

    /** @param args the folder with the compiled micro-libraries */
    public static void main(String[] args) throws IOException {
        Map<String, OptionValue> options = new TreeMap<>();
        List<InputLibrary> libraries = MicroLibraries.all(Path.of(args[0]), options);
        LinkRequest request = LinkRequest.builder(ImageLayout.ring0X86_64())
                .libraries(libraries)
                .options(options)
                .build();
        double[] times = new double[ROUNDS];
        long bytes = 0;
        double firstCpu = 0;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            long startCpu = threads.getCurrentThreadCpuTime();
            bytes = Linker.link(request).image().length;
            times[i] = (System.nanoTime() - start) / 1e6;
            firstCpu = i == 0 ? (threads.getCurrentThreadCpuTime() - startCpu) / 1e6 : firstCpu;
        }
        double first = times[0];
        Arrays.sort(times);
        long objects = libraries.stream()
                .mapToLong(library -> library.objects().size())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%d libraries, %d objects -> %d bytes: first link %.0f ms (%.0f ms of CPU), median of %d %.1f ms%n",
                libraries.size(),
                objects,
                bytes,
                first,
                firstCpu,
                ROUNDS,
                times[ROUNDS / 2]);
    }
}
