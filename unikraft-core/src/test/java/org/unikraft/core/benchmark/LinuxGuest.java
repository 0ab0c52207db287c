package org.unikraft.core.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unikraft.core.model.BuiltImage;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.JsonReader;
import org.unikraft.core.program.Host;
import org.unikraft.core.run.CommandLine;
import org.unikraft.core.run.Machine;

/** Debian's kernel for virtual machines, in a machine as an image has it, with the image's root file system and command. */
final class LinuxGuest {
    /** In the order of what needs what. */
    private static final List<String> MODULES = List.of(
            "virtio_ring",
            "virtio",
            "virtio_pci_modern_dev",
            "virtio_pci_legacy_dev",
            "virtio_pci",
            "virtio-rng",
            "failover",
            "net_failover",
            "virtio_net");

    private final Path kernel;
    private final Path modules;

    private LinuxGuest(Path kernel, Path modules) {
        this.kernel = kernel;
        this.modules = modules;
    }

    /** Downloads the kernel's package and unpacks it, in a directory that there is not yet. */
    static LinuxGuest fetch(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Host.tool(List.of(
                "sh",
                "-c",
                "cd '" + directory + "' && apt-get download -q $(apt-cache depends linux-image-cloud-amd64"
                        + " | sed -n 's/^ *Depends: \\(linux-image-[0-9].*\\)/\\1/p') && dpkg-deb -x *.deb ."));
        return new LinuxGuest(find(directory.resolve("boot"), "vmlinuz-"), find(directory.resolve("lib/modules"), ""));
    }

    private static Path find(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No " + prefix + " in " + directory + "."));
        }
    }

    /** The machine of an image with this kernel instead; its work is in a new file there. */
    Machine of(BuiltImage image, ByteSize memory, Path initramfs) throws IOException {
        try (Initramfs archive = new Initramfs(initramfs)) {
            archive.addAll(image.initrd());
            archive.add("busybox", 0755, Files.readAllBytes(Path.of("/bin/busybox")));
            archive.add("init", 0755, init(image).getBytes(StandardCharsets.UTF_8));
            for (String module : MODULES) {
                archive.add("module-" + module + ".ko", 0644, Files.readAllBytes(module(module)));
            }
        }
        return Machine.of(kernel, memory)
                .withInitrd(initramfs)
                .withCommandLine(new CommandLine("console=ttyS0 quiet rootfstype=ramfs panic=-1", List.of()))
                .withDevices(Machine.of(image).devices())
                .withHardwareAcceleration(false);
    }

    private Path module(String name) throws IOException {
        try (Stream<Path> files = Files.walk(modules)) {
            return files.filter(file -> file.getFileName().toString().equals(name + ".ko"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Debian's kernel has no module " + name + "."));
        }
    }

    /** The address is what the unikernel's parameter says. */
    private static String init(BuiltImage image) throws IOException {
        Map<?, ?> report = (Map<?, ?>) JsonReader.read(Files.readString(image.report()));
        String env = ((Map<?, ?>) report.get("env"))
                .entrySet().stream()
                        .map(variable -> quote(variable.getKey() + "=" + variable.getValue()))
                        .collect(Collectors.joining(" "));
        String command =
                ((List<?>) report.get("argv")).stream().map(LinuxGuest::quote).collect(Collectors.joining(" "));
        String load = MODULES.stream()
                .map(module -> "/busybox insmod /module-" + module + ".ko\n")
                .collect(Collectors.joining());
        return "#!/busybox sh\n/busybox mkdir -p /proc /sys /dev /tmp\n/busybox mount -t proc proc /proc\n"
                + "/busybox mount -t sysfs sys /sys\n/busybox mount -t devtmpfs dev /dev\n" + load
                + "/busybox ip link set lo up\n/busybox ip addr add"
                + " $(/busybox sed -n 's/.*netdev.ip=\\([0-9.\\/]*\\).*/\\1/p' /proc/cmdline) dev eth0\n"
                + "/busybox ip link set eth0 up\ncd /\n"
                + "exec /busybox env -i " + env + " " + command + "\n";
    }

    private static String quote(Object text) {
        return "'" + text.toString().replace("'", "'\\''") + "'";
    }
}
