// TCP from Java over the loopback: streams, channels, selectors, time-outs, errors, an HTTP server and its clients.
// modules: jdk.httpserver java.net.http jdk.net
// memory: 512M
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

public class SocketsJava {
    public static void main(String[] args) throws Exception {
        streams();
        errors();
        closing();
        options();
        selector();
        transfer();
        http();
        System.out.println("done");
    }

    static void streams() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread echo = new Thread(() -> {
                try (Socket s = server.accept();
                        BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()));
                        OutputStream out = s.getOutputStream()) {
                    for (String line; (line = in.readLine()) != null; ) {
                        out.write((line.toUpperCase() + "\n").getBytes());
                    }
                    System.out.println("server saw the end");
                } catch (IOException e) {
                    System.out.println("server: " + e);
                }
            });
            echo.start();
            try (Socket s = new Socket(server.getInetAddress(), server.getLocalPort())) {
                s.setTcpNoDelay(true);
                BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()));
                s.getOutputStream().write("one\ntwo\n".getBytes());
                System.out.println(in.readLine() + " " + in.readLine());
                System.out.println(s.isConnected() + " " + s.isClosed() + " " + s.getPort() / 100000);
                s.shutdownOutput();
                System.out.println(in.readLine());
                System.out.println(s.isOutputShutdown() + " " + s.isInputShutdown());
            }
            echo.join();
        }
    }

    interface Action {
        void run() throws Exception;
    }

    static void expect(String what, Action action) {
        try {
            action.run();
            System.out.println(what + ": no exception");
        } catch (Exception e) {
            System.out.println(what + ": " + e.getClass().getName() + ": " + e.getMessage());
        }
    }

    static void errors() throws Exception {
        ServerSocket server = new ServerSocket(0);
        int port = server.getLocalPort();
        expect("in use", () -> new ServerSocket(port).close());
        server.setSoTimeout(50);
        expect("accept", server::accept);
        server.close();
        expect("refused", () -> new Socket("127.0.0.1", port).close());
        expect("refused, IPv6", () -> new Socket("::1", port).close());
        expect("refused, channel", () -> SocketChannel.open(new InetSocketAddress("127.0.0.1", port)).close());
        expect("not here", () -> new ServerSocket(0, 1, InetAddress.getByName("192.0.2.1")).close());
        try (ServerSocket l = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket c = new Socket(l.getInetAddress(), l.getLocalPort());
                Socket d = l.accept()) {
            c.setSoTimeout(50);
            expect("read", () -> c.getInputStream().read());
            d.setSoLinger(true, 0);
            d.close();
            Thread.sleep(20);
            expect("read after reset", () -> c.getInputStream().read());
            expect("write after reset", () -> {
                for (int i = 0; i < 10; i++) {
                    c.getOutputStream().write(1);
                    Thread.sleep(5);
                }
            });
        }
    }

    static void closing() throws Exception {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        CompletableFuture<String> accept = new CompletableFuture<>();
        Thread a = new Thread(() -> {
            try {
                server.accept();
                accept.complete("accepted");
            } catch (SocketException e) {
                accept.complete("closed: " + e.getMessage());
            } catch (IOException e) {
                accept.complete(e.toString());
            }
        });
        a.start();
        Thread.sleep(50);
        server.close();
        System.out.println(accept.get());
        try (ServerSocket l = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket c = new Socket(l.getInetAddress(), l.getLocalPort());
                Socket d = l.accept()) {
            CompletableFuture<String> read = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            read.complete("read " + c.getInputStream().read());
                        } catch (IOException e) {
                            read.complete("closed: " + e.getMessage());
                        }
                    })
                    .start();
            Thread.sleep(50);
            c.close();
            System.out.println(read.get());
            System.out.println(d.getInputStream().read());
        }
        try (ServerSocketChannel l = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel c = SocketChannel.open(l.getLocalAddress());
                SocketChannel d = l.accept()) {
            CompletableFuture<String> read = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            read.complete("read " + c.read(ByteBuffer.allocate(10)));
                        } catch (AsynchronousCloseException e) {
                            read.complete("closed by another");
                        } catch (ClosedChannelException e) {
                            read.complete("closed");
                        } catch (IOException e) {
                            read.complete(e.toString());
                        }
                    })
                    .start();
            Thread.sleep(50);
            c.close();
            System.out.println(read.get());
        }
    }

    static void options() throws Exception {
        try (ServerSocketChannel l = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel c = SocketChannel.open(l.getLocalAddress());
                SocketChannel d = l.accept()) {
            System.out.println(l.getOption(StandardSocketOptions.SO_REUSEADDR));
            c.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            c.setOption(StandardSocketOptions.TCP_NODELAY, true);
            c.setOption(StandardSocketOptions.SO_LINGER, 3);
            c.setOption(StandardSocketOptions.IP_TOS, 0x10);
            c.setOption(StandardSocketOptions.SO_SNDBUF, 50000);
            c.setOption(StandardSocketOptions.SO_RCVBUF, 50000);
            System.out.println(c.getOption(StandardSocketOptions.SO_KEEPALIVE) + " "
                    + c.getOption(StandardSocketOptions.TCP_NODELAY) + " " + c.getOption(StandardSocketOptions.SO_LINGER)
                    + " " + c.getOption(StandardSocketOptions.IP_TOS) + " "
                    + c.getOption(StandardSocketOptions.SO_SNDBUF) + " " + c.getOption(StandardSocketOptions.SO_RCVBUF));
            c.setOption(StandardSocketOptions.SO_LINGER, -1);
        }
    }

    /** One thread serves many clients that write in pieces. */
    static void selector() throws Exception {
        int clients = 20;
        ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        server.configureBlocking(false);
        Selector selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int seed = i;
            results.add(pool.submit(() -> client(server.getLocalAddress(), seed)));
        }
        int open = 0;
        int ended = 0;
        while (ended < clients) {
            selector.select();
            for (var keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                SelectionKey key = keys.next();
                keys.remove();
                if (key.isAcceptable()) {
                    SocketChannel s = server.accept();
                    s.configureBlocking(false);
                    s.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(1000));
                    open++;
                } else if (!echo(key)) {
                    ended++;
                }
            }
        }
        int sum = 0;
        for (Future<Integer> result : results) {
            sum += result.get();
        }
        pool.shutdown();
        selector.close();
        server.close();
        System.out.println("selector: " + open + " connections, " + sum + " bytes");
    }

    static boolean echo(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        if (key.isReadable()) {
            int n = channel.read(buffer);
            if (n < 0 && buffer.position() == 0) {
                channel.close();
                return false;
            }
        }
        buffer.flip();
        channel.write(buffer);
        buffer.compact();
        key.interestOps(buffer.position() > 0 ? SelectionKey.OP_WRITE | SelectionKey.OP_READ : SelectionKey.OP_READ);
        return true;
    }

    static int client(java.net.SocketAddress address, int seed) throws Exception {
        Random random = new Random(seed);
        byte[] data = new byte[20000 + random.nextInt(20000)];
        random.nextBytes(data);
        try (SocketChannel channel = SocketChannel.open(address)) {
            Thread writer = new Thread(() -> {
                try {
                    for (int o = 0; o < data.length; ) {
                        int n = Math.min(data.length - o, 1 + random.nextInt(3000));
                        channel.write(ByteBuffer.wrap(data, o, n));
                        o += n;
                    }
                    channel.shutdownOutput();
                } catch (IOException e) {
                    System.out.println("client: " + e);
                }
            });
            writer.start();
            ByteBuffer got = ByteBuffer.allocate(data.length + 1);
            while (channel.read(got) >= 0) {
                if (!got.hasRemaining()) {
                    break;
                }
            }
            writer.join();
            return java.util.Arrays.equals(data, java.util.Arrays.copyOf(got.array(), got.position())) ? data.length : -1;
        }
    }

    static void transfer() throws Exception {
        byte[] data = new byte[8 << 20];
        new Random(7).nextBytes(data);
        try (ServerSocket l = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket c = new Socket(l.getInetAddress(), l.getLocalPort());
                Socket d = l.accept()) {
            Thread t = new Thread(() -> {
                try {
                    c.getOutputStream().write(data);
                    c.shutdownOutput();
                } catch (IOException e) {
                    System.out.println(e);
                }
            });
            t.start();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            InputStream in = d.getInputStream();
            byte[] part = new byte[30000];
            for (int n; (n = in.read(part)) > 0; ) {
                digest.update(part, 0, n);
            }
            t.join();
            System.out.println(HexFormat.of().formatHex(digest.digest()));
        }
    }

    static void http() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        server.setExecutor(pool);
        server.createContext("/hello", exchange -> {
            byte[] body = ("hello " + exchange.getRequestURI().getQuery()).getBytes();
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/echo", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        HttpURLConnection connection = (HttpURLConnection) new java.net.URL(base + "/hello?old").openConnection();
        System.out.println(connection.getResponseCode() + " "
                + new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        for (int i = 0; i < 20; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/hello?" + i)).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200 || !response.body().equals("hello " + i)) {
                System.out.println(response.statusCode() + " " + response.body());
            }
        }
        byte[] large = new byte[1 << 20];
        new Random(3).nextBytes(large);
        HttpRequest post = HttpRequest.newBuilder(URI.create(base + "/echo"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                .build();
        System.out.println(java.util.Arrays.equals(
                large, client.send(post, HttpResponse.BodyHandlers.ofByteArray()).body()));
        List<CompletableFuture<HttpResponse<String>>> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(client.sendAsync(
                    HttpRequest.newBuilder(URI.create(base + "/hello?" + i)).build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        int good = 0;
        for (int i = 0; i < many.size(); i++) {
            if (many.get(i).get().body().equals("hello " + i)) {
                good++;
            }
        }
        System.out.println("asynchronous: " + good);
        expect("not found", () -> System.out.println(client.send(
                        HttpRequest.newBuilder(URI.create(base + "/none")).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode()));
        server.stop(0);
        pool.shutdown();
        expect("server has gone", () -> client.send(
                HttpRequest.newBuilder(URI.create(base + "/hello")).build(), HttpResponse.BodyHandlers.discarding()));
    }
}
