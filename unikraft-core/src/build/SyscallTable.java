import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the table of system calls, docs/syscalls.md, from the sources of the library OS: what each {@code
 * UK_SYSCALL(name, …)} implements, and what the comment before it says is missing ({@code partial: …}). Run in the
 * module's directory:
 *
 * <pre>
 * java src/build/SyscallTable.java          writes the table
 * java src/build/SyscallTable.java check    fails when the table is not what would be written
 * </pre>
 */
final class SyscallTable {
    private static final Path TABLE = Path.of("../docs/syscalls.md");
    private static final Path NUMBERS = Path.of("include/uk/syscall_numbers.h");
    private static final List<Path> FOLDERS = List.of(Path.of("lib"), Path.of("arch"), Path.of("plat"));

    private static final Pattern NUMBER = Pattern.compile("#define UK_NR_(\\w+) (\\d+)");
    /** A macro that implements a call whose name is its first parameter. */
    private static final Pattern MACRO =
            Pattern.compile("#define (\\w+)\\((\\w+)\\b[^\\n]*\\\\\\n(?:[^\\n]*\\\\\\n)*?\\s*UK_SYSCALL\\(\\2,");

    private static final Pattern PARTIAL = Pattern.compile("\\bpartial: (.*)");
    private static final Pattern LIBRARY = Pattern.compile("<name>([^<]+)</name>");

    /** A call that is implemented. */
    private record Call(String library, Optional<String> missing) {
        String row() {
            return (missing.isPresent() ? "partial" : "full") + " | " + library + " | " + missing.orElse("");
        }
    }

    private SyscallTable() {}

    public static void main(String[] arguments) throws IOException {
        try {
            String table = table();
            if (arguments.length == 0) {
                Files.writeString(TABLE, table);
            } else if (!Files.exists(TABLE) || !Files.readString(TABLE).equals(table)) {
                throw new IllegalStateException(
                        "docs/syscalls.md is not up to date: run \"java src/build/SyscallTable.java\" in unikraft-core");
            }
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String table() throws IOException {
        Map<Integer, String> names = numbers();
        Map<String, Call> calls = calls();
        calls.keySet().stream().filter(name -> !names.containsValue(name)).forEach(name -> {
            throw new IllegalStateException("UK_SYSCALL(" + name + "): no such number in " + NUMBERS);
        });
        long partial = calls.values().stream()
                .filter(call -> call.missing().isPresent())
                .count();
        return """
                # System calls
                Made by `unikraft-core/src/build/SyscallTable.java` from the sources; do not edit.

                Of Linux's %d system calls on x86-64, %d are implemented in full, %d in part and %d not at all. A call that is
                absent, or whose library is not in the image, returns `-ENOSYS` and says so on the console, once.

                | number | name | state | library | what is missing |
                |--:|---|---|---|---|
                """.formatted(names.size(), calls.size() - partial, partial, names.size() - calls.size())
                + names.entrySet().stream()
                        .map(call -> "| %d | %s | %s |\n"
                                .formatted(
                                        call.getKey(),
                                        call.getValue(),
                                        Optional.ofNullable(calls.get(call.getValue()))
                                                .map(Call::row)
                                                .orElse("absent |  | ")))
                        .collect(Collectors.joining());
    }

    private static Map<Integer, String> numbers() throws IOException {
        Map<Integer, String> names = new TreeMap<>();
        Matcher number = NUMBER.matcher(Files.readString(NUMBERS));
        while (number.find()) {
            names.put(Integer.parseInt(number.group(2)), number.group(1));
        }
        return names;
    }

    private static Map<String, Call> calls() throws IOException {
        Map<String, Call> calls = new TreeMap<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".c"))
                        .filter(file -> !file.getParent().endsWith("test"))
                        .sorted()
                        .forEach(file -> read(file, calls));
            }
        }
        return calls;
    }

    private static void read(Path file, Map<String, Call> calls) {
        try {
            String source = Files.readString(file);
            String makers = Stream.concat(
                            Stream.of("UK_SYSCALL"),
                            MACRO.matcher(source).results().map(macro -> macro.group(1)))
                    .collect(Collectors.joining("|"));
            Matcher call = Pattern.compile(
                            "(?:/\\*((?:[^*]|\\*(?!/))*)\\*/\\s*)?^(?:" + makers + ")\\((\\w+),", Pattern.MULTILINE)
                    .matcher(source);
            while (call.find()) {
                Call before = calls.put(call.group(2), new Call(library(file), missing(call.group(1))));
                if (before != null) {
                    throw new IllegalStateException(
                            call.group(2) + " is implemented twice: in " + before.library() + " and " + library(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a comment says is missing, on one line. */
    private static Optional<String> missing(String comment) {
        if (comment == null) {
            return Optional.empty();
        }
        Matcher partial = PARTIAL.matcher(comment.replaceAll("\\s*\\n\\s*\\*?\\s*", " "));
        return partial.find() ? Optional.of(partial.group(1).strip().replace("|", "\\|")) : Optional.empty();
    }

    private static String library(Path file) throws IOException {
        Matcher name = LIBRARY.matcher(Files.readString(file.resolveSibling("library.xml")));
        if (!name.find()) {
            throw new IllegalStateException(file.resolveSibling("library.xml") + ": no <name>");
        }
        return name.group(1);
    }
}
