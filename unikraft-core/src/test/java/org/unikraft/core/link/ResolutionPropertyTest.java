package org.unikraft.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSection;

/**
 * Random objects and archives against a model of resolution and liveness that is a few lines long: who defines a name,
 * which members are taken, what is reached from the entry, and where each reference leads.
 */
class ResolutionPropertyTest {
    private static final int R_64 = 1;

    /** A function in a section of its own, with the names that it asks for. */
    private record Function(String file, String name, int binding, List<Ask> asks) {
        String section() {
            return ".text." + name;
        }
    }

    private record Ask(String name, boolean weak) {}

    private record Program(Map<String, List<Function>> objects, Map<String, List<Function>> members) {}

    @Property(tries = 300, seed = "20260101")
    void linksAsTheModelSays(@ForAll long seed) {
        Program program = program(new Random(seed));
        Model model = new Model(program);
        LinkRequest request = request(program);
        List<String> problems = new ArrayList<>();
        LinkResult result = null;
        try {
            result = Linker.link(request);
        } catch (LinkError e) {
            e.problems().forEach(problem -> problems.add(problem.what().replaceAll("^[^']*'([^']*)'.*", "$1")));
        }
        if (!model.duplicates.isEmpty()) {
            assertThat(new TreeSet<>(problems)).isEqualTo(new TreeSet<>(model.duplicates));
        } else if (!model.undefined.isEmpty()) {
            assertThat(new TreeSet<>(problems)).isEqualTo(new TreeSet<>(model.undefined));
        } else {
            assertThat(problems).isEmpty();
            check(result, model);
        }
    }

    private static void check(LinkResult result, Model model) {
        Map<String, Long> addresses = new HashMap<>();
        for (LinkMap.Section section : result.map().sections()) {
            section.parts().forEach(part -> addresses.put(part.object() + part.section(), part.address()));
        }
        Set<String> expected = new HashSet<>();
        model.live.forEach(function -> expected.add(function.file + function.section()));
        assertThat(addresses.keySet()).isEqualTo(expected);
        ElfFile elf = ElfFile.read("image", result.image());
        for (Function function : model.live) {
            for (int i = 0; i < function.asks.size(); i++) {
                Function target = model.target(function, function.asks.get(i).name);
                long value = target == null ? 0 : addresses.get(target.file + target.section());
                long at = addresses.get(function.file + function.section()) + 8L * (i + 1);
                assertThat(word(elf, at)).isEqualTo(value + i);
            }
        }
    }

    private static long word(ElfFile elf, long address) {
        for (ElfSection section : elf.sections()) {
            long offset = address - section.header().sh_addr();
            if (section.header().has(Elf.SHF_ALLOC)
                    && offset >= 0
                    && offset < section.data().length()) {
                return section.data().u64(offset);
            }
        }
        throw new AssertionError();
    }

    /** Names of archive members are defined once: otherwise the order of the search would be part of the model. */
    private static Program program(Random random) {
        Program program = new Program(new LinkedHashMap<>(), new LinkedHashMap<>());
        int objects = 1 + random.nextInt(4);
        int members = random.nextInt(4);
        for (int i = 0; i < objects + members; i++) {
            boolean member = i >= objects;
            String file = (member ? "m" : "o") + i + ".o";
            List<Function> functions = new ArrayList<>();
            Set<String> own = new HashSet<>();
            for (int f = 0; f < 1 + random.nextInt(5); f++) {
                String name = i == 0 && f == 0 ? "uk_entry" : member ? "m" + i + f : "f" + random.nextInt(14);
                if (own.add(name)) {
                    functions.add(new Function(file, name, binding(random, name), asks(random, objects, members)));
                }
            }
            (member ? program.members : program.objects).put(file, functions);
        }
        return program;
    }

    private static int binding(Random random, String name) {
        return name.equals("uk_entry") ? Elf.STB_GLOBAL : List.of(1, 2, 2, 2, 0).get(random.nextInt(5));
    }

    private static List<Ask> asks(Random random, int objects, int members) {
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            boolean member = members > 0 && random.nextInt(3) == 0;
            String name =
                    member ? "m" + (objects + random.nextInt(members)) + random.nextInt(2) : "f" + random.nextInt(14);
            asks.add(new Ask(name, random.nextInt(3) > 0));
        }
        return asks;
    }

    private static LinkRequest request(Program program) {
        List<InputFile> objects = new ArrayList<>();
        program.objects.forEach((name, functions) -> objects.add(new InputFile(name, object(functions))));
        Map<String, byte[]> members = new LinkedHashMap<>();
        program.members.forEach((name, functions) -> members.put(name, object(functions)));
        return LinkRequest.builder(ImageLayout.ring0X86_64())
                .objects(objects)
                .archives(List.of(new InputFile("a.a", ObjectBuilder.archive(members))))
                .build();
    }

    private static byte[] object(List<Function> functions) {
        ObjectBuilder object = new ObjectBuilder();
        Map<String, Boolean> weak = new HashMap<>(); // a symbol of an object is weak or not, for all its references
        functions.forEach(
                function -> function.asks.forEach(ask -> weak.merge(ask.name, ask.weak, Boolean::logicalAnd)));
        for (Function function : functions) {
            ByteBuffer content =
                    ByteBuffer.allocate(8 + 8 * function.asks.size()).order(ByteOrder.LITTLE_ENDIAN);
            object.section(function.section(), Elf.SHF_EXECINSTR, content.array());
            object.define(function.name, function.binding, 0);
            for (int i = 0; i < function.asks.size(); i++) {
                String name = function.asks.get(i).name;
                int binding = weak.get(name) ? Elf.STB_WEAK : Elf.STB_GLOBAL;
                object.relocate(8L * (i + 1), R_64, name, binding, i);
            }
        }
        return object.build();
    }

    /** What should come out. */
    private static final class Model {
        final Map<String, List<Function>> files;
        final Map<String, Function> definitions = new HashMap<>();
        final Set<String> duplicates = new HashSet<>();
        final Set<String> undefined = new HashSet<>();
        final Set<Function> live = new LinkedHashSet<>();

        Model(Program program) {
            files = new LinkedHashMap<>(program.objects);
            boolean more = true;
            while (more) {
                Set<String> wanted = wanted();
                more = false;
                for (Map.Entry<String, List<Function>> member : program.members.entrySet()) {
                    boolean defines = member.getValue().stream()
                            .anyMatch(function -> function.binding != Elf.STB_LOCAL && wanted.contains(function.name));
                    more |= defines && files.putIfAbsent(member.getKey(), member.getValue()) == null;
                }
            }
            files.values().forEach(functions -> functions.forEach(this::define));
            reach();
        }

        /** Names that some file needs, of those that it does not define itself. */
        private Set<String> wanted() {
            Set<String> wanted = new HashSet<>();
            for (List<Function> functions : files.values()) {
                for (Function function : functions) {
                    for (Ask ask : function.asks) {
                        if (own(function, ask.name) == null && !isWeak(function, ask.name)) {
                            wanted.add(ask.name);
                        }
                    }
                }
            }
            return wanted;
        }

        private Function own(Function from, String name) {
            return files.get(from.file).stream()
                    .filter(function -> function.name.equals(name))
                    .findFirst()
                    .orElse(null);
        }

        private boolean isWeak(Function from, String name) {
            return files.get(from.file).stream()
                    .flatMap(function -> function.asks.stream())
                    .filter(ask -> ask.name.equals(name))
                    .allMatch(Ask::weak);
        }

        private void define(Function function) {
            if (function.binding == Elf.STB_LOCAL) {
                return;
            }
            Function former = definitions.get(function.name);
            boolean strong = function.binding == Elf.STB_GLOBAL;
            if (former == null || (strong && former.binding == Elf.STB_WEAK)) {
                definitions.put(function.name, function);
            } else if (strong && former.binding == Elf.STB_GLOBAL) {
                duplicates.add(function.name);
            }
        }

        Function target(Function from, String name) {
            Function own = own(from, name);
            return own != null && own.binding == Elf.STB_LOCAL ? own : definitions.get(name);
        }

        private void reach() {
            Deque<Function> queue = new ArrayDeque<>(List.of(definitions.get("uk_entry")));
            while (!queue.isEmpty()) {
                Function function = queue.poll();
                if (!live.add(function)) {
                    continue;
                }
                for (Ask ask : function.asks) {
                    Function target = target(function, ask.name);
                    if (target != null) {
                        queue.add(target);
                    } else if (!isWeak(function, ask.name)) {
                        undefined.add(ask.name);
                    }
                }
            }
        }
    }
}
