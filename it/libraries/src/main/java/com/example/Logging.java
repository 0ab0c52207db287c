package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/** Loggers that hand over to a thread of their own through a ring buffer, to a file that rolls over. */
final class Logging {
    /** Has to come before any library of the others logs. */
    static void configure() throws IOException {
        System.setProperty("logs", Files.createTempDirectory("log4j").toString());
        System.setProperty("log4j2.contextSelector", "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
    }

    static void run() throws IOException {
        Path directory = Path.of(System.getProperty("logs"));
        Logger log = LogManager.getLogger("com.example");
        for (int i = 0; i < 1000; i++) {
            log.info("message {} of {}", i, 1000);
        }
        log.warn("failed", new IllegalStateException("on purpose"));
        ((LoggerContext) LogManager.getContext(false)).stop();
        List<String> lines = Files.readAllLines(directory.resolve("app.log"));
        System.out.println(lines.size() > 2 && lines.contains("java.lang.IllegalStateException: on purpose"));
        int rolled = 0;
        try (var files = Files.newDirectoryStream(directory, "app-*.log.gz")) {
            for (Path file : files) {
                rolled += Files.size(file) > 0 ? 1 : 0;
            }
        }
        System.out.println(rolled + " files rolled over");
    }

    private Logging() {}
}
