import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;

/**
 * Compiles the micro-libraries with make and gcc and lays them out as resources of the core's jar:
 *
 * <pre>
 * index                   paths of all other files but this, one a line, sorted
 * NAME/library.xml
 * NAME/CPU/*.o
 * syscalls                number, name and library ("-": none) of each system call of Linux, one a line, by number
 * </pre>
 *
 * Arguments: directory of the module, directory to compile in, directory of the resources.
 */
final class MicroLibraries {
    private static final Pattern NUMBER = Pattern.compile("#define UK_NR_(\\w+) (\\d+)");
    private static final Pattern RECORD = Pattern.compile("\\.uk_syscall\\.(\\d+)\\.(\\w+)");

    private final Path module;
    private final Path objects;
    private final Path resources;

    private MicroLibraries(Path module, Path objects, Path resources) {
        this.module = module;
        this.objects = objects;
        this.resources = resources;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            new MicroLibraries(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2])).build();
        } catch (Failure e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void build() throws IOException, InterruptedException {
        requireTools("make", "gcc");
        run(
                "make",
                "-s",
                "-C",
                module.toString(),
                "OUT=" + objects,
                "all",
                objects.resolve("index").toString());
        Set<String> files = new TreeSet<>(Files.readAllLines(objects.resolve("index")));
        Files.createDirectories(resources);
        removeAllBut(files);
        for (String file : files) {
            copy(objects.resolve(file), resources.resolve(file));
        }
        write("syscalls", syscalls(files));
        write("index", files);
    }

    private static void requireTools(String... tools) {
        List<String> path =
                List.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"));
        List<String> missing = Stream.of(tools)
                .filter(tool -> path.stream().noneMatch(directory -> Files.isExecutable(Path.of(directory, tool))))
                .toList();
        if (!missing.isEmpty()) {
            throw new Failure("The micro-libraries are C: building this project needs " + String.join(" and ", missing)
                    + ". On Debian: apt-get install " + String.join(" ", missing)
                    + ". (Who uses the plugin needs neither.)");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new Failure("'" + String.join(" ", command) + "' ended with status " + status + ".");
        }
    }

    /** What an earlier build left and this one does not have must not get into the jar. */
    private void removeAllBut(Set<String> files) throws IOException {
        Files.walkFileTree(resources, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!files.contains(resources.relativize(file).toString())) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to) && Files.mismatch(from, to) < 0) {
            return;
        }
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(String file, Iterable<String> lines) throws IOException {
        Files.writeString(resources.resolve(file), String.join("\n", lines) + "\n");
    }

    private List<String> syscalls(Set<String> files) throws IOException {
        Map<Integer, String> names = new TreeMap<>();
        for (String line : Files.readAllLines(module.resolve("include/uk/syscall_numbers.h"))) {
            Matcher matcher = NUMBER.matcher(line);
            if (matcher.matches()) {
                names.put(Integer.valueOf(matcher.group(2)), matcher.group(1));
            }
        }
        Map<Integer, String> libraries = new TreeMap<>();
        for (String file : files) {
            if (file.endsWith(".o")) {
                records(file, names, libraries);
            }
        }
        List<String> lines = new ArrayList<>();
        names.forEach((number, name) -> lines.add(number + " " + name + " " + libraries.getOrDefault(number, "-")));
        return lines;
    }

    private void records(String file, Map<Integer, String> names, Map<Integer, String> libraries) {
        String library = file.substring(0, file.indexOf('/'));
        for (ElfSection section : read(file).sections()) {
            Matcher matcher = RECORD.matcher(section.name());
            if (!matcher.matches()) {
                continue;
            }
            Integer number = Integer.valueOf(matcher.group(1));
            if (!matcher.group(2).equals(names.get(number))) {
                throw new Failure(file + " implements " + matcher.group(2) + " as system call " + number
                        + ", which syscall_numbers.h calls " + names.get(number) + ".");
            }
            String other = libraries.put(number, library);
            if (other != null) {
                throw new Failure("System call " + matcher.group(2) + " is implemented twice, in " + other + " and in "
                        + library + ".");
            }
        }
    }

    private ElfFile read(String file) {
        try {
            return ElfFile.read(file, Files.readAllBytes(objects.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that who builds can put right; its message says it all. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }
}
