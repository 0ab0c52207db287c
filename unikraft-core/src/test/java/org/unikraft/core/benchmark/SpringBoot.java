package org.unikraft.core.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unikraft.core.StoredImage;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Platform;
import org.unikraft.core.run.Machine;

/** The web application of it/spring-web, as its POM builds it: as a unikernel and in a Linux guest. */
final class SpringBoot {
    private static final Path CASE = Path.of("../it/spring-web");
    private static final String PATH = "/notes";
    private static final ByteSize MEMORY = ByteSize.mebibytes(512);
    private static final ByteSize FAILS = ByteSize.mebibytes(64);
    private static final long STEP = 8 << 20;
    private static final int ROUNDS = 3;

    private final Machine unikernel;
    private final Machine guest;

    SpringBoot(Path work, LinuxGuest linux) throws IOException, InterruptedException {
        Path project = work.resolve("spring-web");
        BuildGoal.copy(CASE, project);
        BuildGoal.build(project, false);
        BuiltImage image = StoredImage.open(project.resolve("target/unikraft"), Platform.QEMU_X86_64);
        unikernel = Machine.of(image).withMemory(MEMORY).withHardwareAcceleration(false);
        guest = linux.of(image, MEMORY, work.resolve("initramfs-spring"));
    }

    List<Figure> figures() throws IOException, InterruptedException {
        try (TapCable cable = TapCable.make(1)) {
            return figures(cable);
        }
    }

    private List<Figure> figures(TapCable cable) throws InterruptedException {
        List<Double> times = new ArrayList<>();
        List<Double> linuxTimes = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            times.add(seconds(unikernel, cable));
            linuxTimes.add(seconds(guest, cable));
        }
        return List.of(
                new Figure(
                        "Spring Boot with Tomcat: from QEMU's start to the first answer",
                        new Samples(times).text(),
                        "",
                        "Debian guest " + new Samples(linuxTimes).text()),
                new Figure(
                        "Spring Boot with Tomcat: least memory",
                        least(unikernel, cable),
                        "",
                        "Debian guest " + least(guest, cable)));
    }

    private static double seconds(Machine machine, TapCable cable) throws InterruptedException {
        try (WebMachine running = WebMachine.start(machine, cable, PATH)) {
            return running.seconds();
        }
    }

    /** With the heap that the JVM takes by itself: a quarter of the machine's memory. */
    private static String least(Machine machine, TapCable cable) {
        long low = FAILS.bytes();
        long high = MEMORY.bytes();
        while (high - low > STEP) {
            long middle = (low + high) / 2 / STEP * STEP;
            if (works(machine.withMemory(new ByteSize(middle)), cable)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (high >> 20) + " MiB";
    }

    private static boolean works(Machine machine, TapCable cable) {
        try {
            return seconds(machine, cable) > 0;
        } catch (RuntimeException e) {
            return false; // too small for its files, or out of memory
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
