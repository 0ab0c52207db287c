// Interfaces, names, datagrams, groups on the loopback, as Java's classes show them.
// user: root

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.TreeSet;

public class NetworkJava {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    private static void interfaces() throws IOException {
        NetworkInterface lo = NetworkInterface.getByName("lo");
        System.out.println(lo.getName() + " " + lo.getIndex() + " up " + lo.isUp() + " loopback " + lo.isLoopback()
                + " mtu " + lo.getMTU() + " multicast " + lo.supportsMulticast() + " p2p " + lo.isPointToPoint()
                + " virtual " + lo.isVirtual() + " mac " + (lo.getHardwareAddress() != null));
        TreeSet<String> addresses = new TreeSet<>();
        lo.getInterfaceAddresses().forEach(a -> addresses.add(a.toString()));
        System.out.println(addresses);
        System.out.println(NetworkInterface.getByIndex(1).equals(lo));
        System.out.println(NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1")).getName());
        System.out.println(NetworkInterface.getByName("nix"));
        System.out.println(Collections.list(NetworkInterface.getNetworkInterfaces()).contains(lo));
    }

    private static void names() throws IOException {
        System.out.println(InetAddress.getByName("localhost") instanceof Inet4Address);
        System.out.println(InetAddress.getLoopbackAddress());
        System.out.println(InetAddress.getByName("::1") instanceof Inet6Address);
        System.out.println(InetAddress.getByName("127.0.0.1").isReachable(1000));
        System.out.println(InetAddress.getByName("::1").isReachable(1000));
        System.out.println(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName());
        try {
            System.out.println(InetAddress.getByName("no such name"));
        } catch (UnknownHostException e) {
            System.out.println("unknown");
        }
        System.out.println(InetAddress.getLocalHost() != null);
    }

    private static void sockets() throws IOException {
        try (DatagramSocket a = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket b = new DatagramSocket()) {
            b.send(new DatagramPacket(bytes("hello"), 5, InetAddress.getLoopbackAddress(), a.getLocalPort()));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            a.receive(packet);
            System.out.println(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8) + " from "
                    + packet.getAddress() + " " + (packet.getPort() == b.getLocalPort()));
            a.setSoTimeout(50);
            try {
                a.receive(packet);
            } catch (SocketTimeoutException e) {
                System.out.println(e.getMessage());
            }
            System.out.println(a.getOption(StandardSocketOptions.SO_RCVBUF) > 0);
            System.out.println(a.getReuseAddress() + " " + a.getBroadcast() + " " + a.getTrafficClass());
            int closed;
            try (DatagramSocket c = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                closed = c.getLocalPort();
            }
            b.connect(InetAddress.getLoopbackAddress(), closed);
            b.setSoTimeout(1000);
            try {
                b.send(new DatagramPacket(bytes("x"), 1));
                b.receive(packet);
            } catch (PortUnreachableException e) {
                System.out.println("port unreachable");
            }
            System.out.println(b.supportedOptions().size() > 5);
        }
    }

    private static void channels() throws IOException {
        try (DatagramChannel a = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                DatagramChannel b = DatagramChannel.open();
                Selector selector = Selector.open()) {
            a.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            System.out.println(selector.selectNow());
            b.connect(a.getLocalAddress());
            b.write(new ByteBuffer[] {ByteBuffer.wrap(bytes("one ")), ByteBuffer.wrap(bytes("datagram"))});
            System.out.println(selector.select());
            ByteBuffer in = ByteBuffer.allocateDirect(100);
            System.out.println(a.receive(in).equals(b.getLocalAddress()) + " " + text(in));
            System.out.println(a.receive(in.clear()));
            a.send(ByteBuffer.wrap(new byte[0]), b.getLocalAddress());
            System.out.println(b.read(in.clear()));
            b.disconnect();
            System.out.println(b.getRemoteAddress());
            try {
                b.send(ByteBuffer.allocate(66000), a.getLocalAddress());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static void groups() throws IOException {
        InetAddress group = InetAddress.getByName("239.5.5.5");
        NetworkInterface lo = NetworkInterface.getByName("lo");
        try (DatagramChannel a = DatagramChannel.open(StandardProtocolFamily.INET)
                        .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                        .bind(new InetSocketAddress(0));
                DatagramChannel b = DatagramChannel.open(StandardProtocolFamily.INET)
                        .setOption(StandardSocketOptions.IP_MULTICAST_IF, lo)
                        .bind(new InetSocketAddress("127.0.0.1", 0))) {
            int port = ((InetSocketAddress) a.getLocalAddress()).getPort();
            MembershipKey key = a.join(group, lo);
            System.out.println(key.isValid() + " " + key.networkInterface().getName());
            a.configureBlocking(false);
            b.send(ByteBuffer.wrap(bytes("to the group")), new InetSocketAddress(group, port));
            ByteBuffer in = ByteBuffer.allocate(100);
            a.receive(in);
            System.out.println(text(in));
            key.block(InetAddress.getByName("127.0.0.1"));
            b.send(ByteBuffer.wrap(bytes("blocked")), new InetSocketAddress(group, port));
            System.out.println(a.receive(in.clear()));
            key.drop();
            MembershipKey one = a.join(group, lo, InetAddress.getByName("127.0.0.1"));
            b.send(ByteBuffer.wrap(bytes("of one")), new InetSocketAddress(group, port));
            a.receive(in.clear());
            System.out.println(text(in) + " " + one.sourceAddress());
            System.out.println(b.getOption(StandardSocketOptions.IP_MULTICAST_IF).getName() + " "
                    + b.getOption(StandardSocketOptions.IP_MULTICAST_TTL) + " "
                    + b.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
        }
        try (MulticastSocket m = new MulticastSocket(0)) {
            m.setNetworkInterface(lo);
            m.joinGroup(new InetSocketAddress(group, 0), lo);
            m.setTimeToLive(3);
            m.send(new DatagramPacket(bytes("own"), 3, group, m.getLocalPort()));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            m.setSoTimeout(2000);
            m.receive(packet);
            System.out.println(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8) + " "
                    + m.getTimeToLive() + " " + m.getNetworkInterface().getName());
            m.leaveGroup(new InetSocketAddress(group, 0), lo);
        }
    }

    public static void main(String[] args) throws IOException {
        interfaces();
        names();
        sockets();
        channels();
        groups();
    }
}
