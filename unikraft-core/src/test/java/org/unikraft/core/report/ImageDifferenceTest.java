package org.unikraft.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The difference of two images names what changed, the largest first, with the reason. */
class ImageDifferenceTest {
    private static final ImageFacts.Part BOOT = part("boot", ".text.start", 100, "entry start");
    private static final ImageFacts.Part STACK =
            part("stack", ".text.input", 5000, "entry start", "input (boot/boot.o)");

    private static ImageFacts.Part part(String library, String section, long size, String... why) {
        return new ImageFacts.Part(library, library + ".o", section, 0x1000, size, List.of(why));
    }

    private static ImageFacts image(
            List<ImageFacts.Part> parts, List<ImageFacts.Need> needs, String option, ImageFacts.StoredFile... files) {
        List<ImageFacts.Library> libraries = parts.stream()
                .map(part -> new ImageFacts.Library(
                        part.library(), part.size(), "required", Optional.of("plat"), "", List.of()))
                .distinct()
                .toList();
        long size = parts.stream().mapToLong(ImageFacts.Part::size).sum();
        return new ImageFacts(
                "a",
                "qemu/x86_64",
                1 << 20,
                size,
                "sha256:" + size,
                4096,
                needs,
                libraries,
                List.of(),
                List.of(new ImageFacts.Option("boot.x", option, "the build sets it")),
                List.of(files),
                List.of(),
                List.of(new ImageFacts.Section(".text", "r-x", 0x1000, size, parts)),
                null);
    }

    private static ImageFacts.StoredFile file(String path, long bytes) {
        return new ImageFacts.StoredFile(
                path, bytes, 0, Optional.empty(), "shared libraries", "DT_NEEDED of", Optional.of("/app/a"));
    }

    @Test
    void namesWhatGrewAndWhy() {
        ImageFacts before = image(List.of(BOOT), List.of(), "1", file("/lib/a.so", 10), file("/lib/gone.so", 7));
        ImageFacts after = image(
                List.of(part("boot", ".text.start", 90, "entry start"), STACK),
                List.of(new ImageFacts.Need("address family AF_INET", "A refers to java.net.Socket")),
                "2",
                file("/lib/a.so", 1010),
                file("/lib/b.so", 2000));

        assertThat(DifferenceText.of(ImageDifference.of(before, after)).lines())
                .containsExactly(
                        "BYTES                       BEFORE             NOW          CHANGE",
                        "kernel                         100           5,090          +4,990",
                        "root file system             4,096           4,096               0",
                        "memory                   1,048,576       1,048,576               0",
                        "",
                        "Micro-libraries, in memory:",
                        "        +5,000  stack, new: required by plat",
                        "            +5,000  .text.input of stack.o, new: asked for by boot/boot.o",
                        "           -10  boot, shrank",
                        "               -10  .text.start of boot.o, shrank",
                        "",
                        "Files:",
                        "        +2,000  /lib/b.so, new: DT_NEEDED of /app/a",
                        "        +1,000  /lib/a.so, grew",
                        "            -7  /lib/gone.so, gone: DT_NEEDED of /app/a",
                        "",
                        "Needs:",
                        "  new   address family AF_INET: A refers to java.net.Socket",
                        "",
                        "Options:",
                        "  boot.x: 1 → 2: the build sets it");
    }

    @Test
    void saysWhenThereIsNone() {
        ImageFacts image = image(List.of(BOOT, STACK), List.of(), "1", file("/lib/a.so", 10));

        assertThat(ImageDifference.of(image, image).isEmpty()).isTrue();
        assertThat(DifferenceText.of(ImageDifference.of(image, image)))
                .isEqualTo("The images do not differ in what they consist of.\n");
    }
}
