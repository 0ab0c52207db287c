package org.unikraft.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.unikraft.core.BuildRequest;
import org.unikraft.core.Unikernel;
import org.unikraft.core.model.Application;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.resolve.BundledLibraries;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.Qemu;

/**
 * Every program of {@code src/test/programs} does the same on Linux and as a unikernel: same output, same status. {@code
 * -Dprograms=hello,threads} picks some by how their names begin.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProgramsTest {
    private static final Path PROGRAMS = Path.of("src/test/programs");
    private static final Path CACHE = Path.of("target/programs-cache");

    /** What every image has in its environment. */
    private static final Map<String, String> IMAGE_ENV =
            Map.of("HOME", "/root", "LANG", "C.UTF-8", "PATH", "/usr/local/bin:/usr/bin:/bin");

    @TempDir
    static Path work;

    private final BundledLibraries libraries = new BundledLibraries();

    /** One way of building a program, and how that runs on Linux. */
    private record Build(
            TestProgram program, String name, Application application, List<String> command, List<String> compile) {}

    /** Commands that have been run: several builds and CPUs share what one compiles. */
    private final Map<List<String>, Ended> compiled = new ConcurrentHashMap<>();

    @TestFactory
    Stream<DynamicNode> programs() throws IOException {
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            List<Path> sources = files.filter(ProgramsTest::isWanted).sorted().toList();
            return sources.stream()
                    .map(TestProgram::read)
                    .map(program -> DynamicContainer.dynamicContainer(program.name(), tests(program)));
        }
    }

    private Stream<DynamicTest> tests(TestProgram program) {
        List<Build> builds = program.isJava() ? javaBuilds(program) : nativeBuilds(program);
        if (builds.isEmpty()) {
            String why = "skipped: no JDK " + program.leastJava() + " or later is installed";
            return Stream.of(DynamicTest.dynamicTest("Java " + program.leastJava(), () -> abort(why)));
        }
        return builds.stream().flatMap(this::tests);
    }

    private static boolean isWanted(Path file) {
        String name = file.getFileName().toString();
        return name.matches(".*\\.(c|cpp|java)")
                && Stream.of(System.getProperty("programs", "").split(",")).anyMatch(name::startsWith);
    }

    private List<Build> nativeBuilds(TestProgram program) {
        List<Build> builds = new ArrayList<>();
        for (String kind : program.builds()) {
            Path executable = work.resolve(program.name() + "-" + kind);
            String compiler = program.isCpp() ? "g++" : kind.equals("musl") ? "musl-gcc" : "gcc";
            List<String> command = new ArrayList<>(List.of(compiler, "-O2"));
            switch (kind) {
                case "static", "musl" -> command.add("-static");
                case "static-pie" -> command.add("-static-pie");
                case "dynamic" -> command.addAll(List.of("-pie", "-fPIE"));
                default -> throw new IllegalArgumentException(program.name() + ": no such build: " + kind);
            }
            command.addAll(List.of("-o", executable.toString(), program.source().toString()));
            command.addAll(program.flags());
            List<String> run = new ArrayList<>(List.of(executable.toString()));
            run.addAll(program.arguments());
            builds.add(new Build(program, kind, NativeApplication.of(executable), run, command));
        }
        return builds;
    }

    private List<Build> javaBuilds(TestProgram program) {
        List<Build> builds = new ArrayList<>();
        SortedMap<Integer, Path> jdks = Host.jdks().tailMap(program.leastJava());
        jdks.forEach((version, home) -> {
            for (List<String> flags : program.jvmFlags()) {
                Path classes = work.resolve(program.name() + "-" + version);
                String mainClass = program.name().replace(".java", "");
                List<String> run =
                        new ArrayList<>(List.of(home.resolve("bin/java").toString()));
                run.addAll(flags);
                run.addAll(List.of("-cp", classes.toString(), mainClass));
                run.addAll(program.arguments());
                Application application = new JavaApplication(
                        classes,
                        List.of(),
                        Optional.of(mainClass),
                        flags,
                        new TreeSet<>(program.modules()),
                        false,
                        home);
                List<String> compile = List.of(
                        home.resolve("bin/javac").toString(),
                        "-encoding",
                        "UTF-8",
                        "-d",
                        classes.toString(),
                        program.source().toString());
                builds.add(new Build(
                        program,
                        "Java " + version + (flags.isEmpty() ? "" : " " + String.join(" ", flags)),
                        application,
                        run,
                        compile));
            }
        });
        return builds;
    }

    private Stream<DynamicTest> tests(Build build) {
        return build.program().cpus().stream()
                .map(cpu -> DynamicTest.dynamicTest(build.name() + " on CPU " + cpu, () -> compare(build, cpu)));
    }

    private void compare(Build build, String cpu) throws IOException, InterruptedException {
        String compiler = build.compile().get(0);
        assumeTrue(compiler.startsWith("/") || Host.has(compiler), () -> "skipped: " + compiler + " is not installed");
        assumeTrue(Host.has("qemu-system-x86_64"), "skipped: qemu-system-x86_64 is not installed");
        TestProgram program = build.program();
        String user = System.getProperty("user.name");
        assumeTrue(
                program.user().orElse(user).equals(user),
                () -> "skipped: needs to run as " + program.user().orElseThrow());
        compile(build.compile());
        Path directory = Files.createTempDirectory(work, "cwd");
        Map<String, String> env = new TreeMap<>(IMAGE_ENV);
        env.putAll(program.env());
        // Whoever runs the tests in the background may have left signals ignored.
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "--default-signal"));
        command.addAll(build.command());
        Ended onLinux = Host.run(command, directory, program.stdin(), env);
        assertThat(asUnikernel(build, cpu))
                .as("%s, %s, CPU %s", program.name(), build.name(), cpu)
                .isEqualTo(onLinux);
    }

    private void compile(List<String> command) {
        Ended ended = compiled.computeIfAbsent(command, key -> {
            try {
                return Host.run(key, Path.of("."), new byte[0], Map.of("PATH", System.getenv("PATH")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
        assertThat(ended.status()).as("%s: %s", command, ended).isEqualTo("0");
    }

    private Ended asUnikernel(Build build, String cpu) throws IOException, InterruptedException {
        TestProgram program = build.program();
        BuildRequest.Builder request = BuildRequest.builder(
                        build.application(), Files.createTempDirectory(work, "image"), CACHE)
                .env(Map.copyOf(program.env()));
        program.memory().ifPresent(request::memory);
        BuiltImage image =
                Unikernel.build(request.build(), libraries, event -> {}).get(0);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Outcome outcome = Qemu.find()
                .run(
                        Machine.of(image)
                                .withArguments(program.arguments())
                                .withCpu(cpu)
                                .withHardwareAcceleration(false),
                        new Console(new ByteArrayInputStream(program.stdin()), output),
                        Optional.of(Duration.ofSeconds(program.seconds())),
                        event -> {});
        return Ended.of(outcome, output.toByteArray());
    }
}
