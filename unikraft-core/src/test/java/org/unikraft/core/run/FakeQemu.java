package org.unikraft.core.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Stands in for QEMU. The "kernel" is a list of what to do, one a line: {@code report TEXT}, {@code print TEXT},
 * {@code bytes HEX}, {@code error TEXT}, {@code input} (prints in hex what comes until the end of input), {@code wait}
 * (for ever), {@code status N}.
 */
final class FakeQemu {
    private FakeQemu() {}

    /** An executable that behaves as one. */
    static Path install(Path directory) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = directory.resolve("qemu-system-x86_64");
        Files.writeString(
                script,
                "#!/bin/sh\nexec " + java + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "
                        + Path.of("target/test-classes").toAbsolutePath() + " " + FakeQemu.class.getName()
                        + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    public static void main(String[] args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        Path kernel = Path.of(arguments.get(arguments.indexOf("-kernel") + 1));
        String chardev = arguments.stream()
                .filter(argument -> argument.startsWith("socket,id=report,path="))
                .findFirst()
                .orElseThrow();
        Path socket = Path.of(chardev.substring("socket,id=report,path=".length()));
        for (String line : Files.readAllLines(kernel)) {
            if (line.equals("unconnected")) {
                System.err.println("qemu-system-x86_64: cannot");
                System.exit(1);
            }
        }
        try (SocketChannel report = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            for (String line : Files.readAllLines(kernel)) {
                obey(line, report);
            }
        }
    }

    private static void obey(String line, SocketChannel report) throws Exception {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "report" -> report.write(ByteBuffer.wrap((words[1] + "\n").getBytes(StandardCharsets.UTF_8)));
            case "print" -> System.out.println(words[1]);
            case "bytes" -> {
                System.out.write(HexFormat.of().parseHex(words[1]));
                System.out.flush();
            }
            case "error" -> System.err.println(words[1]);
            case "input" -> System.out.println(HexFormat.of().formatHex(readInput()));
            case "wait" -> Thread.sleep(Long.MAX_VALUE);
            case "status" -> System.exit(Integer.parseInt(words[1]));
            default -> throw new IllegalArgumentException(line);
        }
    }

    /** What the kernel's console driver would hand to the application. */
    private static byte[] readInput() throws IOException {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        while (true) {
            int value = System.in.read();
            if (value < 0 || value == 0x04) {
                return input.toByteArray();
            }
            input.write(value == 0x16 ? System.in.read() : value);
        }
    }
}
