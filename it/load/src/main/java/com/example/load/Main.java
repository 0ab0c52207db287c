package com.example.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** The JDK's server. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 256);
        server.setExecutor(Executors.newFixedThreadPool(16));
        server.createContext("/hello", answer(exchange -> "Hello, world!\n"));
        server.createContext("/upload", answer(exchange -> Content.digest(exchange.getRequestBody())));
        server.createContext("/proc", answer(exchange -> Files.readString(
                Path.of(exchange.getRequestURI().getPath()))));
        server.createContext("/download", exchange -> {
            try (exchange) {
                long size = Long.parseLong(exchange.getRequestURI().getQuery());
                exchange.sendResponseHeaders(200, size);
                new Content(size).transferTo(exchange.getResponseBody());
            }
        });
        server.start();
    }

    interface Answer {
        String to(HttpExchange exchange) throws IOException;
    }

    private static HttpHandler answer(Answer answer) {
        return exchange -> {
            try (exchange) {
                byte[] body = answer.to(exchange).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        };
    }
}
