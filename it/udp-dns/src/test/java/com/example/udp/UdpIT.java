package com.example.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class UdpIT {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String HOST = "10.0.2.2";

    @Test
    void sendsDatagramsBack() throws Exception {
        Random random = new Random(1);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(LOOPBACK, Integer.getInteger("udp.port"));
            socket.setSoTimeout(10_000);
            for (int size : new int[] {1, 512, 1472, 1473, 8000, 60_000}) {
                for (int i = 0; i < 20; i++) {
                    byte[] data = new byte[size];
                    random.nextBytes(data);
                    socket.send(new DatagramPacket(data, size));
                    DatagramPacket back = new DatagramPacket(new byte[65_535], 65_535);
                    socket.receive(back);
                    assertArrayEquals(data, Arrays.copyOf(back.getData(), back.getLength()), "size " + size);
                }
            }
        }
    }

    @Test
    void getsItsDatagramsBack() throws Exception {
        try (DatagramSocket echo = new DatagramSocket(0, LOOPBACK)) {
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
                        echo.receive(packet);
                        echo.send(packet);
                    }
                } catch (IOException e) {
                    // closed
                }
            });
            thread.start();
            assertEquals(
                    "1: 20\n1472: 20\n1473: 20\n8000: 20\n60000: 20\n",
                    get("/datagrams?" + HOST + ":" + echo.getLocalPort()));
        }
    }

    @Test
    void resolvesNames() throws Exception {
        try (DnsServer server = new DnsServer(53)) {
            assertEquals("192.0.2.7 192.0.2.8 2001:db8:0:0:0:0:0:7", get("/resolve?www.example.test"));
            assertEquals(get("/resolve?www.example.test"), get("/resolve?alias.example.test"));
            assertEquals("www.example.test", get("/name?192.0.2.7"));
            assertTrue(get("/resolve?nothing.example.test").startsWith("java.net.UnknownHostException"));
            assertEquals(0, server.overTcp());
            assertEquals(60, get("/resolve?many.example.test").split(" ").length);
            assertTrue(server.overTcp() > 0);
            assertTrue(get("/resolve?localhost").contains("127.0.0.1"));
        }
    }

    @Test
    void asksADnsServerByItself() throws Exception {
        try (DnsServer server = new DnsServer(0)) {
            assertEquals("\"a text\"", get("/text?" + HOST + ":" + server.port()));
        }
    }

    @Test
    void knowsWhomToAsk() throws Exception {
        assertEquals("nameserver 10.0.2.2", get("/resolv.conf").strip());
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + System.getProperty("http.port") + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
