package org.unikraft.core.analyze;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unikraft.core.analyze.x86_64.ImportedFunction;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.elf.ElfFile;
import org.unikraft.core.elf.ElfSymbol;

/**
 * Whether machine code can open sockets of the internet's address families, as far as names of functions tell. The
 * family is an argument of {@code socket}: who calls it may ask for any, unless the code shows that it never does.
 */
final class InternetImports {
    private static final String SOCKET_FUNCTION = "socket";
    /** First argument of socket for sockets within one machine. */
    private static final long AF_UNIX = 1;

    /** The C and the C++ library and what belongs to them: they open such sockets in functions of the list only. */
    private static final Set<String> RUNTIMES = Set.of(
            "ld-linux-x86-64.so.2",
            "ld-musl-x86_64.so.1",
            "libc.musl-x86_64.so.1",
            "libc.so",
            "libc.so.6",
            "libdl.so.2",
            "libgcc_s.so.1",
            "libm.so.6",
            "libpthread.so.0",
            "libresolv.so.2",
            "librt.so.1",
            "libstdc++.so.6",
            "libutil.so.1");

    /** Functions of the C library that open such sockets, or any; {@code syscall} makes a call by its number. */
    private static final Set<String> FUNCTIONS = Set.of(
            "bindresvport",
            "getaddrinfo",
            "getaddrinfo_a",
            "gethostbyaddr",
            "gethostbyaddr_r",
            "gethostbyname",
            "gethostbyname2",
            "gethostbyname2_r",
            "gethostbyname_r",
            "getifaddrs",
            "getnameinfo",
            "if_indextoname",
            "if_nameindex",
            "if_nametoindex",
            "rcmd",
            "rexec",
            SOCKET_FUNCTION,
            "__socket",
            "syscall");

    private static final String RESOLVER = "res_";
    private static final String GO_NOTE = ".note.go.buildid";
    private static final byte[] SOCKET = "\0socket\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final String LIBC_START = "__libc_start_main";

    private InternetImports() {}

    /**
     * One reason why a program or library may open such a socket; empty when it does not.
     *
     * @param name of the file, without directories
     */
    static Optional<String> evidence(String name, ElfFile elf) {
        if (RUNTIMES.contains(name)) {
            return Optional.empty();
        }
        if (elf.sections().stream().anyMatch(section -> section.name().equals(GO_NOTE))) {
            return Optional.of(name + " is a Go program, which makes system calls without a C library");
        }
        if (elf.neededLibraries().isEmpty()
                && elf.interpreter().isEmpty()
                && elf.header().e_entry() != 0) {
            return linkedIn(name, elf);
        }
        return elf.dynamicSymbols().stream()
                .filter(symbol -> symbol.st_shndx() == Elf.SHN_UNDEF)
                .map(ElfSymbol::name)
                .filter(InternetImports::opensSockets)
                .filter(function -> !function.equals(SOCKET_FUNCTION) || !opensLocalSocketsOnly(elf))
                .findFirst()
                .map(function -> name + " calls " + function)
                .or(() -> looksUpSocket(elf) ? Optional.of(name + " looks up socket by dlsym") : Optional.empty());
    }

    /** The same for a library that Java code uses: when it looks up functions, their names can come from there. */
    static Optional<String> evidenceForJava(String name, ElfFile elf) {
        return evidence(name, elf)
                .or(() -> imports(elf, "dlsym")
                        ? Optional.of(name + " calls functions whose names it is given")
                        : Optional.empty());
    }

    /** A static program shows what it has of the C library unless it is stripped. */
    private static Optional<String> linkedIn(String name, ElfFile elf) {
        Set<String> functions = elf.symbols().stream().map(ElfSymbol::name).collect(Collectors.toSet());
        if (!functions.contains(LIBC_START)) {
            return Optional.of(name + " is static and stripped: nothing shows which sockets it opens");
        }
        return functions.stream()
                .filter(InternetImports::opensSockets)
                .sorted()
                .findFirst()
                .map(function -> name + " has " + function);
    }

    private static boolean opensSockets(String function) {
        return FUNCTIONS.contains(function) || function.startsWith(RESOLVER) || function.startsWith("__" + RESOLVER);
    }

    private static boolean opensLocalSocketsOnly(ElfFile elf) {
        return elf.machine() == Elf.EM_X86_64
                && ImportedFunction.firstArguments(elf, SOCKET_FUNCTION)
                        .filter(families -> families.equals(Set.of(AF_UNIX)))
                        .isPresent();
    }

    private static boolean imports(ElfFile elf, String function) {
        return elf.dynamicSymbols().stream()
                .anyMatch(symbol ->
                        symbol.st_shndx() == Elf.SHN_UNDEF && symbol.name().equals(function));
    }

    private static boolean looksUpSocket(ElfFile elf) {
        return imports(elf, "dlsym") && contains(elf.bytes().toArray(), SOCKET);
    }

    private static boolean contains(byte[] content, byte[] text) {
        for (int at = 0; at <= content.length - text.length; at++) {
            if (Arrays.mismatch(content, at, at + text.length, text, 0, text.length) < 0) {
                return true;
            }
        }
        return false;
    }
}
