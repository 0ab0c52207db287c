package com.example.http;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks another server. */
final class Fetch {
    private static HttpClient client;

    private Fetch() {}

    /** @return protocol, status, length and digest of the response's body */
    static String get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .build();
        HttpResponse<InputStream> response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            return response.version() + " " + response.statusCode() + " " + Main.digest(body);
        }
    }

    private static synchronized HttpClient client() throws Exception {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .sslContext(Tls.context())
                    .version(HttpClient.Version.HTTP_2)
                    .connectTimeout(Duration.ofSeconds(30))
                    .build();
        }
        return client;
    }
}
