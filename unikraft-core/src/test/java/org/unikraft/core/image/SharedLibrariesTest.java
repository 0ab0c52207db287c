package org.unikraft.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.UserError;

/** Shared libraries are found where a dynamic linker finds them, on programs that gcc makes here. */
class SharedLibrariesTest {
    private static final ImagePath PROGRAM = ImagePath.of("/app/program");

    @TempDir
    Path directory;

    private final RootFileSystem root = new RootFileSystem();
    private final List<Event> events = new ArrayList<>();

    @Test
    void addsTheInterpreterAndTheClosure() throws Exception {
        library("libinner.so", "int inner(void) { return 1; }");
        library("libouter.so", "int inner(void); int outer(void) { return inner(); }", "-L.", "-linner");
        program("int outer(void); int main(void) { return outer(); }", "-L.", "-louter", "-Wl,-rpath-link,.");
        add(List.of(directory), List.of());

        assertThat(files())
                .contains("/lib64/ld-linux-x86-64.so.2")
                .anyMatch(path -> path.endsWith("/libc.so.6"))
                .anyMatch(path -> path.endsWith("/libouter.so"))
                .anyMatch(path -> path.endsWith("/libinner.so"));
    }

    @Test
    void keepsWhatIsFoundByOriginBesideTheProgram() throws Exception {
        library("libouter.so", "int outer(void) { return 1; }");
        program("int outer(void); int main(void) { return outer(); }", "-L.", "-louter", "-Wl,-rpath,$ORIGIN");
        add(List.of(), List.of());

        assertThat(files()).contains("/app/libouter.so");
    }

    @Test
    void findsLibrariesInDirectoriesThatGoIntoTheImage() throws Exception {
        library("libouter.so", "int outer(void) { return 1; }");
        program("int outer(void); int main(void) { return outer(); }", "-L.", "-louter");
        Path libraries = Files.createDirectories(directory.resolve("rootfs/usr/lib"));
        Files.move(directory.resolve("libouter.so"), libraries.resolve("libouter.so"));
        add(List.of(), List.of(directory.resolve("rootfs")));

        assertThat(files()).contains("/usr/lib/libouter.so");
    }

    @Test
    void namesALibraryThatIsMissingAndWhoNeedsIt() throws Exception {
        library("libouter.so", "int outer(void) { return 1; }");
        program("int outer(void); int main(void) { return outer(); }", "-L.", "-louter", "-Wl,-rpath,/nowhere");
        UserError error = catchThrowableOfType(UserError.class, () -> add(List.of(), List.of()));

        assertThat(error.what()).isEqualTo("Shared library libouter.so is missing.");
        assertThat(error.why()).startsWith("/app/program needs it. It is in none of: /nowhere, ");
        assertThat(error.advice())
                .isEqualTo("Install the package that has it on this machine, or put it into src/main/rootfs/usr/lib.");
    }

    @Test
    void namesADynamicLinkerThatIsMissing() throws Exception {
        for (String linker : List.of("/nowhere/ld.so", "ld.so")) {
            program("int main(void) { return 0; }", "-Wl,--dynamic-linker=" + linker);
            UserError error = catchThrowableOfType(UserError.class, () -> add(List.of(), List.of()));

            assertThat(error.text())
                    .isEqualTo("The dynamic linker '" + linker + "' is missing.\n"
                            + "/app/program asks for it by this path.\n"
                            + "Install the package that has it on this machine.");
        }
    }

    /** As musl's, which is a library under one name and a dynamic linker under another. */
    @Test
    void putsALibraryThatIsTheInterpreterThereOnce() throws Exception {
        library("libouter.so", "int outer(void) { return 1; }");
        Path linker = Files.createSymbolicLink(directory.resolve("ld.so"), Path.of("libouter.so"));
        program(
                "int outer(void); int main(void) { return outer(); }",
                "-L.",
                "-louter",
                "-Wl,-rpath,$ORIGIN",
                "-Wl,--dynamic-linker=" + linker);
        add(List.of(), List.of());

        assertThat(files()).contains(linker.toString()).doesNotContain("/app/libouter.so");
        assertThat(root.entries().get(ImagePath.of("/app/libouter.so")))
                .isEqualTo(new FileEntry.Link(
                        linker.toString(),
                        Origin.of(SharedLibraries.GROUP, "DT_NEEDED of", ImagePath.of("/app/program"))));
    }

    @Test
    void addsNothingForAStaticProgram() throws Exception {
        program("int main(void) { return 0; }", "-static");
        add(List.of(), List.of());

        assertThat(files()).isEmpty();
    }

    private void add(List<Path> libraryPath, List<Path> rootfs) throws IOException {
        new SharedLibraries(root, libraryPath, rootfs, events::add).program(PROGRAM, directory.resolve("program"));
    }

    private List<String> files() {
        return root.entries().entrySet().stream()
                .filter(each -> each.getValue() instanceof FileEntry.Regular)
                .map(each -> each.getKey().value())
                .toList();
    }

    private void library(String name, String source, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-shared", "-fPIC"));
        compile(name, source, all);
    }

    private void program(String source, String... options) throws Exception {
        compile("program", source, List.of(options));
    }

    private void compile(String output, String source, List<String> options) throws Exception {
        Path file = Files.writeString(directory.resolve(output + ".c"), source);
        List<String> command = new ArrayList<>(List.of("gcc", "-o", output, file.toString()));
        command.addAll(options);
        Process gcc = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(gcc.waitFor()).as("status of gcc").isZero();
    }
}
