package org.unikraft.core.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.model.UserError;

/** An executable that cannot run is refused with what it is. */
class ExecutableAnalyzerTest {
    private static final int CLASS = 4;
    private static final int TYPE = 16;
    private static final int MACHINE = 18;
    private static final int ENTRY = 24;
    private static final int FILE_SIZE_OF_SEGMENT = 64 + 32;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("program");
    }

    @Test
    void takesAStaticProgram() throws IOException {
        Files.write(file, program().array());

        assertThat(analyze().interpreter()).isEmpty();
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(error())
                .isEqualTo(
                        "The executable " + file + " cannot be read.\n"
                                + "There is no such file.\n"
                                + "Set <executable> to the path of a program; a relative one starts at the project's directory.");
    }

    @Test
    void refusesAScript() throws IOException {
        Files.writeString(file, "#!/bin/sh\n");

        assertThat(error())
                .isEqualTo(file + " is not an ELF executable.\n"
                        + "It is a script: it starts with '#!'.\n"
                        + "Set <executable> to a program that is compiled for Linux on x86-64.");
    }

    @Test
    void refusesWhatIsNoElfFile() throws IOException {
        Files.writeString(file, "MZ");

        assertThat(error())
                .isEqualTo(file + " is not an ELF executable.\n"
                        + "It does not start with the bytes 7f 45 4c 46.\n"
                        + "Set <executable> to a program that is compiled for Linux on x86-64.");
    }

    @Test
    void refuses32Bits() throws IOException {
        Files.write(
                file,
                program().put(CLASS, (byte) 1).putShort(MACHINE, (short) 3).array());

        assertThat(error())
                .isEqualTo(file + " is for another CPU.\n"
                        + "It is a 32-bit program for i386; the image runs 64-bit programs for x86-64.\n"
                        + "Compile it for x86-64, for instance without -m32.");
    }

    @Test
    void refusesAnotherCpu() throws IOException {
        Files.write(file, program().putShort(MACHINE, (short) 183).array());

        assertThat(error())
                .isEqualTo(file + " is for another CPU.\n"
                        + "It is a 64-bit program for AArch64; the image runs 64-bit programs for x86-64.\n"
                        + "Compile it for x86-64.");
    }

    @Test
    void refusesAnObject() throws IOException {
        Files.write(file, program().putShort(TYPE, (short) 1).array());

        assertThat(error())
                .isEqualTo(file + " is an ELF file but not a program.\n"
                        + "It is of type relocatable object.\n"
                        + "Set <executable> to a linked program.");
    }

    @Test
    void refusesASharedLibrary() throws IOException {
        Files.write(file, program().putShort(TYPE, (short) 3).putLong(ENTRY, 0).array());

        assertThat(error())
                .isEqualTo(file + " is an ELF file but not a program.\n"
                        + "It is of type shared object and has no entry point: a shared library.\n"
                        + "Set <executable> to a linked program.");
    }

    @Test
    void refusesAFileThatWasCutOff() throws IOException {
        Files.write(file, program().putLong(FILE_SIZE_OF_SEGMENT, 0x1000).array());

        assertThat(error())
                .isEqualTo(file + " is damaged or incomplete.\n"
                        + "program: offset 0x0: segment ends beyond the file (4096 bytes at offset 0x0, 120 there).\n"
                        + "Build or copy it again, and compare its size with the original's.");
    }

    @Test
    void refusesAFileThatEndsInItsHeader() throws IOException {
        Files.write(file, Arrays.copyOf(program().array(), 40));

        assertThat(error())
                .isEqualTo(file + " is damaged or incomplete.\n"
                        + "program: offset 0x28: file ends within the ELF header (40 bytes).\n"
                        + "Build or copy it again, and compare its size with the original's.");
    }

    private Launch.Native analyze() {
        return ExecutableAnalyzer.analyze(NativeApplication.of(file));
    }

    private String error() {
        return catchThrowableOfType(UserError.class, this::analyze).text();
    }

    /** A header and one segment that holds both. */
    private static ByteBuffer program() {
        ByteBuffer elf = ByteBuffer.allocate(64 + 56).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(TYPE);
        elf.putShort((short) 2).putShort((short) 62).putInt(1);
        elf.putLong(0x400078).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.position(64);
        elf.putInt(1).putInt(5).putLong(0).putLong(0x400000).putLong(0x400000);
        elf.putLong(120).putLong(120).putLong(0x1000);
        return elf;
    }
}
