package com.example.udp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Answers queries about a few names, over UDP where the answer fits into 512 bytes, and over TCP. */
final class DnsServer implements AutoCloseable {
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int PTR = 12;
    private static final int TXT = 16;
    private static final int AAAA = 28;

    private static final Map<String, List<String>> RECORDS = Map.of(
            "1 www.example.test", List.of("192.0.2.7", "192.0.2.8"),
            "28 www.example.test", List.of("2001:db8::7"),
            "16 www.example.test", List.of("a text"),
            "5 alias.example.test", List.of("www.example.test"),
            "12 7.2.0.192.in-addr.arpa", List.of("www.example.test"),
            "1 many.example.test", IntStream.range(1, 61).mapToObj(i -> "198.51.100." + i).toList());

    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final AtomicInteger overTcp = new AtomicInteger();

    DnsServer(int port) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        datagrams = new DatagramSocket(port, loopback);
        connections = new ServerSocket(datagrams.getLocalPort(), 10, loopback);
        start(this::serveDatagrams);
        start(this::serveConnections);
    }

    int port() {
        return datagrams.getLocalPort();
    }

    int overTcp() {
        return overTcp.get();
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        connections.close();
    }

    interface Service {
        void run() throws IOException;
    }

    private static void start(Service service) {
        Thread thread = new Thread(() -> {
            try {
                service.run();
            } catch (IOException e) {
                // closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serveDatagrams() throws IOException {
        while (true) {
            DatagramPacket query = new DatagramPacket(new byte[512], 512);
            datagrams.receive(query);
            byte[] answer = answer(ByteBuffer.wrap(query.getData(), 0, query.getLength()), 512);
            datagrams.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
        }
    }

    private void serveConnections() throws IOException {
        while (true) {
            Socket socket = connections.accept();
            start(() -> serve(socket));
        }
    }

    /** One query after the other, until the client has no more. */
    private void serve(Socket socket) throws IOException {
        try (socket) {
            DataInputStream input = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] query = new byte[input.readUnsignedShort()];
                input.readFully(query);
                byte[] answer = answer(ByteBuffer.wrap(query), 65_535);
                overTcp.incrementAndGet();
                byte[] framed = ByteBuffer.allocate(answer.length + 2)
                        .putShort((short) answer.length)
                        .put(answer)
                        .array();
                socket.getOutputStream().write(framed);
            }
        }
    }

    private static byte[] answer(ByteBuffer query, int limit) throws IOException {
        int id = query.getShort(0);
        query.position(12);
        StringBuilder dotted = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            dotted.append(dotted.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = query.getShort();
        query.getShort();
        byte[] question = new byte[query.position() - 12];
        query.get(12, question);

        String name = dotted.toString().toLowerCase(Locale.ROOT);
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(records);
        int count = 0;
        for (String alias : RECORDS.getOrDefault(CNAME + " " + name, List.of())) {
            record(output, name, CNAME, alias);
            name = alias;
            count++;
        }
        for (String value : RECORDS.getOrDefault(type + " " + name, List.of())) {
            record(output, name, type, value);
            count++;
        }
        String known = name;
        boolean exists = RECORDS.keySet().stream().anyMatch(key -> key.endsWith(" " + known));
        boolean truncated = 12 + question.length + records.size() > limit;
        int flags = 0x8580 | (truncated ? 0x200 : 0) | (exists ? 0 : 3);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(message);
        for (int field : new int[] {id, flags, 1, truncated ? 0 : count, 0, 0}) {
            header.writeShort(field);
        }
        header.write(question);
        if (!truncated) {
            header.write(records.toByteArray());
        }
        return message.toByteArray();
    }

    private static void record(DataOutputStream output, String name, int type, String value) throws IOException {
        output.write(name(name));
        output.writeShort(type);
        output.writeShort(1);
        output.writeInt(60);
        byte[] data = switch (type) {
            case A, AAAA -> InetAddress.getByName(value).getAddress();
            case TXT -> ByteBuffer.allocate(value.length() + 1)
                    .put((byte) value.length())
                    .put(value.getBytes(StandardCharsets.US_ASCII))
                    .array();
            case CNAME, PTR -> name(value);
            default -> throw new IllegalArgumentException("type " + type);
        };
        output.writeShort(data.length);
        output.write(data);
    }

    private static byte[] name(String dotted) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (String label : dotted.split("\\.")) {
            name.write(label.length());
            name.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        name.write(0);
        return name.toByteArray();
    }
}
