package com.example.orders;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Works with the database that a request names. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/ready", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.createContext("/orders", exchange -> {
            try (exchange) {
                String text;
                int status = 200;
                try {
                    text = Orders.work(exchange.getRequestURI().getQuery());
                } catch (Exception e) {
                    status = 500;
                    text = e.toString();
                }
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }
}
