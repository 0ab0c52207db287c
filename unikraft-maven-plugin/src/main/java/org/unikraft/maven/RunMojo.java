package org.unikraft.maven;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.unikraft.core.StoredImage;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Platform;
import org.unikraft.core.run.CommandLine;
import org.unikraft.core.run.Console;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.MachineType;
import org.unikraft.core.run.Outcome;
import org.unikraft.core.run.Qemu;

/**
 * Boots the image that {@code build} made on QEMU. The machine's console is this terminal; the application's exit status
 * decides whether the build succeeds.
 */
@Mojo(name = "run", threadSafe = true)
public final class RunMojo extends UnikraftMojo {
    /** Of which platform the image is run. */
    @Parameter(property = "unikraft.platforms", defaultValue = "qemu/x86_64")
    List<String> platforms;

    /** The application's arguments, separated and quoted as in a shell. */
    @Parameter(property = "unikraft.args", defaultValue = "")
    String args;

    /** Parameters of the kernel instead of those that the image was built with. */
    @Parameter(property = "unikraft.bootArgs")
    String bootArgs;

    /** Environment of the application besides that of the image. */
    @Parameter
    Map<String, String> env;

    /** The same from the command line: {@code A=b,C=d}. */
    @Parameter(property = "unikraft.env")
    List<String> environment;

    /** Memory of the machine, for instance {@code 256M}; absent: what the image was built for. */
    @Parameter(property = "unikraft.memory")
    String memory;

    /** Seconds after which the machine is stopped and the build fails; 0: never. */
    @Parameter(property = "unikraft.timeout", defaultValue = "0")
    long timeout;

    /** Model of the CPU, as {@code qemu-system-x86_64 -cpu help} lists them. */
    @Parameter(property = "unikraft.cpu", defaultValue = Machine.DEFAULT_CPU)
    String cpu;

    /** QEMU's machine: pc, q35 or microvm. */
    @Parameter(property = "unikraft.machine", defaultValue = "pc")
    String machine;

    /** Whether KVM is used where it works. */
    @Parameter(property = "unikraft.kvm", defaultValue = "true")
    boolean kvm;

    /** The executable of QEMU; absent: qemu-system-x86_64 in PATH. */
    @Parameter(property = "unikraft.qemu")
    File qemu;

    /** Where {@code build} wrote the images. */
    @Parameter(property = "unikraft.outputDirectory", defaultValue = "${project.build.directory}/unikraft")
    File outputDirectory;

    @Override
    void run() throws MojoFailureException, InterruptedException {
        if (project.getPackaging().equals("pom") && !outputDirectory.exists()) {
            getLog().info("Skipped: a project with packaging pom has no application, and no image was built for it.");
            return;
        }
        BuiltImage image = StoredImage.open(
                outputDirectory.toPath(), Platform.parseAll(platforms).first());
        Qemu found =
                Qemu.find(path(qemu), Optional.ofNullable(System.getenv("PATH")).orElse(""));
        Outcome outcome = run(found, machine(image));
        if (!outcome.successful()) {
            throw new MojoFailureException(sentence(outcome));
        }
        getLog().info(sentence(outcome));
    }

    private Outcome run(Qemu qemu, Machine machine) throws InterruptedException {
        Optional<Duration> limit = timeout > 0 ? Optional.of(Duration.ofSeconds(timeout)) : Optional.empty();
        System.out.flush();
        // Not System.out, of which Maven makes lines of its log: the console is the application's, byte by byte.
        try (LineEndingStream output = new LineEndingStream(new FileOutputStream(FileDescriptor.out))) {
            return qemu.run(machine, new Console(System.in, output), limit, events());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Machine machine(BuiltImage image) {
        Machine wanted = Machine.of(image)
                .withCommandLine(commandLine(image))
                .withType(MachineType.parse(machine))
                .withCpu(cpu)
                .withHardwareAcceleration(kvm);
        return memory == null ? wanted : wanted.withMemory(ByteSize.parse(memory));
    }

    private CommandLine commandLine(BuiltImage image) {
        SortedMap<String, String> more = merge("unikraft.env", env, environment);
        return CommandLine.of(
                bootArgs == null ? image.bootArgs() : bootArgs, more, CommandLine.split(args == null ? "" : args));
    }

    private static String sentence(Outcome outcome) {
        String text = outcome.description();
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
