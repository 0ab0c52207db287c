package org.unikraft.core.run;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unikraft.core.model.UserError;

/**
 * The kernel's command line: {@code [kernel parameters] -- [application arguments]}, split and unquoted by the kernel as
 * a shell does it ({@code docs/design.md}).
 *
 * @param bootArgs the kernel's parameters, quoted by who wrote them
 * @param arguments the application's arguments, each as the application shall see it
 */
public record CommandLine(String bootArgs, List<String> arguments) {
    public static final CommandLine EMPTY = new CommandLine("", List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    public CommandLine {
        Objects.requireNonNull(bootArgs);
        arguments = List.copyOf(arguments);
    }

    /**
     * A command line that sets variables of the environment besides those of the image.
     *
     * @param bootArgs the kernel's other parameters
     */
    public static CommandLine of(String bootArgs, SortedMap<String, String> env, List<String> arguments) {
        if (env.isEmpty()) {
            return new CommandLine(bootArgs, arguments);
        }
        String variables = env.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .map(variable -> '"' + variable.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(" ", "env.vars=[", "]"));
        return new CommandLine((bootArgs + " " + variables).strip(), arguments);
    }

    /** The same with more parameters of the kernel, behind those that there are. */
    CommandLine withParameters(List<String> more) {
        return new CommandLine((bootArgs + " " + String.join(" ", more)).strip(), arguments);
    }

    /** Splits a text into arguments as a shell does: at white space, with '…', "…" and \. */
    public static List<String> split(String text) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (argument != null) {
                    arguments.add(argument.toString());
                    argument = null;
                }
                continue;
            }
            argument = argument == null ? new StringBuilder() : argument;
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == '\\' && escapes(quote, text, i + 1)) {
                argument.append(text.charAt(++i));
            } else {
                argument.append(c);
            }
        }
        if (quote != 0) {
            throw new UserError(
                    "bad-argument",
                    "A quote in the arguments is not closed.",
                    "The arguments are: " + text,
                    "Close it with another " + quote + ", or write \\" + quote + " for the character itself.");
        }
        if (argument != null) {
            arguments.add(argument.toString());
        }
        return List.copyOf(arguments);
    }

    /** Whether a backslash takes the meaning of the character after it: between "…" only that of " and of itself. */
    private static boolean escapes(char quote, String text, int next) {
        return next < text.length()
                && (quote == 0 || quote == '"' && (text.charAt(next) == '"' || text.charAt(next) == '\\'));
    }

    /** As one text, with every argument quoted that needs it. */
    public String text() {
        String kernel = bootArgs.strip();
        if (arguments.isEmpty()) {
            return kernel;
        }
        String application = arguments.stream().map(CommandLine::quote).collect(Collectors.joining(" "));
        return (kernel.isEmpty() ? "-- " : kernel + " -- ") + application;
    }

    /**
     * The text, after a check that it reaches QEMU unchanged.
     *
     * @param charset in which the operating system takes the arguments of a program
     */
    String textIn(Charset charset) {
        String text = text();
        if (text.indexOf('\0') >= 0) {
            throw new UserError(
                    "bad-argument",
                    "The command line of the machine holds a NUL character.",
                    "Arguments of a program end with one.",
                    "Remove it from the arguments or the boot parameters.");
        }
        if (!charset.newEncoder().canEncode(text)) {
            throw new UserError(
                    "bad-argument",
                    "The command line of the machine holds characters that cannot be passed to QEMU.",
                    "This system's encoding of arguments is " + charset.name() + "; the command line is: " + text,
                    "Run in a UTF-8 locale, for instance with LC_ALL=C.UTF-8.");
        }
        return text;
    }

    private static String quote(String argument) {
        if (PLAIN.matcher(argument).matches()) {
            return argument;
        }
        return "'" + argument.replace("'", "'\\''") + "'";
    }
}
