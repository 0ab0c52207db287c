package org.unikraft.core.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.unikraft.core.TestJar;
import org.unikraft.core.model.Event;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.Jdk;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.UserError;

/** The main class, the class path and the modules of a Java application are found, or what is in the way is named. */
class JavaAnalyzerTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final String MAIN = "package a; class One { public static void main(String[] x) {} }";
    private static final String OTHER_MAIN = "package b; class Two { public static void main(String... x) {} }";
    private static final String NO_MAIN =
            "package c; class Three { static void main(String[] x) {} public static int main(String x) { return 0; } }";
    private static final String LOGS = "package f; class Six { Object log = java.util.logging.Logger.getGlobal(); }";
    private static final byte[] ARM_LIBRARY = elf(183);
    private static final byte[] X86_LIBRARY = elf(62);
    private static final String ADVICE =
            "Set <mainClass> (or -Dunikraft.mainClass) to the class to run, or Main-Class in the JAR's manifest.";

    @TempDir
    Path directory;

    private final List<Event> events = new ArrayList<>();

    @Test
    void findsTheOnlyMainClass() {
        assertThat(analyze(new TestJar().source(MAIN).source(NO_MAIN)).mainClass())
                .contains("a.One");
    }

    @Test
    void runsAnExecutableJarAsItIs() {
        TestJar jar = new TestJar().source(MAIN).source(OTHER_MAIN).attribute("Main-Class", "b.Two");

        assertThat(analyze(jar).mainClass()).isEmpty();
    }

    @Test
    void runsTheManifestsClassOnAClassPath() {
        Path dependency = new TestJar().source("package d; class Four {}").write(directory.resolve("d.jar"));
        TestJar jar = new TestJar()
                .source(MAIN)
                .source(OTHER_MAIN)
                .attribute("Main-Class", "b.Two")
                .attribute("Add-Opens", "java.base/java.lang java.base/java.io");
        Launch.Java launch = analyze(application(jar).withClassPath(List.of(dependency)));

        assertThat(launch.mainClass()).contains("b.Two");
        assertThat(launch.classPath()).containsExactly(dependency);
        assertThat(launch.launcherFlags())
                .containsExactly(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED");
    }

    @Test
    void leavesOutDependenciesThatTheJarHolds() {
        Path dependency = new TestJar().source("package d; class Four {}").write(directory.resolve("d.jar"));
        TestJar shaded =
                new TestJar().source(MAIN).source("package d; class Four {}").attribute("Main-Class", "a.One");
        Launch.Java launch = analyze(application(shaded).withClassPath(List.of(dependency)));

        assertThat(launch.classPath()).isEmpty();
        assertThat(launch.mainClass()).isEmpty();
    }

    @Test
    void runsASpringBootJarAsItIsWhateverItLeftOut() throws IOException {
        Path nested = new TestJar().source("package d; class Four {}").write(directory.resolve("d.jar"));
        Path leftOut = new TestJar().source("package e; class Five {}").write(directory.resolve("e.jar"));
        TestJar jar = new TestJar()
                .source(MAIN)
                .attribute("Main-Class", "a.One")
                .attribute("Start-Class", "demo.App")
                .attribute("Spring-Boot-Lib", "BOOT-INF/lib/")
                .file("BOOT-INF/lib/d.jar", Files.readAllBytes(nested));
        JavaApplication application = application(jar).withClassPath(List.of(nested, leftOut));

        assertThat(analyze(application).mainClass()).isEmpty();
        assertThat(analyze(application).classPath()).isEmpty();
        assertThat(analyze(application.withMainClass("demo.App")).mainClass()).isEmpty();
        assertThat(error(application.withMainClass("d.Six"))).startsWith("There is no class d.Six.\n");
    }

    @Test
    void keepsTheClassPathOfAJarThatHoldsOtherJarsAsData() throws IOException {
        Path dependency = new TestJar().source("package d; class Four {}").write(directory.resolve("d.jar"));
        Path data = new TestJar().source("package e; class Five {}").write(directory.resolve("e.jar"));
        TestJar jar = new TestJar()
                .source(MAIN)
                .attribute("Main-Class", "a.One")
                .file("data/e.jar", Files.readAllBytes(data));
        Launch.Java launch = analyze(application(jar).withClassPath(List.of(dependency)));

        assertThat(launch.classPath()).containsExactly(dependency);
        assertThat(launch.mainClass()).contains("a.One");
    }

    @Test
    void saysThatThereIsNoMainClass() {
        assertThat(error(application(new TestJar().source(NO_MAIN))))
                .isEqualTo("Nothing to run in app.jar: no class has a main method.\n"
                        + "Its manifest names no Main-Class either.\n"
                        + ADVICE);
    }

    @Test
    void listsTheMainClassesThatThereAre() {
        assertThat(error(application(new TestJar().source(OTHER_MAIN).source(MAIN))))
                .isEqualTo("app.jar has 2 classes with a main method.\nThey are: a.One, b.Two.\n" + ADVICE);
    }

    @Test
    void saysThatTheMainClassIsNotThere() {
        assertThat(error(application(new TestJar().source(MAIN)).withMainClass("a.Gone")))
                .isEqualTo("There is no class a.Gone.\n"
                        + "It is to be run, and is neither in app.jar nor in its run-time dependencies.\n"
                        + "Correct <mainClass> (or Main-Class in the manifest); a dependency of scope 'provided' or"
                        + " 'test' is not in the image.");
    }

    @Test
    void findsModulesByWhatClassesReferTo() {
        TestJar jar = new TestJar()
                .source(MAIN)
                .source("package e; abstract class Five { abstract java.sql.Connection open(); }")
                .source(LOGS);

        assertThat(analyze(jar).modules()).containsExactly("java.base", "java.logging", "java.sql");
    }

    @Test
    void findsModulesOfNestedJars() throws IOException {
        Path nested = new TestJar().source(LOGS).write(directory.resolve("nested.jar"));
        TestJar jar = new TestJar()
                .source(MAIN)
                .attribute("Main-Class", "a.One")
                .file("BOOT-INF/lib/nested.jar", Files.readAllBytes(nested));

        assertThat(analyze(jar).modules()).containsExactly("java.base", "java.logging");
    }

    /** Of libraries that nobody here wrote: those of the tests. */
    @Test
    void findsAllModulesThatJdepsFinds() {
        for (Class<?> one : List.of(ArchRule.class, ClassReader.class)) {
            Path jar = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().getPath());
            StringWriter output = new StringWriter();
            PrintWriter out = new PrintWriter(output);
            int status = ToolProvider.findFirst("jdeps")
                    .orElseThrow()
                    .run(
                            out,
                            out,
                            "--ignore-missing-deps",
                            "--multi-release",
                            "17",
                            "--print-module-deps",
                            jar.toString());
            assertThat(status).as("%s", output).isZero();
            assertThat(analyze(application(new TestJar().source(MAIN)).withClassPath(List.of(jar)))
                            .modules())
                    .as("%s", jar)
                    .containsAll(List.of(output.toString().strip().split(",")));
        }
    }

    @Test
    void addsModulesBehindServices() {
        TestJar jar = new TestJar()
                .source(MAIN)
                .source("package g; class Seven { Object open() throws Exception {"
                        + " return java.nio.file.FileSystems.newFileSystem(java.nio.file.Path.of(\"x.zip\")); } }");

        assertThat(analyze(jar).modules()).containsExactly("java.base", "jdk.zipfs");
    }

    @Test
    void addsModulesThatTheUserWants() {
        JavaApplication application = application(new TestJar().source(MAIN))
                .withAddModules(new TreeSet<>(Set.of("java.xml")))
                .withJvmFlags(List.of("-Xmx32m", "--add-modules=java.naming,java.sql"));

        assertThat(analyze(application).modules()).containsExactly("java.base", "java.naming", "java.sql", "java.xml");
    }

    @Test
    void namesAModuleThatTheJdkLacks() {
        JavaApplication application =
                application(new TestJar().source(MAIN)).withAddModules(new TreeSet<>(Set.of("java.sqll")));

        assertThat(error(application))
                .isEqualTo("The JDK has no module 'java.sqll'.\n"
                        + "It is among the modules that the image is to have (<modules>); the runtime image is made of"
                        + " JDK " + Jdk.at(JDK).version() + ".\n"
                        + "Correct the name ('java --list-modules' shows those that there are), or use a JDK that has"
                        + " it.");
    }

    @Test
    void asksForWhatNativeLibrariesForTheJdksCLibraryNeed() throws IOException {
        byte[] library = Files.readAllBytes(JDK.resolve("lib/libjimage.so"));
        assumeTrue(text(library).contains("\0libc.so.6\0"), "skipped: this JDK is not for glibc");
        byte[] otherCLibrary = text(library)
                .replace("\0libc.so.6\0", "\0libc.so.7\0")
                .replace("\0libjvm.so\0", "\0libxyz.so\0")
                .getBytes(StandardCharsets.ISO_8859_1);
        TestJar both =
                new TestJar().source(MAIN).file("a/libx.so", otherCLibrary).file("b/libx.so", library);
        TestJar other = new TestJar().source(MAIN).file("a/libx.so", otherCLibrary);

        assertThat(analyze(both).nativeNeeds()).contains("libc.so.6").doesNotContain("libc.so.7", "libxyz.so");
        assertThat(analyze(other).nativeNeeds()).contains("libc.so.7");
    }

    @Test
    void takesNoNativeLibraryOfABsdForOneOfLinux() throws IOException {
        byte[] library = Files.readAllBytes(JDK.resolve("lib/libjimage.so"));
        library[7] = 9;
        TestJar jar = new TestJar().source(MAIN).file("freebsd/libx.so", library);

        assertThat(analyze(jar).nativeNeeds()).isEmpty();
        assertThat(events)
                .extracting(Event::message)
                .contains("app.jar has native libraries for other systems only: freebsd/libx.so (another system)");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void refusesNativeLibrariesForOtherCpusOnly() {
        TestJar jar = new TestJar()
                .source(MAIN)
                .file("linux/arm64/libx.so", ARM_LIBRARY)
                .file("windows/x.dll", new byte[] {'M', 'Z'});

        assertThat(error(application(jar)))
                .isEqualTo("app.jar has native libraries for other CPUs only.\n"
                        + "It has linux/arm64/libx.so (AArch64), windows/x.dll (another system); the image runs code"
                        + " for Linux on x86-64.\n"
                        + "Depend on the artifact or classifier of this library that is for Linux on x86-64 (amd64).");
    }

    @Test
    void takesNativeLibrariesForThisCpuAmongOthers() {
        TestJar jar = new TestJar()
                .source(MAIN)
                .file("linux/arm64/libx.so", ARM_LIBRARY)
                .file("linux/amd64/libx.so", X86_LIBRARY);

        assertThat(analyze(jar).mainClass()).contains("a.One");
    }

    /** Deeper ones are data; an archive may even hold itself. */
    @Test
    void readsJarsInJarsToADepthThatEnds() throws IOException {
        byte[] inner = Files.readAllBytes(new TestJar().source(LOGS).write(directory.resolve("0.jar")));
        for (int depth = 1; depth <= 5; depth++) {
            TestJar jar = new TestJar().file("lib/nested.jar", inner);
            Path file = jar.write(directory.resolve(depth + ".jar"));
            inner = Files.readAllBytes(file);
            Launch.Java launch = analyze(application(new TestJar().source(MAIN)).withClassPath(List.of(file)));
            assertThat(launch.modules().contains("java.logging"))
                    .as("depth %d", depth)
                    .isEqualTo(depth <= 4);
        }
    }

    @Test
    void refusesAFileThatIsNoJar() throws IOException {
        Path jar = Files.writeString(directory.resolve("app.jar"), "text");

        assertThat(error(JavaApplication.of(jar, JDK)))
                .startsWith(jar + " cannot be read as a JAR.\n")
                .endsWith("Build it again; a dependency may have to be deleted from the local repository first.");
    }

    @Test
    void refusesADirectoryThatIsNoJdk() {
        Path jar = new TestJar().source(MAIN).write(directory.resolve("app.jar"));

        assertThat(error(JavaApplication.of(jar, directory)))
                .isEqualTo("No runtime image can be made of " + directory + ".\n"
                        + "There is no readable file 'release' in it.\n"
                        + "Use a full JDK 17 or later for Linux on x86_64: run Maven with it, or choose it by a"
                        + " toolchain.");
    }

    private JavaApplication application(TestJar jar) {
        return JavaApplication.of(jar.write(directory.resolve("app.jar")), JDK);
    }

    private Launch.Java analyze(TestJar jar) {
        return analyze(application(jar));
    }

    private Launch.Java analyze(JavaApplication application) {
        try {
            return JavaAnalyzer.analyze(application, new TreeMap<>(), directory.resolve("cache"), events::add)
                    .launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String error(JavaApplication application) {
        return catchThrowableOfType(UserError.class, () -> analyze(application)).text();
    }

    /** A header for a CPU, e_machine standing at 18. */
    private static byte[] elf(int machine) {
        byte[] elf = new byte[64];
        byte[] start = {0x7f, 'E', 'L', 'F', 2, 1, 1};
        System.arraycopy(start, 0, elf, 0, start.length);
        elf[16] = 3;
        elf[18] = (byte) machine;
        return elf;
    }
}
