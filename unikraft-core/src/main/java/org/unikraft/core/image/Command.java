package org.unikraft.core.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unikraft.core.model.UserError;

/**
 * What an image runs by itself (docs/design.md, "Boot, command line, exit").
 *
 * @param argv the first is the path of the program
 * @param env the environment
 */
public record Command(List<String> argv, SortedMap<String, String> env) {
    private static final SortedMap<String, String> DEFAULT_ENV =
            new TreeMap<>(Map.of("HOME", "/root", "LANG", "C.UTF-8", "PATH", "/usr/local/bin:/usr/bin:/bin"));

    public Command {
        argv = List.copyOf(argv);
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
    }

    /** A command with the environment that a login on Linux has, and what the user sets besides. */
    static Command of(List<String> argv, SortedMap<String, String> env) {
        SortedMap<String, String> all = new TreeMap<>(DEFAULT_ENV);
        all.putAll(env);
        for (String name : env.keySet()) {
            if (name.isEmpty() || name.contains("=")) {
                throw new UserError(
                        "bad-environment",
                        "'" + name + "' is no name of an environment variable.",
                        name.isEmpty() ? "It is empty." : "It has a '=' in it.",
                        "Correct it in <env>.");
            }
        }
        return new Command(argv, all);
    }

    void addTo(RootFileSystem root) {
        List<String> variables = new ArrayList<>();
        env.forEach((name, value) -> variables.add(name + "=" + value));
        root.bytes(
                ImagePath.of("/etc/unikraft/argv"),
                strings("argument", argv),
                Origin.of(SystemFiles.GROUP, "the command that the image runs"));
        root.bytes(
                ImagePath.of("/etc/unikraft/env"),
                strings("environment variable", variables),
                Origin.of(SystemFiles.GROUP, "the environment of the command that the image runs"));
    }

    private static byte[] strings(String what, List<String> strings) {
        StringBuilder text = new StringBuilder();
        for (String string : strings) {
            if (string.indexOf('\0') >= 0) {
                throw new UserError(
                        "nul-character",
                        "An " + what + " has a NUL character in it: '" + string.replace('\0', '?') + "'.",
                        "No program of Linux can be given one.",
                        "Remove it.");
            }
            text.append(string).append('\0');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
