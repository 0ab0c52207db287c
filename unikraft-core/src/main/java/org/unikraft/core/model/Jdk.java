package org.unikraft.core.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK on disk, as its {@code release} file describes it.
 *
 * @param home its directory
 * @param version for instance {@code 17.0.15}
 * @param feature the version's first number
 * @param modules names of all its modules
 * @param release digest of the release file, which stands for the whole JDK
 */
public record Jdk(Path home, String version, int feature, SortedSet<String> modules, Digest release) {
    private static final Pattern ENTRY = Pattern.compile("(\\w+)=\"(.*)\"");

    public Jdk {
        modules = Collections.unmodifiableSortedSet(new TreeSet<>(modules));
    }

    /** Reads a JDK's description; a {@link UserError} when the directory is no JDK that an image can be made of. */
    public static Jdk at(Path home) {
        Path file = home.resolve("release");
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw noJdk(home, "There is no readable file 'release' in it.", e);
        }
        String text = new String(content, StandardCharsets.UTF_8);
        String version = entry(text, "JAVA_VERSION");
        String modules = entry(text, "MODULES");
        Matcher feature = Pattern.compile("[0-9]{1,4}").matcher(version);
        if (!feature.lookingAt() || modules.isEmpty()) {
            throw noJdk(home, "Its file 'release' names no version or no modules.", null);
        }
        if (!entry(text, "OS_NAME").equals("Linux") || !entry(text, "OS_ARCH").matches("x86_64|amd64")) {
            throw noJdk(
                    home,
                    "It is for " + entry(text, "OS_NAME") + " on " + entry(text, "OS_ARCH")
                            + "; the image runs programs for Linux on x86_64.",
                    null);
        }
        if (Integer.parseInt(feature.group()) < 17 || !Files.exists(home.resolve("bin/jlink"))) {
            throw noJdk(home, "It is version " + version + " and has " + jlink(home) + ".", null);
        }
        return new Jdk(
                home,
                version,
                Integer.parseInt(feature.group()),
                new TreeSet<>(List.of(modules.split(" "))),
                Digest.of(content));
    }

    private static String jlink(Path home) {
        return Files.exists(home.resolve("bin/jlink")) ? "a jlink" : "no jlink";
    }

    private static String entry(String text, String key) {
        return text.lines()
                .map(ENTRY::matcher)
                .filter(Matcher::matches)
                .filter(entry -> entry.group(1).equals(key))
                .map(entry -> entry.group(2))
                .findFirst()
                .orElse("");
    }

    private static UserError noJdk(Path home, String why, Throwable cause) {
        return new UserError(
                "bad-jdk",
                "No runtime image can be made of " + home + ".",
                why,
                "Use a full JDK 17 or later for Linux on x86_64: run Maven with it, or choose it by a toolchain.",
                cause);
    }

    /** Whether this is the JDK that runs this program. */
    public boolean isCurrent() {
        try {
            return Files.isSameFile(home, Path.of(System.getProperty("java.home")));
        } catch (IOException e) {
            return false;
        }
    }
}
