package org.unikraft.core.run;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
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
