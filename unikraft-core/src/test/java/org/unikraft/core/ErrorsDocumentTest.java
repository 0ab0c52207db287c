package org.unikraft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every error that sources make has a heading in docs/errors.md, and every heading an error. */
class ErrorsDocumentTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void listsEveryCodeAndNoOther() throws IOException {
        Set<String> thrown = new TreeSet<>();
        for (String module : List.of("unikraft-core", "unikraft-maven-plugin")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    thrown.addAll(matches("new UserError\\(\\s*\"([^\"]*)\"", Files.readString(file)));
                }
            }
        }
        List<String> documented = matches("(?m)^## (\\S+)$", Files.readString(PROJECT.resolve("docs/errors.md")));
        assertThat(documented).isSorted().doesNotHaveDuplicates();
        assertThat(new TreeSet<>(documented)).isEqualTo(thrown);
    }

    private static List<String> matches(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(result -> result.group(1)).toList();
    }
}
