package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unikraft.core.model.UserError;

/** Which network a machine gets. */
class NetworkTest {
    private static final List<PortForward> PORTS = PortForward.parseAll(List.of("8080:80", "5353:53/udp"));

    @TempDir
    Path system;

    @Test
    void followsTheImage() {
        assertThat(Network.of(true, Optional.empty(), PORTS)).isEqualTo(new Network.User(PORTS));
        assertThat(Network.of(false, Optional.empty(), List.of())).isEqualTo(new Network.None());
    }

    @Test
    void isWhatTheUserWants() {
        assertThat(Network.of(false, Optional.of("user"), List.of())).isEqualTo(Network.User.WITHOUT_PORTS);
        assertThat(Network.of(true, Optional.of(" tap:tap0 "), List.of())).isEqualTo(new Network.Tap("tap0"));
        assertThat(Network.of(true, Optional.of("none"), List.of())).isEqualTo(new Network.None());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tap", "bridge", "User"})
    void whatIsNoneIsRefused(String text) {
        assertThat(error(text, List.of()))
                .isEqualTo("'" + text + "' is not a network.\n"
                        + "Write user, tap:<interface> or none, for instance tap:tap0.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tap:", "tap:a,script=x", "tap:sixteencharacter", "tap:a/b"})
    void whatCanBeNoInterfaceIsRefused(String text) {
        assertThat(error(text, List.of()))
                .startsWith("There can be no network interface '" + text.substring(4) + "'.\n");
    }

    @Test
    void onlyTheUserModeNetworkForwards() {
        assertThat(error("tap:tap0", PORTS))
                .isEqualTo("With the network tap:tap0 no ports can be forwarded.\n"
                        + "Forwarding is what QEMU's user-mode network does; ports asked for: 127.0.0.1:8080:80/tcp,"
                        + " 127.0.0.1:5353:53/udp\n"
                        + "Remove the ports, or the network: user is the default.");
    }

    @Test
    void nothingIsForwardedToAnImageWithoutAStack() {
        UserError error = catchThrowableOfType(UserError.class, () -> Network.of(false, Optional.empty(), PORTS));
        assertThat(error.text())
                .isEqualTo("No ports can be forwarded to this image: it has no network stack.\n"
                        + "Ports asked for: 127.0.0.1:8080:80/tcp, 127.0.0.1:5353:53/udp\n"
                        + "Build it again with the library that sockets of the Internet need:"
                        + " -Dunikraft.libraries=posix-inetsocket");
    }

    @Test
    void aTapInterfaceMustBeThere() {
        assertThat(tapError())
                .isEqualTo("There is no network interface tap0.\n"
                        + "The machine is to be connected to it.\n"
                        + "Make it as root: ip tuntap add tap0 mode tap user \"$USER\" && ip link set tap0 up."
                        + " Without -Dunikraft.network the machine has a network that needs none.");
    }

    @Test
    void anotherInterfaceIsNoTap() throws IOException {
        interfaceFile("flags", "0x1003");
        assertThat(tapError()).startsWith("The network interface tap0 is not of the kind tap.\n");
        interfaceFile("tun_flags", "0x1001"); // IFF_TUN
        assertThat(tapError()).startsWith("The network interface tap0 is not of the kind tap.\n");
    }

    @Test
    void theDeviceOfAllTapsMustBeOpenToTheUser() throws IOException {
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        interfaceFile("tun_flags", "0x5002");
        interfaceFile("owner", user.toString());
        assertThat(tapError())
                .startsWith("This user may not connect a machine to the network interface tap0.\n"
                        + "This user may not open " + system.resolve("dev/net/tun"));
        Files.createFile(Files.createDirectories(system.resolve("dev/net")).resolve("tun"));
        assertThatCode(() -> new TapInterface(system, "tap0").check()).doesNotThrowAnyException();
    }

    private void interfaceFile(String name, String content) throws IOException {
        Path directory = Files.createDirectories(system.resolve("sys/class/net/tap0"));
        Files.writeString(directory.resolve(name), content + "\n");
    }

    private String tapError() {
        return catchThrowableOfType(UserError.class, () -> new TapInterface(system, "tap0").check())
                .text();
    }

    private static String error(String text, List<PortForward> ports) {
        return catchThrowableOfType(UserError.class, () -> Network.of(true, Optional.of(text), ports))
                .text();
    }
}
