package org.unikraft.core.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.BuildRequest;
import org.unikraft.core.Unikernel;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.resolve.BundledLibraries;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.Qemu;

/** A machine with too little memory ends, and its kernel says how much was there and what is needed. */
class TooLittleMemoryTest {
    /** Touches 64 MiB that it was promised without a look at what there is. */
    private static final String SOURCE = """
            #include <string.h>
            #include <sys/mman.h>

            int main(void)
            {
                int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
                void *memory = mmap(0, 64 << 20, PROT_READ | PROT_WRITE, flags, -1, 0);

                if (memory == MAP_FAILED)
                    return 1;
                memset(memory, 1, 64 << 20);
                return 0;
            }
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private BuiltImage image;

    @BeforeEach
    void build() throws IOException, InterruptedException {
        assumeTrue(Host.has("gcc"), "skipped: gcc is not installed");
        assumeTrue(Host.has("qemu-system-x86_64"), "skipped: qemu-system-x86_64 is not installed");
        Path source = Files.writeString(directory.resolve("program.c"), SOURCE);
        Path program = directory.resolve("program");
        Host.tool(List.of("gcc", "-static", "-o", program.toString(), source.toString()));
        BuildRequest request = BuildRequest.builder(
                        NativeApplication.of(program), directory.resolve("out"), directory.resolve("cache"))
                .build();
        image = Unikernel.build(request, new BundledLibraries(), event -> {}).get(0);
    }

    @Test
    void theApplicationTakesMoreThanThereIs() throws InterruptedException {
        assertThat(run(ByteSize.mebibytes(48))).isEqualTo(new Outcome.KilledBySignal(9));
        assertThat(console.toString(StandardCharsets.UTF_8))
                .matches("unikraft: out of memory: of the machine's 48 MiB, the root file system takes \\d MiB and the"
                        + " application with the kernel's data 4\\d MiB\\. Give it more, as with"
                        + " -Dunikraft\\.memory=80M\r?\n");
    }

    /** QEMU takes no less for these files, as {@link Qemu} says before it starts. */
    @Test
    void theMachineHasRoomForItsFilesOnly() throws IOException, InterruptedException {
        long files = Files.size(image.kernel()) + Files.size(image.initrd());
        assertThat(run(new ByteSize(files + (5 << 18)))).isEqualTo(new Outcome.KilledBySignal(9));
        assertThat(console.toString(StandardCharsets.UTF_8))
                .matches("unikraft: out of memory: of the machine's 2 MiB, the root file system takes 0 MiB and the"
                        + " application with the kernel's data 0 MiB\\. Give it more, as with"
                        + " -Dunikraft\\.memory=16M\r?\n");
    }

    private Outcome run(ByteSize memory) throws InterruptedException {
        return Qemu.find()
                .run(
                        Machine.of(image).withMemory(memory).withHardwareAcceleration(false),
                        Console.withoutInput(console),
                        Optional.of(Duration.ofSeconds(60)),
                        event -> {});
    }
}
