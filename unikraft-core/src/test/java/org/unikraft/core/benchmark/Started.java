package org.unikraft.core.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * A program that was started to see its first line.
 *
 * @param seconds from its start to the end of that line
 * @param cpuSeconds of all its threads until then, as the operating system counts them: in steps of 10 ms
 * @param line empty when it ended, or was ended, without one
 */
record Started(double seconds, double cpuSeconds, String line) {

    /** Starts it with nothing in its environment but what is given, and ends it when its line is there. */
    static Started run(List<String> command, Path directory, Map<String, String> env, Duration limit)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(env);
        long start = System.nanoTime();
        Process process = builder.start();
        Timer timer = new Timer("limit", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        process.destroyForcibly();
                    }
                },
                limit.toMillis());
        try {
            String line = firstLine(process.getInputStream());
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
            return new Started(seconds, cpu, line);
        } finally {
            timer.cancel();
            process.destroyForcibly().waitFor();
        }
    }

    private static String firstLine(InputStream output) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = output.read(); c >= 0; c = output.read()) {
            if (c == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(c);
        }
        return "";
    }
}
