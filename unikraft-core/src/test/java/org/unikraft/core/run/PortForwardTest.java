package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unikraft.core.model.UserError;

/** Forwarded ports are read as users write them, or the message says what is wrong with one. */
class PortForwardTest {
    @ParameterizedTest
    @CsvSource({
        "8080, 127.0.0.1:8080:8080/tcp",
        "8080:80, 127.0.0.1:8080:80/tcp",
        " 5353:53/udp , 127.0.0.1:5353:53/udp",
        "0:80/tcp, 127.0.0.1:0:80/tcp",
        ":80, 127.0.0.1:0:80/tcp",
        "0.0.0.0:8080:80, 0.0.0.0:8080:80/tcp",
        "192.168.255.1::80, 192.168.255.1:0:80/tcp",
        "53/udp, 127.0.0.1:53:53/udp"
    })
    void isReadAndWrittenInFull(String text, String written) {
        assertThat(PortForward.parse(text)).hasToString(written);
        assertThat(PortForward.parse(written)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "http", "80:", "8080:80:", "1.2.3.4:80", "localhost:1:2", "[::1]:1:2", "-1:80", "1:2:3"})
    void whatIsNoneIsRefused(String text) {
        assertThat(error(text).text())
                .startsWith("'" + text + "' is not a port to forward.\n")
                .endsWith("Write it like 8080, 8080:80, 0.0.0.0:8080:80 or 5353:53/udp; the port of this computer comes"
                        + " first, 0 is any that is free.");
    }

    @ParameterizedTest
    @CsvSource({
        "65536:80, Port 65536 is not from 0 to 65535.",
        "80:0, Port 0 is not from 1 to 65535.",
        "123456, Port 123456 is not from 1 to 65535.",
        "1.2.3:1:2, 1.2.3 is not an IPv4 address.",
        "1.2.3.256:1:2, 1.2.3.256 is not an IPv4 address.",
        "80/sctp, There is no protocol 'sctp': it is tcp or udp."
    })
    void theMessageSaysWhatIsWrong(String text, String why) {
        assertThat(error(text).why()).isEqualTo(why);
    }

    @Test
    void aPortOfThisComputerIsForwardedOnce() {
        UserError error = catchThrowableOfType(
                UserError.class, () -> PortForward.parseAll(List.of("8080", "0.0.0.0:8080:80", "1:2")));
        assertThat(error.text())
                .isEqualTo("Port 8080/tcp of this computer is forwarded twice.\n"
                        + "To 127.0.0.1:8080:8080/tcp and to 0.0.0.0:8080:80/tcp.\n"
                        + "Give each forwarded port another one of this computer, or 0 for any that is free.");
    }

    @Test
    void differentPortsMayHaveTheSameNumber() {
        List<String> texts = List.of("53:53/tcp", "53:53/udp", "0:80", "0:80", "127.0.0.2:53:53");
        assertThat(PortForward.parseAll(texts)).hasSize(5);
    }

    @Test
    void isReachedByName() {
        assertThat(PortForward.parse("8080:80").endpoint()).isEqualTo("localhost:8080");
        assertThat(PortForward.parse("0.0.0.0:8080:80").endpoint()).isEqualTo("localhost:8080");
        assertThat(PortForward.parse("10.1.2.3:8080:80").endpoint()).isEqualTo("10.1.2.3:8080");
    }

    private static UserError error(String text) {
        return catchThrowableOfType(UserError.class, () -> PortForward.parse(text));
    }
}
