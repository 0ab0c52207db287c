package org.unikraft.core.link;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Times the link of the largest image, all micro-libraries: docs/benchmarks/figures.md. */
public final class LinkBenchmark {
    private static final int ROUNDS = 30;

    private LinkBenchmark() {}

    /**
     * @param firstMs wall-clock time of the first link, which loads the linker's classes
     * @param firstCpuMs its CPU time
     * @param medianMs wall-clock time when linking again and again
     */
    public record Result(int libraries, long objects, long bytes, double firstMs, double firstCpuMs, double medianMs) {}

    /** @param folder with the compiled micro-libraries */
    public static Result measure(Path folder) throws IOException {
        Map<String, OptionValue> options = new TreeMap<>();
        List<InputLibrary> libraries = MicroLibraries.all(folder, options);
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
        return new Result(libraries.size(), objects, bytes, first, firstCpu, times[ROUNDS / 2]);
    }
}
