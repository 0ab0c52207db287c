package org.unikraft.maven;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.maven.plugins.annotations.Parameter;
import org.unikraft.core.StoredImage;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Platform;
import org.unikraft.core.run.CommandLine;
import org.unikraft.core.run.Machine;
import org.unikraft.core.run.MachineType;
import org.unikraft.core.run.Network;
import org.unikraft.core.run.PortForward;
import org.unikraft.core.run.Qemu;

/** What the goals share that start a machine: which image it boots, and what it is made of. */
abstract class MachineMojo extends UnikraftMojo {
    static final String PORT_PROPERTY = "unikraft.port.";

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

    /**
     * Ports of this computer that go to the machine, each {@code [[address:]host:]guest[/tcp|/udp]}: {@code 8080},
     * {@code 8080:80}, {@code 0.0.0.0:8080:80}, {@code 5353:53/udp}. The address is 127.0.0.1 unless another IPv4
     * address of this computer is given, or 0.0.0.0 for all. Host port 0, or none ({@code :8080}), is any free one. Which
     * it is stands in the log and in the project's property {@code unikraft.port.<guest>}, for a machine with an id also in
     * {@code unikraft.port.<id>.<guest>}.
     */
    @Parameter(property = "unikraft.ports")
    List<String> ports;

    /**
     * What the machine's network device is connected to: {@code user}, a network inside QEMU that needs no permission;
     * {@code tap:<interface>}, a tap interface of this computer; {@code none}: it has no such device. An image without a
     * network stack has none by default.
     */
    @Parameter(property = "unikraft.network")
    String network;

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

    /** Whether this is a project that has no application; then it says so. */
    boolean nothingToRun() {
        boolean nothing = project.getPackaging().equals("pom") && !outputDirectory.exists();
        if (nothing) {
            getLog().info("Skipped: a project with packaging pom has no application, and no image was built for it.");
        }
        return nothing;
    }

    Qemu findQemu() {
        return Qemu.find(path(qemu), Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    Machine machine() {
        BuiltImage image = StoredImage.open(
                outputDirectory.toPath(), Platform.parseAll(platforms).first());
        Machine wanted = Machine.of(image)
                .withCommandLine(commandLine(image))
                .withType(MachineType.parse(machine))
                .withCpu(cpu)
                .withHardwareAcceleration(kvm);
        wanted = memory == null ? wanted : wanted.withMemory(ByteSize.parseMemory(memory));
        return wanted.withDevices(wanted.devices().withNetwork(network(image)));
    }

    private CommandLine commandLine(BuiltImage image) {
        SortedMap<String, String> more = merge("unikraft.env", env, environment);
        return CommandLine.of(
                bootArgs == null ? image.bootArgs() : bootArgs, more, CommandLine.split(args == null ? "" : args));
    }

    private Network network(BuiltImage image) {
        return Network.of(image.network(), Optional.ofNullable(network), forwards());
    }

    List<PortForward> forwards() {
        return PortForward.parseAll(orNone(ports));
    }

    /**
     * Tells the plugins that come after this one where the machine's ports are.
     *
     * @param prefix of the properties
     */
    void setPortProperties(String prefix, List<PortForward> forwarded) {
        for (PortForward port : forwarded) {
            project.getProperties().setProperty(prefix + port.guest(), Integer.toString(port.host()));
        }
    }
}
