package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.UserError;

/** A machine in the background becomes ready or is gone, and ends when it is asked to; with a program in QEMU's place. */
@Timeout(60)
class BackgroundMachineTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private Path console;
    private Qemu qemu;

    @BeforeEach
    void installFake() throws IOException {
        qemu = Qemu.find(Optional.of(FakeQemu.install(directory)), "");
        console = directory.resolve("logs/console.log");
    }

    @Test
    void endsByItsPowerButton() throws Exception {
        BackgroundMachine machine =
                start("print begun\nreport listen tcp :: 8080\npowerdown\nreport exit 143", LONG, "8080");
        assertThat(machine.process().isAlive()).isTrue();
        assertThat(machine.stop(LONG)).isEqualTo(new Outcome.Exited(143));
        assertThat(machine.process().isAlive()).isFalse();
        assertThat(console).hasContent("begun\n");
    }

    @Test
    void isEndedWhenItDoesNotHeedIt() throws Exception {
        BackgroundMachine machine = start("report listen tcp 0.0.0.0 8080\nwait", LONG, "8080/tcp");
        assertThat(machine.stop(SHORT)).isEqualTo(new Outcome.DidNotStop(SHORT));
        assertThat(machine.process().isAlive()).isFalse();
    }

    @Test
    void aMicrovmHasNoPowerButton() throws Exception {
        BackgroundMachine machine = BackgroundMachine.start(
                qemu,
                machine("report listen tcp :: 8080\nwait", List.of()).withType(MachineType.MICROVM),
                console,
                Readiness.of(List.of("8080"), List.of(), LONG),
                this::record);
        assertThat(machine.stop(LONG)).isEqualTo(new Outcome.EndedUnasked(MachineType.MICROVM));
        assertThat(machine.process().isAlive()).isFalse();
    }

    @Test
    void hasAnOutcomeWhenItHadEndedBefore() throws Exception {
        BackgroundMachine machine = start("report exit 3", Duration.ZERO);
        assertThat(machine.stop(LONG)).isEqualTo(new Outcome.Exited(3));
    }

    @Test
    void isReadyWhenItListensAtEveryForwardedPort() throws Exception {
        try (BackgroundMachine machine = start("report listen tcp :: 8080\nwait", LONG)) {
            int port = machine.ports().get(0).host();
            assertThat(events).hasSize(2).startsWith("Port 8080/tcp of the machine is localhost:" + port + " here.");
            assertThat(events.get(1)).matches("http://localhost:" + port + " answers after [0-9]+\\.[0-9]{2} s");
        }
    }

    @Test
    void isReadyWhenAPathIsAnsweredWell() throws Exception {
        String kernel = "serve 503 404 200\nreport listen tcp :: 8080\npowerdown\nreport exit 0";
        BackgroundMachine machine = start(kernel, LONG, "http:8080/health?full");
        machine.stop(LONG);
        assertThat(console).hasContent("GET /health?full\n".repeat(3));
    }

    @Test
    void saysWhatIsMissingAndShowsTheConsole() {
        UserError error = failure("print almost\nprint there\nreport listen tcp ::1 8080\nwait", SHORT, "8080");
        assertThat(error.text())
                .isEqualTo("The application is not ready 2 s after its start.\n"
                        + "The application does not listen at port 8080/tcp, but at [::1]:8080/tcp.\n"
                        + "The console's last lines:\nalmost\nthere\n"
                        + "Give it more time with waitTimeout, or wait for something else with waitFor."
                        + " All of the console is in " + console + ".");
        assertThat(events)
                .contains("The application listens at ::1, which only the machine itself reaches: port 8080 is"
                        + " forwarded in vain.");
    }

    @Test
    void saysHowAPathWasAnswered() {
        UserError error = failure("serve 500\nreport listen tcp :: 8080\nwait", SHORT, "http:8080");
        assertThat(error.why()).matches("(?s)GET http://127\\.0\\.0\\.1:[0-9]+/: its answer had status 500\\.\n.*");
    }

    @Test
    void saysHowItEndedBeforeItWasReady() {
        UserError error = failure("print no configuration\nreport exit 78", LONG, "8080");
        assertThat(error.text())
                .isEqualTo("The machine ended before the build could go on: the application ended with status 78.\n"
                        + "The console's last lines:\nno configuration\n"
                        + "Correct what ended it. All of the console is in " + console + ".");
    }

    @Test
    void aPathIsAskedForAtAForwardedPort() {
        assertThat(failure("wait", LONG, "http:9090/").text())
                .isEqualTo("'http:9090/' cannot be waited for: port 9090 is not forwarded.\n"
                        + "Add it to <ports>, or write http:// and the address at which the machine can be reached.");
    }

    @Test
    void onlyTheEndOfTheConsoleIsShown() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("line ").append(i).append('\n');
        }
        Files.writeString(directory.resolve("long"), text);
        assertThat(ConsoleLog.lastLines(directory.resolve("long")))
                .hasSize(20)
                .startsWith("line 4980")
                .endsWith("line 4999");
    }

    private UserError failure(String kernel, Duration limit, String... waitFor) {
        return catchThrowableOfType(UserError.class, () -> start(kernel, limit, waitFor));
    }

    private BackgroundMachine start(String kernel, Duration limit, String... waitFor) throws Exception {
        List<PortForward> ports = PortForward.parseAll(List.of("0:8080"));
        return BackgroundMachine.start(
                qemu, machine(kernel, ports), console, Readiness.of(List.of(waitFor), ports, limit), this::record);
    }

    private Machine machine(String kernel, List<PortForward> ports) throws IOException {
        return Machine.of(Files.writeString(directory.resolve("kernel"), kernel), ByteSize.mebibytes(16))
                .withHardwareAcceleration(false)
                .withDevices(Devices.usual().withNetwork(new Network.User(ports)));
    }

    private void record(Event event) {
        if (!(event instanceof Event.Detail)) {
            events.add(event.message());
        }
    }
}
