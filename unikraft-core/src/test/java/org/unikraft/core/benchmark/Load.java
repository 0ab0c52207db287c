package org.unikraft.core.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What h2load measured of a server with HTTP/1.1 and connections that are kept.
 *
 * @param perSecond requests
 * @param milliseconds mean time of a request
 */
record Load(double perSecond, double milliseconds) {
    private static final Pattern RATE = Pattern.compile("finished in [^,]*, ([0-9.]+) req/s");
    private static final Pattern TIME =
            Pattern.compile("time for request: +[0-9.]+\\w+ +[0-9.]+\\w+ +([0-9.]+)(us|ms|s) ");

    static Load of(String address, int connections, int requests) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "h2load", "--h1", "-n" + requests, "-c" + connections, "http://" + address + ":8080/")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher rate = RATE.matcher(text);
        Matcher time = TIME.matcher(text);
        if (process.waitFor() != 0
                || !text.contains(" " + requests + " succeeded, 0 failed")
                || !rate.find()
                || !time.find()) {
            throw new IllegalStateException("h2load failed: " + text);
        }
        double unit =
                switch (time.group(2)) {
                    case "us" -> 1e-3;
                    case "ms" -> 1;
                    default -> 1e3;
                };
        return new Load(Double.parseDouble(rate.group(1)), Double.parseDouble(time.group(1)) * unit);
    }
}
