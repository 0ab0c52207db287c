package com.example.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients on this computer see of the unikernel's server. */
@Timeout(120)
class HttpIT {
    private static final String HTTP = "http://127.0.0.1:" + System.getProperty("http.port");
    private static final String HTTPS = "https://localhost:" + System.getProperty("https.port");

    private final HttpClient client = client(HttpClient.Version.HTTP_1_1);

    @Test
    void answersOverOneConnection() throws Exception {
        for (int i = 0; i < 50; i++) {
            byte[] body = ("request " + i).getBytes();
            assertEquals(digest(body), post(HTTP + "/digest", body).body());
        }
    }

    /** Of one connection each, opened one by one: behind QEMU's forwarded ports there is a queue of one. */
    @Test
    void answersManyClientsAtOnce() throws Exception {
        List<HttpClient> clients = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            HttpClient another = client(HttpClient.Version.HTTP_1_1);
            another.send(request(HTTP + "/digest", new byte[1]), HttpResponse.BodyHandlers.ofString());
            clients.add(another);
        }
        byte[] body = random(10_000);
        List<CompletableFuture<HttpResponse<String>>> answers = clients.stream()
                .map(each ->
                        each.sendAsync(request(HTTP + "/digest", body), HttpResponse.BodyHandlers.ofString()))
                .toList();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(digest(body), answer.get().body());
        }
    }

    @Test
    void takesAndGivesMegabytes() throws Exception {
        byte[] body = random(20 << 20);
        assertEquals(digest(body), post(HTTP + "/digest", body).body());
        for (String query : List.of("20000000", "20000000&chunked")) {
            byte[] download = client.send(
                            HttpRequest.newBuilder(URI.create(HTTP + "/bytes?" + query))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
            assertEquals(20_000_000, download.length);
            for (int i = 0; i < download.length; i++) {
                int at = i & 0xffff;
                assertEquals((byte) (at * 31 + (at >> 8)), download[i]);
            }
        }
    }

    @Test
    void showsItsChainOfCertificates() throws Exception {
        byte[] body = random(1 << 20);
        HttpResponse<String> response = post(HTTPS + "/digest", body);
        assertEquals(digest(body), response.body());
        Certificate[] chain = response.sslSession().orElseThrow().getPeerCertificates();
        assertEquals(
                List.of("CN=Example Server", "CN=Example Intermediate", "CN=Example Root"),
                List.of(chain).stream()
                        .map(certificate -> ((X509Certificate) certificate).getSubjectX500Principal().getName())
                        .toList());
        HttpClient other = HttpClient.newBuilder().sslContext(SSLContext.getDefault()).build();
        assertThrows(
                SSLHandshakeException.class,
                () -> other.send(request(HTTPS + "/digest", body), HttpResponse.BodyHandlers.ofString()));
        assertEquals(digest(body), post(HTTPS + "/digest", body).body());
    }

    @Test
    void isAClientToo() throws Exception {
        try (Http2Server server = new Http2Server()) {
            String expected = Main.digest(new ByteArrayInputStream(Http2Server.BODY));
            assertEquals("HTTP_2 200 " + expected, fetch("https://10.0.2.2:" + server.securePort() + "/"));
            assertEquals("HTTP_2 200 " + expected, fetch("http://10.0.2.2:" + server.clearPort() + "/"));
            assertEquals("HTTP_1_1 200 " + expected, fetch("http://10.0.2.2:" + server.oldPort() + "/"));
            assertEquals("HTTP_1_1 200 " + expected, fetch("https://10.0.2.2:" + server.oldSecurePort() + "/"));
        }
    }

    @Test
    void saysWhyItCannotConnect() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        String refused = fetch("http://10.0.2.2:" + closed + "/");
        assertTrue(refused.startsWith("java.net.ConnectException"), refused);
    }

    @Test
    void knowsItsInterfaces() throws Exception {
        List<String> interfaces = get(HTTP + "/interfaces").body().lines().toList();
        assertEquals(2, interfaces.size(), interfaces.toString());
        assertTrue(interfaces.get(0).startsWith("lo ") && interfaces.get(0).contains(" 127.0.0.1"), interfaces.get(0));
        assertTrue(
                interfaces.get(1).startsWith("eth0 ") && interfaces.get(1).contains(" 10.0.2.15"), interfaces.get(1));
    }

    private String fetch(String url) throws Exception {
        return get(HTTP + "/fetch?" + url).body();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, byte[] body) throws IOException, InterruptedException {
        return client.send(request(url, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String url, byte[] body) {
        return HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .timeout(Duration.ofSeconds(100))
                .build();
    }

    private static HttpClient client(HttpClient.Version version) {
        try {
            return HttpClient.newBuilder()
                    .sslContext(Tls.context())
                    .version(version)
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String digest(byte[] bytes) throws Exception {
        try (InputStream input = new ByteArrayInputStream(bytes)) {
            return Main.digest(input);
        }
    }
}
