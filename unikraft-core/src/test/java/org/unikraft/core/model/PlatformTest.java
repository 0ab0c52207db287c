package org.unikraft.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void isWrittenWithASlash() {
        assertThat(Platform.parse(" qemu/x86_64 ")).isEqualTo(Platform.QEMU_X86_64);
        assertThat(Platform.QEMU_X86_64).hasToString("qemu/x86_64");
        assertThat(Platform.QEMU_X86_64.directoryName()).isEqualTo("qemu-x86_64");
    }

    @Test
    void listsThoseThatThereAre() {
        UserError error = catchThrowableOfType(UserError.class, () -> Platform.parse("qemu-x86_64"));

        assertThat(error.code()).isEqualTo("unknown-platform");
        assertThat(error.text())
                .isEqualTo("There is no platform 'qemu-x86_64'.\n"
                        + "A platform is a VMM and a CPU, separated by a slash.\n"
                        + "Use one of: qemu/x86_64.");
    }

    @Test
    void aListHasAtLeastOne() {
        assertThat(Platform.parseAll(List.of("qemu/x86_64"))).containsExactly(Platform.QEMU_X86_64);
        assertThat(catchThrowableOfType(UserError.class, () -> Platform.parseAll(List.of()))
                        .text())
                .isEqualTo("No platform is named.\nThe list of platforms is empty.\nUse one of: qemu/x86_64.");
    }
}
