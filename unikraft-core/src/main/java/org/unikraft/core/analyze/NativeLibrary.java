package org.unikraft.core.analyze;

import java.util.List;
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
 */
record NativeLibrary(String entry, String machine, Kind kind, List<String> needed) {
    enum Kind {
        USABLE,
        /** For Linux or another system with ELF, on another CPU. */
        OTHER_CPU,
        /** Not an ELF file: for Windows or macOS. */
        OTHER_SYSTEM
    }

    static NativeLibrary read(String entry, byte[] content) {
        ByteSlice bytes = ByteSlice.of(entry, content);
        if (!ElfHeader.isElf(bytes)) {
            return new NativeLibrary(entry, "another system", Kind.OTHER_SYSTEM, List.of());
        }
        try {
            ElfFile elf = ElfFile.read(bytes);
            boolean bits64 = elf.elfClass() == ElfFile.ElfClass.ELF64;
            if (bits64 && elf.machine() == Elf.EM_X86_64) {
                return new NativeLibrary(entry, "x86-64", Kind.USABLE, elf.neededLibraries());
            }
            String machine = Elf.machineName(elf.machine()) + (bits64 ? "" : ", 32-bit");
            return new NativeLibrary(entry, machine, Kind.OTHER_CPU, List.of());
        } catch (FormatError e) {
            return new NativeLibrary(entry, "a damaged file", Kind.OTHER_CPU, List.of());
        }
    }
}
