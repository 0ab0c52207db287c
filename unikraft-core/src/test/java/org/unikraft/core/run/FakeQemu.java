package org.unikraft.core.run;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for QEMU. The "kernel" is a list of what to do, one a line: {@code report TEXT}, {@code print TEXT},
 * {@code bytes HEX}, {@code error TEXT}, {@code input} (prints in hex what comes until the end of input), {@code wait}
 * (for ever), {@code powerdown} (waits for the power button), {@code serve N…} (answers HTTP requests at the forwarded port,
 * the first with status N, and so on), {@code status N}.
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
        for (String line : Files.readAllLines(kernel)) {
            if (line.equals("unconnected")) {
                System.err.println("qemu-system-x86_64: cannot");
                System.exit(1);
            }
        }
        try (SocketChannel monitor = connect(arguments, "monitor");
                SocketChannel report = connect(arguments, "report")) {
            for (String line : Files.readAllLines(kernel)) {
                switch (line.split(" ")[0]) {
                    case "powerdown" -> awaitPowerButton(monitor);
                    case "serve" -> serve(line.split(" "), forwardedPort(arguments));
                    default -> obey(line, report);
                }
            }
            System.exit(0);
        }
    }

    private static SocketChannel connect(List<String> arguments, String id) throws IOException {
        String prefix = "socket,id=" + id + ",path=";
        Path socket = Path.of(value(arguments, prefix));
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static int forwardedPort(List<String> arguments) {
        String rest = value(arguments, "user,id=net0,hostfwd=tcp:127.0.0.1:");
        return Integer.parseInt(rest.substring(0, rest.indexOf('-')));
    }

    private static String value(List<String> arguments, String prefix) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .substring(prefix.length());
    }

    private static void awaitPowerButton(SocketChannel monitor) throws IOException {
        say(monitor, "{\"QMP\": {\"version\": {}}}");
        BufferedReader requests =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(monitor), StandardCharsets.UTF_8));
        String text = "";
        while (!text.contains("system_powerdown")) {
            text += requests.readLine();
            if (text.endsWith("}")) {
                say(monitor, "{\"event\": \"SOMETHING\"}\n{\"return\": {}}");
            }
        }
    }

    private static void serve(String[] words, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        AtomicInteger next = new AtomicInteger();
        server.createContext("/", exchange -> {
            int index = Math.min(next.getAndIncrement(), words.length - 2);
            System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(Integer.parseInt(words[index + 1]), -1);
            exchange.close();
        });
        server.start();
    }

    private static void say(SocketChannel channel, String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private static void obey(String line, SocketChannel report) throws Exception {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "report" -> say(report, words[1]);
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
