package com.example.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients on this computer see of both transports. */
@Timeout(120)
class NettyIT {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @CsvSource({"nio.port, NioSocketChannel", "epoll.port, EpollSocketChannel"})
    void answers(String port, String channel) throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals(channel + "\n", client.send(request(port).build(), HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    @ParameterizedTest
    @CsvSource({"nio.port", "epoll.port"})
    void sendsBodiesBack(String port) throws Exception {
        for (int size : new int[] {1, 1460, 65_536, 5_000_000}) {
            byte[] body = random(size);
            assertArrayEquals(body, client.send(
                            request(port).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body());
        }
    }

    /** Of one connection each, opened one by one: behind QEMU's forwarded ports there is a queue of one. */
    @ParameterizedTest
    @CsvSource({"nio.port", "epoll.port"})
    void sendsBodiesBackToManyClientsAtOnce(String port) throws Exception {
        List<HttpClient> clients = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            HttpClient another =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            another.send(request(port).build(), HttpResponse.BodyHandlers.discarding());
            clients.add(another);
        }
        byte[] body = random(100_000);
        HttpRequest request =
                request(port).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        List<CompletableFuture<HttpResponse<byte[]>>> answers = clients.stream()
                .map(each -> each.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()))
                .toList();
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertArrayEquals(body, answer.get().body());
        }
    }

    @ParameterizedTest
    @CsvSource({"nio.port, NioSocketChannel", "epoll.port, EpollSocketChannel"})
    void answersRequestsThatDoNotWait(String port, String channel) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Integer.getInteger(port))) {
            String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            socket.getOutputStream().write(request.repeat(200).getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            List<String> lines = new BufferedReader(new InputStreamReader(socket.getInputStream())).lines().toList();
            assertEquals(200, lines.stream().filter(channel::equals).count());
        }
    }

    @ParameterizedTest
    @CsvSource({"nio.port", "epoll.port"})
    void talksByWebSocket(String port) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + System.getProperty(port) + "/chat"), listener(received))
                .get();
        for (int i = 0; i < 20; i++) {
            socket.sendText("hello " + i, true).get();
            assertEquals("You said hello " + i, received.poll(60, TimeUnit.SECONDS));
        }
        socket.sendBinary(ByteBuffer.wrap(random(50_000)), true).get();
        assertEquals(ByteBuffer.wrap(random(50_000)).hashCode() + " of 50000", received.poll(60, TimeUnit.SECONDS));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get();
        assertEquals("closed 1000", received.poll(60, TimeUnit.SECONDS));
    }

    private static WebSocket.Listener listener(BlockingQueue<String> received) {
        return new WebSocket.Listener() {
            private final StringBuilder text = new StringBuilder();
            private final ByteBuffer binary = ByteBuffer.allocate(1 << 20);

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    received.add(text.toString());
                    text.setLength(0);
                }
                socket.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                binary.put(data);
                if (last) {
                    binary.flip();
                    received.add(binary.hashCode() + " of " + binary.remaining());
                    binary.clear();
                }
                socket.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                received.add("closed " + status);
                return null;
            }
        };
    }

    private static HttpRequest.Builder request(String port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + System.getProperty(port) + "/"));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
