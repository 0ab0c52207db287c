package org.unikraft.core.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfHeader;
import org.unikraft.core.elf.FormatError;

/**
 * A native library in a JAR.
 *
 * @param entry its path in the JAR
 * @param machine what it is for, for people
 * @param kind whether the image can load it
 * @param needed the shared libraries that it asks for
 * @param internet why it may open sockets of the internet's families, if it may
 */
record NativeLibrary(String entry, String machine, Kind kind, List<String> needed, Optional<String> internet) {
    /** Names of the C libraries of glibc, musl, Android (and of musl, to its own tools) and FreeBSD. */
    private static final Set<String> C_LIBRARIES = Set.of("libc.so.6", "libc.musl-x86_64.so.1", "libc.so", "libc.so.7");

    enum Kind {
        USABLE,
        /** For Linux or another system with ELF, on another CPU. */
        OTHER_CPU,
        /** For Windows, macOS or a BSD. */
        OTHER_SYSTEM
    }

    private NativeLibrary(String entry, String machine, Kind kind) {
        this(entry, machine, kind, List.of(), Optional.empty());
    }

    static NativeLibrary read(String entry, byte[] content) {
        ByteSlice bytes = ByteSlice.of(entry, content);
        if (!ElfHeader.isElf(bytes)) {
            return new NativeLibrary(entry, "another system", Kind.OTHER_SYSTEM);
        }
        try {
            ElfFile elf = ElfFile.read(bytes);
            int system = elf.header().ei_osabi();
            if (system != Elf.ELFOSABI_NONE && system != Elf.ELFOSABI_GNU) {
                return new NativeLibrary(entry, "another system", Kind.OTHER_SYSTEM);
            }
            boolean bits64 = elf.elfClass() == ElfFile.ElfClass.ELF64;
            if (bits64 && elf.machine() == Elf.EM_X86_64) {
                return new NativeLibrary(
                        entry,
                        "x86-64",
                        Kind.USABLE,
                        elf.neededLibraries(),
                        InternetImports.evidenceForJava(entry, elf));
            }
            String machine = Elf.machineName(elf.machine()) + (bits64 ? "" : ", 32-bit");
            return new NativeLibrary(entry, machine, Kind.OTHER_CPU);
        } catch (FormatError e) {
            return new NativeLibrary(entry, "a damaged file", Kind.OTHER_CPU);
        }
    }

    /**
     * Those of a JAR that a JVM with this C library loads: a JAR often has one for each C library. Where none is for it,
     * all that are for the CPU, so that what is missing can be named.
     */
    static List<NativeLibrary> choose(List<NativeLibrary> natives, Optional<String> cLibrary) {
        List<NativeLibrary> usable =
                natives.stream().filter(each -> each.kind() == Kind.USABLE).toList();
        List<NativeLibrary> chosen =
                usable.stream().filter(each -> each.suits(cLibrary)).toList();
        return chosen.isEmpty() ? usable : chosen;
    }

    private boolean suits(Optional<String> cLibrary) {
        return needed.stream().noneMatch(C_LIBRARIES::contains)
                || cLibrary.filter(needed::contains).isPresent();
    }

    /** The C library of a JDK; empty for one that is none of the known. */
    static Optional<String> cLibrary(Path jdkHome) {
        Path library = jdkHome.resolve("lib/libjava.so");
        try {
            return ElfFile.read(library.toString(), Files.readAllBytes(library)).neededLibraries().stream()
                    .filter(C_LIBRARIES::contains)
                    .findFirst();
        } catch (IOException | FormatError e) {
            // jlink will say what is wrong with this JDK.
            return Optional.empty();
        }
    }
}
