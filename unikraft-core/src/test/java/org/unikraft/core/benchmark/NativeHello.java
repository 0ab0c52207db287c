package org.unikraft.core.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unikraft.core.link.LinkResult;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.program.KernelImage;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.Qemu;
import org.unikraft.core.run.Report;
import org.unikraft.core.run.VirtualMachine;

/** A main() that is linked into the kernel: src/test/benchmark/hello.c, without a libc. */
final class NativeHello {
    private static final Path SOURCE = Path.of("src/test/benchmark/hello.c");
    private static final ByteSize MEMORY = ByteSize.mebibytes(2);
    private static final ByteSize STEP = new ByteSize(8192);

    private NativeHello() {}

    static List<Figure> measure(Path work) throws IOException, InterruptedException {
        LinkResult image = KernelImage.link(SOURCE, List.of(), false);
        Path kernel = Files.write(work.resolve("hello"), image.image());
        Files.writeString(work.resolve("hello.map"), image.map().toText());
        int withSymbols = KernelImage.link(SOURCE, List.of(), true).image().length;
        Machine machine = Machine.of(kernel, MEMORY).withHardwareAcceleration(false);
        return List.of(
                new Figure("Native hello: image", bytes(image.image().length), "96 KiB", "147,648 B"),
                new Figure("… with the symbol table for backtraces", bytes(withSymbols), "", "242,440 B (default)"),
                new Figure(
                        "Native hello: from the entry to main()",
                        instructions(machine),
                        "60,000",
                        "67,956 instructions"),
                new Figure(
                        "Native hello: least memory",
                        LeastMemory.downwards(machine, MEMORY, STEP).bytes() / 1024 + " KiB",
                        "1.6 MB",
                        "1.6 MB"));
    }

    private static String bytes(int count) {
        return String.format(Locale.ROOT, "%,d B", count);
    }

    /** The clock counts instructions, one a tick. */
    private static String instructions(Machine machine) throws InterruptedException {
        try (VirtualMachine running = Qemu.find()
                .start(
                        machine.withExecution(Machine.Execution.COUNTED),
                        Console.withoutInput(new ByteArrayOutputStream()),
                        event -> {})) {
            running.await(Optional.of(Duration.ofSeconds(60)));
            Report report = running.report();
            return String.format(Locale.ROOT, "%,d instructions", at(report, "main") - at(report, "entry"));
        }
    }

    private static long at(Report report, String stage) {
        return report.stages().stream()
                .filter(candidate -> candidate.name().equals(stage))
                .mapToLong(Report.Stage::tsc)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The kernel did not report '" + stage + "'."));
    }
}
