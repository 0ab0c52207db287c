package com.example.udp;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Random;
import java.util.stream.Collectors;
import javax.naming.NamingEnumeration;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Sends datagrams back, and over HTTP does what it is asked to. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Thread echo = new Thread(Main::echo, "echo");
        echo.setDaemon(true);
        echo.start();
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        answer(server, "/ready", query -> "ready");
        answer(server, "/resolv.conf", query -> Files.readString(Path.of("/etc/resolv.conf")));
        answer(server, "/resolve", Main::resolve);
        answer(server, "/name", query -> InetAddress.getByName(query).getCanonicalHostName());
        answer(server, "/text", Main::text);
        answer(server, "/datagrams", Main::datagrams);
        server.start();
    }

    interface Answer {
        String to(String query) throws Exception;
    }

    private static void answer(HttpServer server, String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                String text;
                try {
                    text = answer.to(exchange.getRequestURI().getQuery());
                } catch (Exception e) {
                    text = e.toString();
                }
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    private static void echo() {
        try (DatagramSocket socket = new DatagramSocket(7777)) {
            byte[] buffer = new byte[65_535];
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                socket.send(packet);
            }
        } catch (IOException e) {
            System.out.println("The echo ended: " + e);
        }
    }

    /** By the C library's resolver. */
    private static String resolve(String name) throws Exception {
        return Arrays.stream(InetAddress.getAllByName(name))
                .map(InetAddress::getHostAddress)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** By the JDK's own resolver, which asks the given server for TXT records. */
    private static String text(String server) throws Exception {
        Hashtable<String, String> env = new Hashtable<>();
        env.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        env.put("java.naming.provider.url", "dns://" + server);
        DirContext context = new InitialDirContext(env);
        NamingEnumeration<?> values = context.getAttributes("www.example.test", new String[] {"TXT"})
                .get("TXT")
                .getAll();
        return String.valueOf(values.next());
    }

    /** @return how many datagrams of what sizes a server sent back unchanged, of those that were sent */
    private static String datagrams(String query) throws Exception {
        String[] server = query.split(":");
        InetAddress host = InetAddress.getByName(server[0]);
        Random random = new Random(3);
        StringBuilder result = new StringBuilder();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(host, Integer.parseInt(server[1]));
            socket.setSoTimeout(5000);
            for (int size : new int[] {1, 1472, 1473, 8000, 60_000}) {
                int equal = 0;
                for (int i = 0; i < 20; i++) {
                    byte[] data = new byte[size];
                    random.nextBytes(data);
                    socket.send(new DatagramPacket(data, size));
                    DatagramPacket back = new DatagramPacket(new byte[65_535], 65_535);
                    try {
                        socket.receive(back);
                    } catch (SocketTimeoutException e) {
                        break;
                    }
                    equal += Arrays.equals(data, Arrays.copyOf(back.getData(), back.getLength())) ? 1 : 0;
                }
                result.append(size).append(": ").append(equal).append('\n');
            }
        }
        return result.toString();
    }
}
