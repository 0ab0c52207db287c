package com.example.notes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NotesIT {
    private static final String BASE = "http://127.0.0.1:" + System.getProperty("http.port");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void keepsNotes() throws Exception {
        String note = "{\"id\":1,\"author\":\"Ada\",\"text\":\"Grüße — ✓\"}";
        HttpResponse<String> added = send(request("/notes")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(note.replace("\"id\":1,", ""))));
        assertEquals(201, added.statusCode());
        assertEquals(note, added.body());
        assertEquals(note, send(request("/notes/1")).body());
        assertEquals("[" + note + "]", send(request("/notes")).body());
        assertEquals(404, send(request("/notes/7")).statusCode());
        assertEquals(405, send(request("/notes").DELETE()).statusCode());
        assertEquals("<title>Notes</title>\n", send(request("/")).body());
    }

    @Test
    void isHealthy() throws Exception {
        String health = send(request("/actuator/health")).body();
        assertTrue(health.startsWith("{\"status\":\"UP\""), health);
        assertTrue(health.contains("\"diskSpace\":{\"status\":\"UP\""), health);
    }

    @Test
    void takesAFile() throws Exception {
        byte[] file = new byte[900_000];
        new Random(1).nextBytes(file);
        CRC32 crc = new CRC32();
        crc.update(file);
        HttpResponse<String> response = send(request("/notes/files")
                .header("Content-Type", "multipart/form-data; boundary=limit")
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString("--limit\r\nContent-Disposition: form-data; name=\"file\";"
                                + " filename=\"random.bin\"\r\n\r\n"),
                        HttpRequest.BodyPublishers.ofByteArray(file),
                        HttpRequest.BodyPublishers.ofString("\r\n--limit--\r\n"))));
        assertEquals("random.bin 900000 " + crc.getValue(), response.body());
    }

    /** Of one connection each, opened one by one: behind QEMU's forwarded ports there is a queue of one. */
    @Test
    void answersManyClientsAtOnce() throws Exception {
        List<HttpClient> clients = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            clients.add(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build());
            assertEquals(404, status(clients.get(i)).get());
        }
        List<CompletableFuture<Integer>> statuses = new ArrayList<>();
        for (HttpClient each : clients) {
            CompletableFuture<Integer> chain = status(each);
            for (int i = 1; i < 10; i++) {
                chain = chain.thenCompose(last -> status(each));
            }
            statuses.add(chain);
        }
        for (CompletableFuture<Integer> status : statuses) {
            assertEquals(404, status.get());
        }
    }

    private static CompletableFuture<Integer> status(HttpClient client) {
        return client.sendAsync(request("/notes/7").build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(BASE + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
