package org.unikraft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.UserError;
import org.unikraft.core.resolve.BundledLibraries;

/** Of whatever an image has it is said how it came there, from a need to the bytes; of what it lacks, what would bring it. */
class ExplainTest {
    @TempDir
    static Path directory;

    private static Path image;

    @BeforeAll
    static void build() throws IOException {
        Path program = Files.copy(Path.of("/bin/true"), directory.resolve("program"));
        Path rootfs = Files.createDirectories(directory.resolve("rootfs/etc"));
        Files.writeString(rootfs.resolve("mine"), "mine\n");
        BuildRequest request = BuildRequest.builder(
                        NativeApplication.of(program), directory.resolve("out"), directory.resolve("cache"))
                .rootfs(List.of(directory.resolve("rootfs")))
                .options(Map.of("uksched.slice-us", "5000"))
                .excludedLibraries(List.of("posix-inetsocket"))
                .build();
        image = Unikernel.build(request, new BundledLibraries(), event -> {})
                .get(0)
                .directory();
    }

    private static List<String> why(String thing) {
        return Explain.why(image, Platform.QEMU_X86_64, new BundledLibraries(), thing)
                .lines()
                .toList();
    }

    @Test
    void followsALibraryFromItsNeedToItsBytes() {
        assertThat(why("ukboot"))
                .containsSubsequence(
                        "It is in the image because of this:",
                        "  the platform qemu/x86_64",
                        "    → plat-qemu",
                        "      → requires plat-pvh",
                        "        → requires plat-ring0",
                        "          → requires ukboot")
                .anyMatch(line -> line.matches("  \\.text +[0-9,]+  in [0-9]+ parts, from 0xffffffff8[0-9a-f]{7}"))
                .anyMatch(line -> line.startsWith("The shortest way into it, to "));
    }

    @Test
    void followsASystemCallToItsHandler() {
        assertThat(why("openat"))
                .contains("System call openat, number 257:", "  program is a program that is loaded", "    → elfloader")
                .anyMatch(line -> line.startsWith("  needed: "))
                .anyMatch(line -> line.matches("  0x[0-9a-f]{16} +8  entry 257 of the table of system calls"))
                .anyMatch(line ->
                        line.matches("  0x[0-9a-f]{16} +[0-9]+  \\.text\\.uk_sysentry_openat of vfscore/open\\.o"))
                .contains("    → .text.uk_sysentry_openat           asked for by .rodata.uk_syscall_table");
        assertThat(why("257")).isEqualTo(why("openat"));
    }

    @Test
    void followsSymbolsAndSections() {
        assertThat(why("uk_trap_stubs"))
                .anyMatch(line -> line.matches(
                        "Symbol uk_trap_stubs: 0x.*, in \\.text\\.uk_entry_code of plat-ring0/entry\\.o\\."))
                .contains("  entry uk_entry, which is kept in any case");
        assertThat(why(".bss"))
                .anyMatch(line -> line.matches("Section \\.bss of the kernel: .*, rw-, of [0-9,]+ parts\\."));
    }

    @Test
    void followsFilesThroughWhatNeedsThem() {
        assertThat(why("libc.so.6"))
                .endsWith("  ← DT_NEEDED of /app/program", "    ← the executable of the build")
                .anyMatch(line -> line.matches("  [0-9,]+ bytes, from byte [0-9,]+ of initrd"));
        assertThat(why("/etc/mine").get(1)).startsWith("  5 bytes, from byte ");
        assertThat(why("/etc/mine").get(3)).startsWith("  ← directory 1 of rootfs");
        assertThat(why("/app")).contains("Directory /app/: 1 file, " + bytes("/bin/true") + " bytes.");
    }

    private static String bytes(String file) {
        try {
            return String.format(Locale.ROOT, "%,d", Files.size(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhoChoseAnOption() {
        assertThat(why("uksched.slice-us")).contains("  In the image it is 5000: the build sets it.");
        assertThat(why("ukboot.stack-size")).contains("  In the image it is 65536: it is the default.");
    }

    @Test
    void saysWhatWouldBringWhatIsAbsent() {
        assertThat(why("virtio-blk")).anyMatch(line -> line.contains("that needs device /dev/vda"));
        assertThat(why("posix-inetsocket"))
                .contains("It is not in the image: the build leaves it out (<excludedLibraries>).");
        assertThat(why("tcp_input"))
                .anyMatch(line ->
                        line.matches("tcp_input is in section \\.text\\.tcp_input of lwip/.*, and not in the image\\."))
                .anyMatch(line -> line.startsWith("It is not in the image, and would be in an image"));
        assertThat(why("add_key")).contains("  No micro-library has it: it fails with ENOSYS.");
    }

    @Test
    void namesWhatMayHaveBeenMeant() {
        UserError error = catchThrowableOfType(UserError.class, () -> why("opnat"));
        assertThat(error.what()).isEqualTo("Nothing in the image, and no micro-library, has the name 'opnat'.");
        assertThat(error.why()).startsWith("Near it: openat");
    }

    @Test
    void listsNeedsAndLibraries() {
        assertThat(Explain.overview(image, Platform.QEMU_X86_64, new BundledLibraries())
                        .lines())
                .contains("What program needs:")
                .anyMatch(line -> line.matches("plat-pvh +[0-9,]+  required by plat-qemu"));
    }

    @Test
    void refusesADirectoryWithoutAnImage() {
        assertThat(catchThrowableOfType(
                                UserError.class,
                                () -> Explain.overview(directory, Platform.QEMU_X86_64, new BundledLibraries()))
                        .text())
                .startsWith("There is no image in " + directory + ".\nThere is no ");
    }
}
