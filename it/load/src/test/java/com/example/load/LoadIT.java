package com.example.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class LoadIT {
    private static final int PORT = Integer.getInteger("http.port");
    private static final String BASE = "http://127.0.0.1:" + PORT;
    private static final long SIZE = 200_000_000;
    private static final int CONNECTIONS = 20_000;
    private static final int CLIENTS = 8;
    /** For what the JVM still compiles: a leak of a kilobyte for each connection shows. */
    private static final long TOLERANCE = 8 << 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The connections are opened one by one: behind QEMU's forwarded ports there is a queue of one. */
    @Test
    void answersTenThousandRequestsOver64Connections() throws Exception {
        Process process = new ProcessBuilder(
                        "h2load", "--h1", "-n10000", "-c64", "-r1", "--rate-period=20ms", BASE + "/hello")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(
                output.contains("requests: 10000 total, 10000 started, 10000 done, 10000 succeeded, 0 failed,"
                        + " 0 errored, 0 timeout"),
                output);
        output.lines().filter(line -> line.startsWith("finished in")).forEach(System.out::println);
    }

    @Test
    void takes200Megabytes() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(BASE + "/upload"))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Content(SIZE)))
                .build();
        long start = System.nanoTime();
        String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        say("upload", start);
        assertEquals(Content.digest(new Content(SIZE)), answer);
    }

    @Test
    void gives200Megabytes() throws Exception {
        long start = System.nanoTime();
        try (InputStream body = client.send(
                        HttpRequest.newBuilder(URI.create(BASE + "/download?" + SIZE))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertEquals(Content.digest(new Content(SIZE)), Content.digest(body));
        }
        say("download", start);
    }

    @Test
    void leavesNothingBehindOf20000Connections() throws Exception {
        long start = System.nanoTime();
        connect(CONNECTIONS / 2);
        State before = state();
        connect(CONNECTIONS / 2);
        say(CONNECTIONS + " connections", start);
        State after = state();
        System.out.println("before: " + before + ", after: " + after);
        assertTrue(after.sockets() <= before.sockets() + 2, "sockets: " + before + ", " + after);
        assertTrue(after.threads() <= before.threads(), "threads: " + before + ", " + after);
        assertTrue(after.freeBytes() >= before.freeBytes() - TOLERANCE, "memory: " + before + ", " + after);
    }

    private record State(long sockets, long threads, long freeBytes) {}

    private State state() throws Exception {
        return new State(
                sockets("/proc/net/tcp") + sockets("/proc/net/tcp6"),
                number("/proc/self/status", "Threads:\\s+([0-9]+)"),
                number("/proc/meminfo", "MemAvailable: +([0-9]+) kB") * 1024);
    }

    /** Those that are not closed but for the wait in which their ports are not used again. */
    private long sockets(String file) throws Exception {
        return get(file)
                .lines()
                .skip(1)
                .filter(line -> !line.strip().split(" +")[3].equals("06"))
                .count();
    }

    private String get(String path) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(BASE + path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private long number(String file, String pattern) throws Exception {
        String text = get(file);
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern + ": " + text);
        return Long.parseLong(matcher.group(1));
    }

    /** Opens that many, one after the other by each of some clients; every other one is closed by the server first. */
    private static void connect(int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(() -> {
                for (int j = 0; j < count / CLIENTS; j++) {
                    connect(j % 2 == 0);
                }
                return null;
            }));
        }
        for (Future<?> result : clients) {
            result.get();
        }
        threads.shutdown();
    }

    private static void connect(boolean serverCloses) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", PORT)) {
            socket.setSoTimeout(60_000);
            String close = serverCloses ? "Connection: close\r\n" : "";
            socket.getOutputStream()
                    .write(("GET /hello HTTP/1.1\r\nHost: a\r\n" + close + "\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[1024];
            while (serverCloses || answer.indexOf("world") < 0) {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    break;
                }
                answer.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
            }
            if (!answer.toString().startsWith("HTTP/1.1 200 OK\r\n") || answer.indexOf("Hello, world!") < 0) {
                throw new IOException("The answer is '" + answer + "'.");
            }
        }
    }

    private static void say(String what, long start) {
        System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - start) / 1e9);
    }
}
