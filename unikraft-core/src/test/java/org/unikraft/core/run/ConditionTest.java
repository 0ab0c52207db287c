package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unikraft.core.model.UserError;
import org.unikraft.core.run.PortForward.Protocol;

class ConditionTest {
    @Test
    void isAPortOrAnAddress() {
        assertThat(Condition.parse(" 8080 ")).isEqualTo(new Condition.Listens(Protocol.TCP, 8080));
        assertThat(Condition.parse("5353/udp")).isEqualTo(new Condition.Listens(Protocol.UDP, 5353));
        assertThat(Condition.parse("http:8080")).isEqualTo(new Condition.Answers(8080, "/"));
        assertThat(Condition.parse("http:80/a?b=c")).isEqualTo(new Condition.Answers(80, "/a?b=c"));
        assertThat(Condition.parse("http://10.0.0.2:80/a"))
                .isEqualTo(new Condition.AnswersAt(URI.create("http://10.0.0.2:80/a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "8080/sctp", "http:", "http:0/", "http:8080/|", "http:///x", "ready"})
    void anythingElseIsRefused(String text) {
        UserError error = catchThrowableOfType(UserError.class, () -> Condition.parse(text));
        assertThat(error.what()).isEqualTo("'" + text + "' is nothing that can be waited for.");
    }
}
