package org.unikraft.core.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unikraft.core.Catalogue;
import org.unikraft.core.model.Feature;
import org.unikraft.core.model.LibraryDescriptor;
import org.unikraft.core.model.LibraryDescriptor.Role;
import org.unikraft.core.model.LibraryName;
import org.unikraft.core.model.LibraryOption;
import org.unikraft.core.model.Platform;
import org.unikraft.core.model.SystemCall;
import org.unikraft.core.model.UserError;
import org.unikraft.core.resolve.BundledLibraries;

/** The list of micro-libraries has every fact of their descriptors, on lines that fit a terminal. */
class LibraryListTest {
    private static final LibraryName SOCKETS = new LibraryName("sockets");
    private static final LibraryName STACK = new LibraryName("stack");

    private final LibraryList list = new LibraryList(
            List.of(
                    library(
                            SOCKETS,
                            List.of(STACK),
                            new Role(List.of(Feature.family("inet")), List.of(), false),
                            List.of(new LibraryOption(
                                    SOCKETS,
                                    "backlog",
                                    LibraryOption.Type.INT,
                                    "16",
                                    Optional.of(BigInteger.ONE),
                                    Optional.of(BigInteger.TEN.pow(3)),
                                    "B",
                                    true,
                                    "Connections that wait.")),
                            "bind",
                            "accept"),
                    library(STACK, List.of(), new Role(List.of(), List.of(), true), List.of()),
                    library(new LibraryName("card"), List.of(), new Role(List.of(), List.of(STACK), false), List.of())),
            Platform.QEMU_X86_64);

    private static CompiledLibrary library(
            LibraryName name, List<LibraryName> requires, Role role, List<LibraryOption> options, String... calls) {
        List<SystemCall> all = List.of(calls).stream()
                .map(call -> new SystemCall(1, call, Optional.of(name)))
                .toList();
        return new CompiledLibrary(
                new LibraryDescriptor(name, "For a test.", requires, role, options, List.of()),
                all,
                List.of(
                        new CompiledLibrary.Section("a.o", ".text.f", CompiledLibrary.Kind.CODE, 1200, List.of("f")),
                        new CompiledLibrary.Section("a.o", ".bss.x", CompiledLibrary.Kind.ZEROS, 34, List.of("x"))));
    }

    @Test
    void listsEachWithWhatItIsAndWhatItComesWith() {
        assertThat(list.all().lines().skip(3))
                .containsExactly(
                        "NAME                  BYTES  WHAT IT IS",
                        "sockets               1,234  For a test.",
                        "                  in an image that needs address family AF_INET",
                        "                  has 2 system calls",
                        "                  requires stack",
                        "                  option sockets.backlog: int, 1 to 1000 B, default 16",
                        "stack                 1,234  For a test.",
                        "                  in an image that has a library which requires it",
                        "card                  1,234  For a test.",
                        "                  in an image that has stack, which it joins");
    }

    @Test
    void describesOne() {
        assertThat(list.one("sockets").lines())
                .contains(
                        "requires     stack",
                        "required by  -",
                        "provides     address family AF_INET",
                        "compiled     1,234 bytes: code 1,200, constants 0, data 0, zeros 34",
                        "                  1,200  a.o .text.f",
                        "  sockets.backlog: int, 1 to 1000 B, default 16, tunable",
                        "      Connections that wait.",
                        "2 system calls:",
                        "  accept bind");
        assertThat(list.one("stack").lines()).contains("required by  sockets", "joined by    card");
    }

    @Test
    void namesThoseThatMayHaveBeenMeant() {
        assertThat(catchThrowableOfType(UserError.class, () -> list.one("socekts"))
                        .text())
                .isEqualTo("There is no micro-library 'socekts' for qemu/x86_64.\n"
                        + "Near it: sockets.\n"
                        + "There are: sockets, stack, card.");
    }

    /** Maven puts {@code [INFO] } before each line. */
    @Test
    void fitsATerminal() {
        BundledLibraries libraries = new BundledLibraries();
        assertThat(Catalogue.list(libraries, Platform.QEMU_X86_64).lines())
                .hasSizeGreaterThan(2 * libraries.names().size())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(93));
        libraries.names().forEach(name -> assertThat(Catalogue.describe(libraries, Platform.QEMU_X86_64, name.value())
                        .lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(93)));
    }
}
