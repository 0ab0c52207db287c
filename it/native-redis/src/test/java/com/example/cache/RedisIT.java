package com.example.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Redis' own clients see. */
@Timeout(120)
class RedisIT {
    @Test
    void keepsValues() throws Exception {
        assertEquals("OK", cli("set", "greeting", "hello"));
        assertEquals("hello", cli("get", "greeting"));
        assertEquals("3", cli("rpush", "list", "a", "b", "c"));
        assertEquals("b\nc", cli("lrange", "list", "-2", "-1"));
        assertEquals("9", cli("eval", "return ARGV[1] * ARGV[1]", "0", "3"));
        // There is no fork.
        assertTrue(cli("bgsave").contains("ERR"), "BGSAVE succeeded");
        String memory = cli("info", "memory");
        assertTrue(memory.contains("mem_allocator:jemalloc"), memory);
    }

    @Test
    void publishesAndExpires() throws Exception {
        assertEquals("OK", cli("set", "short", "life", "px", "300"));
        assertEquals("life", cli("get", "short"));
        Thread.sleep(600);
        assertEquals("", cli("get", "short"));
        Process subscriber = start("redis-cli", "subscribe", "news");
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!cli("publish", "news", "extra").equals("1")) {
                assertTrue(System.nanoTime() < deadline, "nobody subscribed");
            }
            List<String> lines = new ArrayList<>();
            var output = subscriber.inputReader();
            for (int i = 0; i < 6; i++) {
                lines.add(output.readLine());
            }
            assertEquals(List.of("subscribe", "news", "1", "message", "news", "extra"), lines);
        } finally {
            subscriber.destroy();
        }
    }

    /** Of few connections, which it opens all at once: behind QEMU's forwarded ports there is a queue of one. */
    @Test
    void standsItsBenchmark() throws Exception {
        Process benchmark = start(
                "redis-benchmark", "-c", "2", "-n", "10000", "-P", "16", "-d", "100", "-q", "-t", "ping,set,get,lpush");
        String output = new String(benchmark.getInputStream().readAllBytes());
        assertEquals(0, benchmark.waitFor(), output);
        List<String> results = Arrays.stream(output.split("[\r\n]+"))
                .filter(line -> line.contains("requests per second"))
                .toList();
        results.forEach(System.out::println);
        assertEquals(5, results.size(), output);
        assertEquals("10000", cli("llen", "mylist"));
    }

    private static String cli(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("redis-cli"));
        all.addAll(List.of(command));
        Process process = start(all.toArray(String[]::new));
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output.strip();
    }

    private static Process start(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(program, "-h", "127.0.0.1", "-p", System.getProperty("redis.port")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Process start(String[] command) throws Exception {
        return start(command[0], Arrays.copyOfRange(command, 1, command.length));
    }
}
