package org.unikraft.core.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.analyze.x86_64.SystemCallFinder;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.program.Host;
import org.unikraft.core.resolve.BundledLibraries;

/**
 * What the machine code of programs shows against what they do: every system call that strace sees is found, unless the
 * analysis says that it does not know. A table of all programs is written to {@code target/system-calls.md}.
 */
class SystemCallRecallTest {
    private static final List<List<String>> PROGRAMS = List.of(
            List.of("/bin/bash", "-c", "for i in 1 2 3; do echo $i; done > /dev/null; type cd"),
            List.of("/bin/busybox", "sh", "-c", "ls -l / | wc"),
            List.of("/bin/cat", "/etc/passwd"),
            List.of("/bin/cp", "/etc/passwd", "copy"),
            List.of("/bin/date"),
            List.of("/bin/dd", "if=/dev/zero", "of=zeros", "bs=4096", "count=10"),
            List.of("/bin/df", "/"),
            List.of("/bin/grep", "-r", "root", "/etc/passwd", "/etc/group"),
            List.of("/bin/gzip", "-c", "/etc/passwd"),
            List.of("/bin/ls", "-laR", "/etc/apt"),
            List.of("/bin/sed", "-n", "s/root/ROOT/p", "/etc/passwd"),
            List.of("/bin/sleep", "0.01"),
            List.of("/bin/tar", "cf", "archive.tar", "/etc/apt"),
            List.of("/usr/bin/awk", "BEGIN { for (i = 0; i < 1000; i++) s += i; print s }"),
            List.of("/usr/bin/diff", "/etc/passwd", "/etc/group"),
            List.of("/usr/bin/du", "-s", "/etc"),
            List.of("/usr/bin/env"),
            List.of("/usr/bin/find", "/etc", "-name", "*.conf"),
            List.of("/usr/bin/gcc", "-print-search-dirs"),
            List.of("/usr/bin/id"),
            List.of("/usr/bin/ld", "--version"),
            List.of("/usr/bin/make", "--version"),
            List.of("/usr/bin/nl", "/etc/passwd"),
            List.of("/usr/bin/nproc"),
            List.of("/usr/bin/objdump", "-h", "/bin/cat"),
            List.of("/usr/bin/od", "/etc/passwd"),
            List.of("/usr/bin/perl", "-e", "print sqrt(2), qx(pwd)"),
            List.of("/usr/bin/readelf", "-a", "/bin/cat"),
            List.of("/usr/bin/sha256sum", "/etc/passwd"),
            List.of("/usr/bin/shuf", "-i", "1-100"),
            List.of("/usr/bin/sort", "--parallel=2", "-S", "1M", "/etc/passwd"),
            List.of("/usr/bin/split", "-b", "100", "/etc/passwd"),
            List.of("/usr/bin/stat", "/etc/passwd"),
            List.of("/usr/bin/tail", "-n", "2", "/etc/passwd"),
            List.of("/usr/bin/timeout", "1", "/bin/true"),
            List.of("/usr/bin/touch", "touched"),
            List.of("/usr/bin/uniq", "/etc/passwd"),
            List.of("/usr/bin/xz", "-k", "-c", "/etc/passwd"));

    private static final int LEAST_PROGRAMS = 25;

    /** Its own programs: what they call is theirs. */
    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\(.*");

    private static final Pattern LIBRARY = Pattern.compile("\\s(/\\S+) \\(0x");

    @TempDir
    Path directory;

    @Test
    void findsEveryCallThatProgramsMake() throws Exception {
        assumeTrue(Host.has("strace"), "skipped: strace is not installed");
        Map<String, Integer> numbers = new BundledLibraries()
                .systemCalls("x86_64").stream().collect(Collectors.toMap(SystemCall::name, SystemCall::number));
        StringBuilder table = new StringBuilder("| program | made | found | not resolved |\n|---|---|---|---|\n");
        int programs = 0;
        for (List<String> command : PROGRAMS) {
            if (!Files.exists(Path.of(command.get(0)))) {
                continue;
            }
            Path program = Path.of(command.get(0)).toRealPath();
            SortedSet<String> made = made(command);
            SystemCallFinder.Result found = SystemCalls.of(code(program), directory);
            List<String> missed = made.stream()
                    .filter(name -> !found.numbers().containsKey(numbers.get(name)))
                    .toList();
            if (found.unresolved().isEmpty()) {
                assertThat(missed).as("%s", command).isEmpty();
            }
            table.append("| ").append(String.join(" ", command).replace("|", "\\|"));
            table.append(" | ")
                    .append(made.size())
                    .append(" | ")
                    .append(found.numbers().size());
            table.append(" | ").append(found.unresolved().size()).append(" |\n");
            programs++;
        }
        Files.writeString(Path.of("target", "system-calls.md"), table);
        assertThat(programs).isGreaterThanOrEqualTo(LEAST_PROGRAMS);
    }

    /** A program, its interpreter and the libraries that ldd shows. */
    private ProcessCode code(Path program) throws IOException, InterruptedException {
        SortedMap<String, Path> files = new TreeMap<>();
        files.put(program.toString(), program);
        Process ldd = new ProcessBuilder("ldd", program.toString())
                .redirectErrorStream(true)
                .start();
        for (String line :
                new String(ldd.getInputStream().readAllBytes()).lines().toList()) {
            Matcher matcher = LIBRARY.matcher(" " + line);
            if (matcher.find()) {
                files.put(matcher.group(1), Path.of(matcher.group(1)).toRealPath());
            }
        }
        ldd.waitFor();
        return new ProcessCode(program.toString(), files, new TreeMap<>());
    }

    /** Calls of the first process, until it may be another program. */
    private SortedSet<String> made(List<String> command) throws IOException, InterruptedException {
        Path log = directory.resolve("strace");
        List<String> strace = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log.toString()));
        strace.addAll(command);
        Process process = new ProcessBuilder(strace)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        SortedSet<String> calls = new TreeSet<>();
        Optional<String> first = Optional.empty();
        Set<String> ignored = Set.of("execve", "restart_syscall");
        for (String line : Files.readAllLines(log)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                first = first.or(() -> Optional.of(matcher.group(1)));
                if (matcher.group(1).equals(first.get()) && !ignored.contains(matcher.group(2))) {
                    calls.add(matcher.group(2));
                }
            }
        }
        return calls;
    }
}
