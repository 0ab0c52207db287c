package com.example.jetty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of both versions of HTTP see. */
@Timeout(120)
class JettyIT {
    private static final String HTTP = "http://127.0.0.1:" + System.getProperty("http.port") + "/";
    private static final String HTTPS = "https://localhost:" + System.getProperty("https.port") + "/";

    private HttpClient client;

    @BeforeEach
    void connect() throws Exception {
        client = HttpClient.newBuilder().sslContext(Tls.context()).build();
    }

    @Test
    void agreesOnAVersion() throws Exception {
        assertEquals("HTTP/2.0\n", get(client, HTTPS).body());
        assertEquals("HTTP/2.0\n", get(client, HTTP).body());
        HttpClient old = HttpClient.newBuilder()
                .sslContext(Tls.context())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        assertEquals("HTTP/1.1\n", get(old, HTTPS).body());
        assertEquals("HTTP/1.1\n", get(old, HTTP).body());
        assertEquals("TLSv1.3", get(client, HTTPS).sslSession().orElseThrow().getProtocol());
    }

    @Test
    void carriesManyStreamsOverOneConnection() throws Exception {
        byte[] body = new byte[300_000];
        new Random(5).nextBytes(body);
        assertEquals("HTTP/2.0\n", get(client, HTTPS).body());
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(HTTPS))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
        }
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertEquals(HttpClient.Version.HTTP_2, answer.get().version());
            assertArrayEquals(body, answer.get().body());
        }
    }

    /** The connections are opened one by one: behind QEMU's forwarded ports there is a queue of one. */
    @Test
    void standsH2load() throws Exception {
        for (String url : List.of(HTTP, HTTPS)) {
            Process process = new ProcessBuilder("h2load", "-n2000", "-c16", "-r1", "--rate-period=20ms", "-m10", url)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor(), output);
            assertTrue(output.contains("requests: 2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed"), output);
            output.lines().filter(line -> line.startsWith("finished in")).forEach(System.out::println);
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
