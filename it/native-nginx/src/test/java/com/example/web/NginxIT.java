package com.example.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients on this computer see of nginx. */
@Timeout(120)
class NginxIT {
    private static final String BASE = "http://127.0.0.1:" + System.getProperty("http.port");
    private static final Path FILES = Path.of("src/main/rootfs/srv/www");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void servesFiles() throws Exception {
        assertEquals("<title>nginx</title>\n", get("/").body());
        assertEquals("text/html", get("/").headers().firstValue("Content-Type").orElseThrow());
        assertEquals("deep\n", get("/deep/er/file").body());
        assertEquals(404, get("/nothing").statusCode());
        assertEquals(403, get("/deep/").statusCode());
        HttpRequest part = HttpRequest.newBuilder(URI.create(BASE + "/large"))
                .header("Range", "bytes=7000000-7099999")
                .build();
        HttpResponse<byte[]> response = client.send(part, HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(206, response.statusCode());
        try (InputStream file = Files.newInputStream(FILES.resolve("large"))) {
            file.skipNBytes(7_000_000);
            assertArrayEquals(file.readNBytes(100_000), response.body());
        }
    }

    @Test
    void asksItselfOverTheLoopbackInterface() throws Exception {
        assertEquals("deep\n", get("/proxied/deep/er/file").body());
        assertEquals("deep\n", get("/proxied6/deep/er/file").body());
    }

    @Test
    void gives200MegabytesInTenTransfersAtOnce() throws Exception {
        byte[] expected = digest(Files.newInputStream(FILES.resolve("large")));
        List<CompletableFuture<byte[]>> digests = new ArrayList<>();
        HttpRequest large = HttpRequest.newBuilder(URI.create(BASE + "/large")).build();
        for (int i = 0; i < 10; i++) {
            digests.add(client.sendAsync(large, HttpResponse.BodyHandlers.ofInputStream())
                    .thenApplyAsync(response -> digest(response.body()), task -> new Thread(task).start()));
        }
        for (CompletableFuture<byte[]> digest : digests) {
            assertArrayEquals(expected, digest.get());
        }
    }

    @Test
    void answersTenThousandRequestsOver64Connections() throws Exception {
        List<String> http1 = h2load("--h1", BASE + "/");
        assertTrue(http1.contains(ALL_ANSWERED), http1.toString());
        List<String> http2 = h2load("-m10", "http://127.0.0.1:" + System.getProperty("http2.port") + "/");
        assertTrue(http2.contains(ALL_ANSWERED), http2.toString());
        // Only connections of this client are left.
        String status = get("/status").body();
        assertTrue(status.matches("(?s)Active connections: 1?[0-9] .*"), status);
    }

    private static final String ALL_ANSWERED = "requests: 10000 total, 10000 started, 10000 done, 10000 succeeded,"
            + " 0 failed, 0 errored, 0 timeout";

    /** The connections are opened one by one: behind QEMU's forwarded ports there is a queue of one. */
    private static List<String> h2load(String option, String url) throws Exception {
        Process process = new ProcessBuilder("h2load", "-n10000", "-c64", "-r1", "--rate-period=20ms", option, url)
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
        lines.stream()
                .filter(line -> line.startsWith("finished in"))
                .forEach(line -> System.out.println(option + ": " + line));
        assertEquals(0, process.waitFor(), lines.toString());
        return lines;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(BASE + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] digest(InputStream input) {
        try (InputStream body = input) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(body, sha256).transferTo(OutputStream.nullOutputStream());
            return sha256.digest();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
