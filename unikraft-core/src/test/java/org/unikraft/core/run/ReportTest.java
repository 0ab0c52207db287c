package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void exitStatus() throws IOException {
        assertThat(read("exit 3\n").outcome()).contains(new Outcome.Exited(3));
    }

    @Test
    void signal() throws IOException {
        assertThat(read("signal 11\n").outcome()).contains(new Outcome.KilledBySignal(11));
    }

    @Test
    void panicWithItsText() throws IOException {
        assertThat(read("panic out of memory: 12 MiB are not enough\n").outcome())
                .contains(new Outcome.Panicked("out of memory: 12 MiB are not enough"));
    }

    @Test
    void thePanicOfAMachineThatWasAboutToExitCounts() throws IOException {
        assertThat(read("exit 0\npanic assertion 'x' failed\n").outcome())
                .contains(new Outcome.Panicked("assertion 'x' failed"));
    }

    @Test
    void stagesInTheirOrder() throws IOException {
        List<Report.Stage> heard = new ArrayList<>();
        Report report = Report.read(
                new StringReader("stage early 100\nstage memory 250\nexit 0\n"), listener(heard::add, listening -> {}));
        assertThat(report.stages())
                .containsExactly(new Report.Stage("early", 100), new Report.Stage("memory", 250))
                .isEqualTo(heard);
    }

    @Test
    void whereTheApplicationListens() throws IOException {
        List<Report.Listening> heard = new ArrayList<>();
        String text = "listen tcp 0.0.0.0 80\nlisten udp fe80::1 5353\nlisten tcp :: 0\nlisten sctp :: 1\n"
                + "listen tcp localhost 80\nlisten tcp :: 80 81\n";
        Report.read(new StringReader(text), listener(stage -> {}, heard::add));
        assertThat(heard)
                .containsExactly(
                        new Report.Listening(PortForward.Protocol.TCP, "0.0.0.0", 80),
                        new Report.Listening(PortForward.Protocol.UDP, "fe80::1", 5353));
    }

    @Test
    void whatIsNotOfTheProtocolIsNoOutcome() throws IOException {
        for (String text : List.of("", "exit", "exit x", "exit 256", "exit -1", "signal 0", "signal 65", "exited 1")) {
            assertThat(read(text + "\n").outcome()).as(text).isEqualTo(Optional.empty());
        }
    }

    @Test
    void anEndlessLineIsCut() throws IOException {
        Report report = read("panic " + "x".repeat(1 << 20) + "\nexit 1\n");
        assertThat(report.outcome()).contains(new Outcome.Exited(1));
    }

    @Test
    void outcomesInWords() {
        assertThat(new Outcome.Exited(3).description()).isEqualTo("the application ended with status 3");
        assertThat(new Outcome.KilledBySignal(11).description())
                .isEqualTo("the application was killed by signal 11 (SIGSEGV)");
        assertThat(new Outcome.KilledBySignal(40).description()).isEqualTo("the application was killed by signal 40");
        assertThat(new Outcome.TimedOut(java.time.Duration.ofMillis(1500)).description())
                .isEqualTo("it was stopped after 1.5 s, its time limit");
        assertThat(new Outcome.VmmFailed(1, "no such file\n").description())
                .isEqualTo("QEMU ended with status 1 before the kernel reported an outcome: no such file");
    }

    private static Report read(String text) throws IOException {
        return Report.read(new StringReader(text), listener(stage -> {}, listening -> {}));
    }

    private static Report.Listener listener(Consumer<Report.Stage> stages, Consumer<Report.Listening> listening) {
        return new Report.Listener() {
            @Override
            public void began(Report.Stage stage) {
                stages.accept(stage);
            }

            @Override
            public void listens(Report.Listening each) {
                listening.accept(each);
            }
        };
    }
}
