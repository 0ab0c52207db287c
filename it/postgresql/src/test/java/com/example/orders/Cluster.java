package com.example.orders;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server of its own, on a free port of this computer's loopback interface. */
final class Cluster implements AutoCloseable {
    private final Path directory;
    private final Path programs;
    private final boolean root = System.getProperty("user.name").equals("root");
    private final int port;

    Cluster() throws IOException, InterruptedException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            programs = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        directory = Files.createTempDirectory("cluster");
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        if (root) {
            run("chown", "-R", "postgres", directory.toString());
        }
        postgres(
                "initdb", "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password.toString(), "-N", "-E", "UTF8",
                "--locale=C.UTF-8", "-D", data());
        postgres(
                "pg_ctl", "-D", data(), "-w", "-l", directory.resolve("log").toString(), "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + directory, "start");
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        postgres("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        run("rm", "-r", directory.toString());
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** The server refuses to run as root. */
    private void postgres(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("output", "");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        int status = process.waitFor();
        String text = Files.readString(output);
        Files.delete(output);
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + status + ": " + text);
        }
    }
}
