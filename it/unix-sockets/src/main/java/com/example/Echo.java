package com.example;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Talks to itself through a socket of AF_UNIX, which needs no network. */
public final class Echo {
    private Echo() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        SocketAddress address = UnixDomainSocketAddress.of("/tmp/echo");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            Thread thread = new Thread(() -> answer(server));
            thread.start();
            try (SocketChannel client = SocketChannel.open(address)) {
                client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
                client.shutdownOutput();
                System.out.println("answer: " + text(client));
            }
            thread.join();
        }
    }

    private static void answer(ServerSocketChannel server) {
        try (SocketChannel client = server.accept()) {
            client.write(ByteBuffer.wrap(("you said " + text(client)).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    private static String text(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (channel.read(buffer) >= 0) {}
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }
}
