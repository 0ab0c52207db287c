package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.UserError;

/** What this computer cannot forward is said before a machine starts; free ports are found. */
class HostPortsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
            int port = other.getLocalPort();
            assertThat(error(port + ":80"))
                    .startsWith(
                            "Port " + port + "/tcp at 127.0.0.1 is taken: another program of this computer has it.\n"
                                    + "It is to be forwarded to port 80 of the machine. The system says: ")
                    .endsWith("\nEnd that program ('ss -lntup' shows it), forward another port, or any that is free:"
                            + " 0:80");
        }
    }

    @Test
    void soIsOneForDatagrams() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            int port = other.getLocalPort();
            assertThat(error(port + ":53/udp"))
                    .startsWith("Port " + port + "/udp at 127.0.0.1 is taken")
                    .endsWith(" 0:53/udp");
        }
    }

    @Test
    void anAddressOfAnotherComputerIsNamed() {
        assertThat(error("192.0.2.1:8080:80"))
                .startsWith(
                        "Port 8080/tcp cannot be forwarded from 192.0.2.1, which is no address of this computer.\n");
    }

    @Test
    void anyFreePortIsFoundAndNoTwoAreTheSame() {
        List<PortForward> found = find("0:80", "0:81", ":53/udp");
        assertThat(found).extracting(PortForward::guest).containsExactly(80, 81, 53);
        assertThat(found).extracting(PortForward::host).allMatch(port -> port > 0);
        assertThat(found.get(0).host()).isNotEqualTo(found.get(1).host());
    }

    @Test
    void theyAreFreeAfterwards() {
        List<PortForward> found = find("0:80");
        assertThat(find(found.get(0).toString())).isEqualTo(found);
    }

    private static List<PortForward> find(String... texts) {
        return HostPorts.find(PortForward.parseAll(List.of(texts)));
    }

    private static String error(String text) {
        return catchThrowableOfType(UserError.class, () -> find(text)).text();
    }
}
