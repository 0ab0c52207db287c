package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JUnit's console launcher runs tests. */
final class Tests {
    static class Sample {
        @Test
        void temporary(@TempDir Path directory) throws Exception {
            assertEquals(5, Files.size(Files.writeString(directory.resolve("file"), "hello")));
        }

        @ParameterizedTest
        @CsvSource({"1, 1, 2", "2, 3, 5", "2, 2, 5"})
        void sums(int a, int b, int sum) {
            assertEquals(sum, a + b);
        }

        @Test
        void slow() {
            assertTimeoutPreemptively(Duration.ofMillis(100), () -> Thread.sleep(60_000));
        }

        @Test
        @Disabled("as an example")
        void disabled() {}
    }

    static void run() {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int status = ToolProvider.findFirst("junit").orElseThrow().run(writer, writer,
                "execute", "--disable-banner", "--disable-ansi-colors", "--details=summary",
                "--select-class=" + Sample.class.getName());
        System.out.println("status " + status);
        output.toString().lines()
                .filter(line -> line.matches("\\[ +\\d+ tests .*|    => .*"))
                .forEach(System.out::println);
    }

    private Tests() {}
}
