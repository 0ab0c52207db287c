// java: 17
// modules: jdk.net
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** Channels of AF_UNIX: blocking and with a selector. Its image has no TCP/IP, of which the JVM hears without harm. */
public class UnixChannels {
    private static final int MESSAGES = 1000;

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("channels");
        SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            Thread client = new Thread(() -> client(address));
            client.start();
            long bytes = echo(server);
            client.join();
            System.out.println("server: " + bytes + " bytes");
        }
        System.out.println("socket is left: " + Files.deleteIfExists(directory.resolve("socket")));
        Files.delete(directory);
        refused(address);
    }

    private static void client(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, 65536);
            long sum = 0;
            for (int i = 0; i < MESSAGES; i++) {
                channel.write(ByteBuffer.wrap(("message " + i + "\n").getBytes(StandardCharsets.US_ASCII)));
            }
            channel.shutdownOutput();
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    sum = sum * 31 + buffer.get();
                }
                buffer.clear();
            }
            System.out.println("client: " + sum);
        } catch (IOException e) {
            System.out.println("client: " + e);
        }
    }

    private static long echo(ServerSocketChannel server) throws IOException {
        long bytes = 0;
        server.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            server.register(selector, SelectionKey.OP_ACCEPT);
            ByteBuffer buffer = ByteBuffer.allocate(1000);
            boolean open = true;
            while (open) {
                selector.select();
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
                    SelectionKey key = keys.next();
                    if (key.isAcceptable()) {
                        SocketChannel accepted = server.accept();
                        System.out.println("accepted from '" + accepted.getRemoteAddress() + "'");
                        accepted.configureBlocking(false);
                        accepted.register(selector, SelectionKey.OP_READ);
                        continue;
                    }
                    SocketChannel channel = (SocketChannel) key.channel();
                    int n = channel.read(buffer);
                    if (n < 0) {
                        channel.close();
                        open = false;
                    }
                    bytes += Math.max(0, n);
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                    buffer.clear();
                }
            }
        }
        return bytes;
    }

    private static void refused(SocketAddress address) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            System.out.println("connected");
        } catch (IOException e) {
            System.out.println(e);
        }
    }
}
