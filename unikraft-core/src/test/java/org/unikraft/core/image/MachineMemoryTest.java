package org.unikraft.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.Digest;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.Jdk;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.NativeApplication;

/** A machine gets the image, what its program asks for, and room, in units of 64 MiB. */
class MachineMemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void givesAProgram64MiBBesidesTheImage() {
        Launch launch = new Launch.Native(NativeApplication.of(Path.of("x")), Optional.empty());

        assertThat(MachineMemory.of(launch, 0)).isEqualTo(ByteSize.mebibytes(64));
        assertThat(MachineMemory.of(launch, 1)).isEqualTo(ByteSize.mebibytes(128));
        assertThat(MachineMemory.of(launch, 64 * MIB)).isEqualTo(ByteSize.mebibytes(128));
    }

    @Test
    void givesAJvmItsHeapAndWhatItNeedsBesides() {
        assertThat(MachineMemory.of(java("-Xmx32m"), 60 * MIB)).isEqualTo(ByteSize.mebibytes(256));
        assertThat(MachineMemory.of(java("-Xmx1g", "-XX:MaxHeapSize=96m"), 0)).isEqualTo(ByteSize.mebibytes(256));
        assertThat(MachineMemory.of(java("-Xmx2G"), 60 * MIB)).isEqualTo(ByteSize.mebibytes(2304));
    }

    @Test
    void givesAJvmWithoutHeapSizeRoomToChooseOne() {
        assertThat(MachineMemory.of(java(), 60 * MIB)).isEqualTo(ByteSize.mebibytes(512));
    }

    private static Launch java(String... flags) {
        Path home = Path.of("jdk");
        JavaApplication application = JavaApplication.of(Path.of("a.jar"), home).withJvmFlags(List.of(flags));
        Jdk jdk = new Jdk(home, "17", 17, new TreeSet<>(), Digest.of(""));
        return new Launch.Java(
                application, jdk, List.of(), Optional.empty(), List.of(), new TreeSet<>(), new TreeSet<>());
    }
}
