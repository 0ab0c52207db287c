package com.example.http;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers the same over HTTP and over HTTPS. */
public final class Main {
    private static final byte[] BLOCK = new byte[64 << 10];

    private Main() {}

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < BLOCK.length; i++) {
            BLOCK[i] = (byte) (i * 31 + (i >> 8));
        }
        HttpsServer https = HttpsServer.create(new InetSocketAddress(8443), 128);
        https.setHttpsConfigurator(new HttpsConfigurator(Tls.context()));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        for (HttpServer server : new HttpServer[] {https, HttpServer.create(new InetSocketAddress(8080), 128)}) {
            server.setExecutor(threads);
            answer(server.createContext("/digest"), exchange -> digest(exchange.getRequestBody()));
            answer(server.createContext("/proc"), exchange -> Files.readString(
                    Path.of(exchange.getRequestURI().getPath())));
            answer(server.createContext("/interfaces"), exchange -> interfaces());
            answer(server.createContext("/fetch"), exchange -> Fetch.get(
                    exchange.getRequestURI().getQuery()));
            server.createContext("/bytes", Main::bytes);
            server.start();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("Stopping.")));
        System.out.println("Listening.");
    }

    interface Answer {
        String to(HttpExchange exchange) throws Exception;
    }

    private static void answer(HttpContext context, Answer answer) {
        context.setHandler(exchange -> {
            try (exchange) {
                int status = 200;
                String text;
                try {
                    text = answer.to(exchange);
                } catch (Exception e) {
                    status = 500;
                    text = e.toString();
                }
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    /** As many bytes as the query says, and in a chunked response if there is a word more. */
    private static void bytes(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] query = exchange.getRequestURI().getQuery().split("&");
            long left = Long.parseLong(query[0]);
            exchange.sendResponseHeaders(200, query.length > 1 ? 0 : left);
            OutputStream body = exchange.getResponseBody();
            while (left > 0) {
                int count = (int) Math.min(left, BLOCK.length);
                body.write(BLOCK, 0, count);
                left -= count;
            }
            body.close();
        }
    }

    static String digest(InputStream input) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        long count = new DigestInputStream(input, sha256).transferTo(OutputStream.nullOutputStream());
        return count + " " + HexFormat.of().formatHex(sha256.digest());
    }

    private static String interfaces() throws IOException {
        StringBuilder text = new StringBuilder();
        NetworkInterface.networkInterfaces().sorted((a, b) -> a.getIndex() - b.getIndex()).forEach(card -> {
            text.append(card.getName());
            card.inetAddresses().map(address -> ' ' + address.getHostAddress()).sorted().forEach(text::append);
            text.append('\n');
        });
        return text.toString();
    }
}
