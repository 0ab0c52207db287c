package org.unikraft.core.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfHeader;
import org.unikraft.core.elf.FormatError;
import org.unikraft.core.elf.ProgramHeader;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.NativeApplication;
import org.unikraft.core.model.UserError;

/** Checks that a file is an executable for Linux on x86-64 that the kernel's loader can start. */
final class ExecutableAnalyzer {
    private ExecutableAnalyzer() {}

    static Launch.Native analyze(NativeApplication application) {
        Path file = application.executable();
        try {
            return new Launch.Native(application, read(file).interpreter());
        } catch (FormatError e) {
            throw damaged(file, e);
        }
    }

    private static ElfFile read(Path file) {
        ByteSlice bytes = content(file);
        if (!ElfHeader.isElf(bytes)) {
            throw new UserError(
                    "executable-not-elf",
                    file + " is not an ELF executable.",
                    startsWithScript(bytes)
                            ? "It is a script: it starts with '#!'."
                            : "It does not start with the bytes 7f 45 4c 46.",
                    "Set <executable> to a program that is compiled for Linux on x86-64.");
        }
        ElfFile elf = ElfFile.read(bytes);
        checkCpu(file, elf);
        checkType(file, elf);
        for (ProgramHeader segment : elf.programHeaders()) {
            if (segment.p_type() == Elf.PT_LOAD) {
                elf.segment(segment);
            }
        }
        return elf;
    }

    private static ByteSlice content(Path file) {
        try {
            return ByteSlice.of(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserError(
                    "executable-not-readable",
                    "The executable " + file + " cannot be read.",
                    Files.isDirectory(file)
                            ? "It is a directory."
                            : Files.exists(file) ? e.toString() + "." : "There is no such file.",
                    "Set <executable> to the path of a program; a relative one starts at the project's directory.",
                    e);
        }
    }

    private static boolean startsWithScript(ByteSlice bytes) {
        return bytes.length() >= 2 && bytes.u8(0) == '#' && bytes.u8(1) == '!';
    }

    private static void checkCpu(Path file, ElfFile elf) {
        boolean bits32 = elf.elfClass() == ElfFile.ElfClass.ELF32;
        if (!bits32 && elf.machine() == Elf.EM_X86_64 && elf.data() == ElfFile.DataEncoding.LITTLE_ENDIAN) {
            return;
        }
        throw new UserError(
                "executable-wrong-cpu",
                file + " is for another CPU.",
                "It is a " + (bits32 ? "32" : "64") + "-bit program for " + Elf.machineName(elf.machine())
                        + "; the image runs 64-bit programs for x86-64.",
                "Compile it for x86-64"
                        + (bits32 && elf.machine() == Elf.EM_386 ? ", for instance without -m32." : "."));
    }

    private static void checkType(Path file, ElfFile elf) {
        boolean program = elf.type() == Elf.ET_EXEC || elf.type() == Elf.ET_DYN;
        if (program && elf.header().e_entry() != 0 && !elf.programHeaders().isEmpty()) {
            return;
        }
        throw new UserError(
                "executable-not-a-program",
                file + " is an ELF file but not a program.",
                "It is of type " + Elf.typeName(elf.type())
                        + (program ? " and has no entry point: a shared library." : "."),
                "Set <executable> to a linked program.");
    }

    private static UserError damaged(Path file, FormatError cause) {
        return new UserError(
                "executable-damaged",
                file + " is damaged or incomplete.",
                cause.getMessage() + ".",
                "Build or copy it again, and compare its size with the original's.",
                cause);
    }
}
