package org.unikraft.core.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.run.CommandLine;
import org.unikraft.core.run.Devices;
import org.unikraft.core.run.Network;

/** A program of {@code src/test/kernel}; {@code kernel_test.h} there explains the directives at its top. */
record KernelProgram(Path source, Map<String, List<String>> directives) {
    private static final Pattern DIRECTIVE = Pattern.compile("// ([a-z]+): (.*)");
    private static final int SECTOR = 512;
    private static final List<String> NAMES =
            List.of("boot", "args", "cpu", "machine", "memory", "devices", "libraries", "outcome", "output");

    static KernelProgram read(Path source) {
        Map<String, List<String>> directives = new TreeMap<>();
        try (Stream<String> lines = Files.lines(source)) {
            lines.takeWhile(line -> line.startsWith("//")).forEach(line -> {
                Matcher matcher = DIRECTIVE.matcher(line);
                if (matcher.matches() && NAMES.contains(matcher.group(1))) {
                    directives
                            .computeIfAbsent(matcher.group(1), name -> new ArrayList<>())
                            .add(matcher.group(2).strip());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!directives.containsKey("outcome")) {
            throw new IllegalArgumentException(source + " does not say its outcome");
        }
        return new KernelProgram(source, directives);
    }

    String name() {
        return source.getFileName().toString();
    }

    CommandLine commandLine() {
        return new CommandLine(one("boot", ""), CommandLine.split(one("args", "")));
    }

    List<String> cpus() {
        return CommandLine.split(one("cpu", "max"));
    }

    List<String> machines() {
        return CommandLine.split(one("machine", "pc"));
    }

    ByteSize memory() {
        return ByteSize.parse(one("memory", "64M"));
    }

    /** @param work where files of disks are made */
    Devices devices(Path work) throws IOException {
        Devices devices = Devices.NONE;
        for (String device : CommandLine.split(one("devices", ""))) {
            String[] parts = device.split("=", 2);
            devices = switch (parts[0]) {
                case "random" -> devices.withRandom();
                case "network" -> devices.withNetwork(Network.User.WITHOUT_PORTS);
                case "disk", "readonly" ->
                    devices.withDisk(
                            new Devices.Disk(disk(work, ByteSize.parse(parts[1])), parts[0].equals("readonly")));
                default -> throw new IllegalArgumentException(source + " asks for a device " + device);
            };
        }
        return devices;
    }

    /** Each sector begins with its number, 64 bits little-endian. */
    static Path disk(Path work, ByteSize size) throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) size.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int sector = 0; sector < content.capacity() / SECTOR; sector++) {
            content.putLong(sector * SECTOR, sector);
        }
        return Files.write(Files.createTempFile(work, "disk", ""), content.array());
    }

    List<String> libraries() {
        return CommandLine.split(one("libraries", ""));
    }

    Pattern outcome() {
        return pattern(one("outcome", ""));
    }

    /** Matches an output that has the expected lines in their order. */
    Pattern output() {
        StringBuilder all = new StringBuilder("(?s).*");
        for (String line : directives.getOrDefault("output", List.of())) {
            all.append("(?<=^|\\n)").append(pattern(line).pattern()).append("\\n.*");
        }
        return Pattern.compile(all.toString());
    }

    private String one(String name, String absent) {
        return directives.getOrDefault(name, List.of(absent)).get(0);
    }

    private static Pattern pattern(String text) {
        StringBuilder pattern = new StringBuilder();
        for (String part : text.split("(?<=…)|(?=…)")) {
            pattern.append(part.equals("…") ? "[^\\n]*" : Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString());
    }
}
