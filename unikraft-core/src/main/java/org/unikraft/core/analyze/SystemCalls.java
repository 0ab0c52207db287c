package org.unikraft.core.analyze;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.unikraft.core.analyze.x86_64.SystemCallFinder;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfHeader;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.model.Digest;

/** Which system calls the programs and libraries of an image can make: found once, and kept by the files' digests. */
final class SystemCalls {
    /** Changes whenever the same files give another result. */
    private static final String RECIPE = "3";

    private static final String UNRESOLVED = "?";

    private final ProcessCode code;
    private final SortedMap<String, ElfFile> files = new TreeMap<>();
    private final Map<String, String> pathByName = new HashMap<>();
    private final Set<String> started = new TreeSet<>();
    private final Set<String> needed = new TreeSet<>();

    private SystemCalls(ProcessCode code) {
        this.code = code;
    }

    static SystemCallFinder.Result of(ProcessCode code, Path cache) throws IOException {
        SortedMap<String, Path> all = new TreeMap<>(code.files());
        all.putAll(code.runtime());
        all.values().removeIf(file -> !isElf(file));
        Path kept = cache.resolve("system-calls-" + digest(code, all).hex());
        Optional<SystemCallFinder.Result> known = load(kept);
        if (known.isPresent()) {
            return known.get();
        }
        SystemCalls calls = new SystemCalls(code);
        SystemCallFinder.Result result = calls.find(all);
        store(kept, result);
        return result;
    }

    private static Digest digest(ProcessCode code, SortedMap<String, Path> files) throws IOException {
        StringBuilder text = new StringBuilder(RECIPE).append('\n').append(code.program());
        for (Map.Entry<String, Path> each : files.entrySet()) {
            text.append('\n')
                    .append(each.getKey())
                    .append(code.runtime().containsKey(each.getKey()) ? " runtime " : " ")
                    .append(Digest.ofFile(each.getValue()));
        }
        return Digest.of(text.toString());
    }

    static boolean isElf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ElfHeader.isElf(ByteSlice.of(file.toString(), in.readNBytes(ElfHeader.MAGIC_SIZE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SystemCallFinder.Result find(SortedMap<String, Path> all) throws IOException {
        SortedSet<String> damaged = new TreeSet<>();
        for (Map.Entry<String, Path> each : all.entrySet()) {
            try {
                ElfFile elf = ElfFile.read(each.getKey(), Files.readAllBytes(each.getValue()));
                if (elf.machine() == Elf.EM_X86_64 && elf.elfClass() == ElfFile.ElfClass.ELF64) {
                    files.put(each.getKey(), elf);
                    pathByName.putIfAbsent(name(each.getKey()), each.getKey());
                }
            } catch (FormatError e) {
                // The kernel and ld.so look at less of a file than this.
                damaged.add(e.getMessage());
            }
        }
        findRoles();
        List<SystemCallFinder.File> list = new ArrayList<>();
        files.forEach((path, elf) -> list.add(
                new SystemCallFinder.File(elf, role(path), code.runtime().containsKey(path))));
        SystemCallFinder.Result result = SystemCallFinder.find(list);
        result.unresolved().addAll(damaged);
        return result;
    }

    /** What is not needed by what is started may be opened. */
    private SystemCallFinder.Role role(String path) {
        return started.contains(path)
                ? SystemCallFinder.Role.STARTED
                : needed.contains(path) ? SystemCallFinder.Role.NEEDED : SystemCallFinder.Role.OPENED;
    }

    /** Any program of the image may take the place of the first (execve). */
    private void findRoles() {
        started.add(code.program());
        files.forEach((path, elf) -> {
            if (elf.header().e_entry() != 0 && elf.soname().isEmpty()) {
                started.add(path);
            }
        });
        for (String program : List.copyOf(started)) {
            Optional.ofNullable(files.get(program))
                    .flatMap(ElfFile::interpreter)
                    .ifPresent(started::add);
        }
        Deque<String> work = new ArrayDeque<>(started);
        Set<String> seen = new HashSet<>();
        while (!work.isEmpty()) {
            ElfFile elf = files.get(work.remove());
            for (String library : elf == null ? List.<String>of() : elf.neededLibraries()) {
                String path = pathByName.get(name(library));
                if (path != null && seen.add(path)) {
                    needed.add(path);
                    work.add(path);
                }
            }
        }
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Empty when nothing was kept, or when the file is not as it was written. */
    private static Optional<SystemCallFinder.Result> load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int body = text.indexOf('\n') + 1;
        if (!text.startsWith(Digest.of(text.substring(body)).hex() + '\n')) {
            return Optional.empty();
        }
        SortedMap<Integer, String> numbers = new TreeMap<>();
        SortedSet<String> unresolved = new TreeSet<>();
        for (String line : text.substring(body).lines().toList()) {
            int separator = line.indexOf(' ');
            String key = line.substring(0, separator);
            if (key.equals(UNRESOLVED)) {
                unresolved.add(line.substring(separator + 1));
            } else {
                numbers.put(Integer.valueOf(key), line.substring(separator + 1));
            }
        }
        return Optional.of(new SystemCallFinder.Result(numbers, unresolved));
    }

    /** A line with the digest of what follows; then one for each number and place. */
    private static void store(Path file, SystemCallFinder.Result result) throws IOException {
        StringBuilder text = new StringBuilder();
        result.numbers()
                .forEach((number, place) ->
                        text.append(number).append(' ').append(oneLine(place)).append('\n'));
        result.unresolved().forEach(place -> text.append(UNRESOLVED)
                .append(' ')
                .append(oneLine(place))
                .append('\n'));
        text.insert(0, Digest.of(text.toString()).hex() + '\n');
        Cache.write(file, text);
    }

    /** A file's name may hold any character. */
    private static String oneLine(String text) {
        return text.replace('\n', '?').replace('\r', '?');
    }
}
