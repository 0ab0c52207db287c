package org.unikraft.core.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.run.CommandLine;

/**
 * A program of one file. Comments of the form {@code // name: value} at its top say how it is built and run:
 *
 * <ul>
 *   <li>{@code build: static dynamic static-pie musl} how a C or C++ program is linked, each a case; static and dynamic
 *       when absent
 *   <li>{@code flags: -pthread} for the compiler
 *   <li>{@code java: 21} the least version of Java that the program needs
 *   <li>{@code jvm: -XX:+UseSerialGC | -XX:+UseG1GC} flags of the JVM, each alternative a case
 *   <li>{@code modules: jdk.zipfs} modules besides those found
 *   <li>{@code args: a 'b c'} as in a shell
 *   <li>{@code stdin: text\n\x04} with C's escapes
 *   <li>{@code stdin-times: 5000} how often that text is sent; once when absent
 *   <li>{@code env: A=b C=d}
 *   <li>{@code cpu: max qemu64} models of the CPU, each a case; max when absent
 *   <li>{@code memory: 64M} of the machine
 *   <li>{@code user: root} who must run it on Linux, to compare with the unikernel's root
 *   <li>{@code seconds: 60} that the unikernel may take
 * </ul>
 */
record TestProgram(Path source, Map<String, String> directives) {
    private static final Pattern DIRECTIVE = Pattern.compile("// ([a-z-]+): (.*)");
    private static final Set<String> NAMES = Set.of(
            "build",
            "flags",
            "java",
            "jvm",
            "modules",
            "args",
            "stdin",
            "stdin-times",
            "env",
            "cpu",
            "memory",
            "seconds",
            "user");

    static TestProgram read(Path source) {
        Map<String, String> directives = new TreeMap<>();
        try (Stream<String> lines = Files.lines(source)) {
            lines.takeWhile(line -> line.startsWith("//")).forEach(line -> {
                Matcher matcher = DIRECTIVE.matcher(line);
                if (matcher.matches() && !NAMES.contains(matcher.group(1))) {
                    throw new IllegalArgumentException(source + ": no such directive: " + line);
                }
                if (matcher.matches()) {
                    directives.put(matcher.group(1), matcher.group(2).strip());
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new TestProgram(source, directives);
    }

    String name() {
        return source.getFileName().toString();
    }

    boolean isJava() {
        return name().endsWith(".java");
    }

    boolean isCpp() {
        return name().endsWith(".cpp");
    }

    List<String> builds() {
        return words("build", "static dynamic");
    }

    List<String> flags() {
        return words("flags", "");
    }

    int leastJava() {
        return Integer.parseInt(directives.getOrDefault("java", "17"));
    }

    /** Alternatives of flags for the JVM; at least one, which may be without flags. */
    List<List<String>> jvmFlags() {
        return Arrays.stream(directives.getOrDefault("jvm", "").split("\\|", -1))
                .map(CommandLine::split)
                .toList();
    }

    List<String> modules() {
        return words("modules", "");
    }

    List<String> arguments() {
        return words("args", "");
    }

    /** Of the program alone: it comes to what every image has. */
    Map<String, String> env() {
        Map<String, String> env = new TreeMap<>();
        for (String assignment : words("env", "")) {
            env.put(
                    assignment.substring(0, assignment.indexOf('=')),
                    assignment.substring(assignment.indexOf('=') + 1));
        }
        return env;
    }

    byte[] stdin() {
        String text = unescape(directives.getOrDefault("stdin", ""));
        int times = Integer.parseInt(directives.getOrDefault("stdin-times", "1"));
        return text.repeat(times).getBytes(StandardCharsets.ISO_8859_1);
    }

    List<String> cpus() {
        return words("cpu", "max");
    }

    Optional<ByteSize> memory() {
        return Optional.ofNullable(directives.get("memory")).map(ByteSize::parse);
    }

    Optional<String> user() {
        return Optional.ofNullable(directives.get("user"));
    }

    /** How long the unikernel may take: emulated, and on a computer that does other things as well. */
    int seconds() {
        return Integer.parseInt(directives.getOrDefault("seconds", isJava() ? "240" : "60"));
    }

    private List<String> words(String directive, String absent) {
        return CommandLine.split(directives.getOrDefault(directive, absent));
    }

    private static String unescape(String text) {
        Matcher matcher = Pattern.compile("\\\\(x[0-9a-f]{2}|.)").matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(
                match.group(1).equals("n")
                        ? "\n"
                        : match.group(1).startsWith("x")
                                ? String.valueOf(
                                        (char) Integer.parseInt(match.group(1).substring(1), 16))
                                : match.group(1)));
    }
}
