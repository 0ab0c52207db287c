package com.example;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves HTTP at port 8080: well from the second request on. */
public final class Serve {
    private Serve() {}

    public static void main(String[] args) throws Exception {
        String how = args.length == 0 ? "well" : args[0];
        System.out.println("serves " + how);
        if (how.equals("not")) {
            System.exit(7);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(how)));
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(how.equals("inside") ? "127.0.0.1" : "0.0.0.0", 8080), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(requests.incrementAndGet() == 1 ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
    }

    private static void stop(String how) {
        System.out.println("is asked to end");
        try {
            Thread.sleep(how.equals("stubbornly") ? 600_000 : 0);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
