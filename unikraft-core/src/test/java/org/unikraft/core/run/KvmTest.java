package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KvmTest {
    private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");

    /** The probe itself is sound: what keeps it from ending under KVM is KVM. */
    @ParameterizedTest
    @CsvSource({"PC,qemu64", "PC,max", "Q35,max", "MICROVM,max"})
    void theProbeEndsOnAnEmulatedCpu(MachineType type, String cpu) throws Exception {
        assumeTrue(Files.isExecutable(QEMU), "skipped: qemu-system-x86_64 is not installed");
        assertThat(Kvm.runsProbe(QEMU, type, cpu, "tcg")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aVmmThatFailsAtOnceDoesNotPass(MachineType type) throws Exception {
        assertThat(Kvm.runsProbe(Path.of("/bin/false"), type, "max", "kvm")).isFalse();
    }
}
