package org.unikraft.core.analyze.x86_64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unikraft.core.elf.ByteSlice;

/** The decoder against objdump, which decodes the machine code of libraries and programs of this computer. */
class DecoderTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int WAIT = 0x9b;
    private static final Pattern PREFIXES =
            Pattern.compile("((rex|data16|addr32|cs|ds|es|ss|fs|gs|lock|repn?z|bnd)(\\.[WRXB]+)?\\s*)+");

    /** What disagrees is shown, not all of it. */
    private static final int MOST_SHOWN = 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/lib/x86_64-linux-gnu/libc.so.6",
                "/lib64/ld-linux-x86-64.so.2",
                "/lib/x86_64-linux-gnu/libm.so.6",
                "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
                "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
                "/usr/lib/x86_64-linux-gnu/libgmp.so.10",
                "/bin/busybox",
            })
    void findsTheSameInstructionsAsObjdump(Path file) throws IOException, InterruptedException {
        assumeTrue(Files.exists(file), () -> file + " is not installed");
        assertThat(compare(List.of("objdump", "-d", "-w", file.toString()))).isEmpty();
    }

    @Test
    void findsTheSameInstructionsInTheJvm() throws IOException, InterruptedException {
        Path jvm = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        assumeTrue(Files.exists(jvm), () -> jvm + " is not there");
        assertThat(compare(List.of("objdump", "-d", "-w", "-j", ".text", "--stop-address=0x700000", jvm.toString())))
                .isEmpty();
    }

    /** Instructions that compilers do not make, in the bytes of the SDM's and the APM's own descriptions. */
    @ParameterizedTest
    @CsvSource({
        "0f05, 2", // syscall
        "48b88877665544332211, 10", // movabs
        "66b83412, 4", // mov ax
        "48a18877665544332211, 10", // mov rax, moffs
        "67a144332211, 6", // the same with an address of four bytes
        "c8100001, 4", // enter
        "f6c001, 3", // test al
        "f6d8, 2", // neg al
        "66f7c03412, 5", // test ax
        "48f7c078563412, 7", // test rax
        "0f20c0, 3", // mov rax, cr0
        "0f2000, 3", // the same: mod is not looked at
        "0f0fc1b4, 4", // pfmul
        "660f78c00102, 6", // extrq
        "f20f78c10102, 6", // insertq
        "8fe978c1c1, 5", // vfrczss, XOP map 9
        "8fe878c0c103, 6", // vprotb, XOP map 8
        "8fea7810c178563412, 9", // bextr, XOP map 10
        "8fc0, 2", // pop rax
        "c5f877, 3", // vzeroupper
        "c4e37d06c131, 6", // vperm2f128
        "62f17c4810442401, 8", // vmovups with a displacement of a byte
        "62f37d4825c2ff, 7", // vpternlogd
        "62f57c4858c1, 6", // vaddph, map 5
        "c7f800000000, 6", // xbegin
        "f30f1efa, 4", // endbr64
        "666666662e0f1f840000000000, 13", // nop
        "64488b042528000000, 9" // mov rax, fs:0x28
    })
    void knowsTheLengthOf(String bytes, int length) {
        ByteSlice code = ByteSlice.of("code", HEX.parseHex(bytes));
        assertThat(new Decoder(code, 0).decode(0)).isEqualTo(length);
        for (int cut = 1; cut < length; cut++) {
            ByteSlice part = code.slice(0, cut, "part");
            assertThat(new Decoder(part, 0).decode(0))
                    .as("the first %d bytes", cut)
                    .isLessThan(length);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"06", "60", "82c001", "9a", "ce", "d4", "ea", "0f04", "0f0a", "0f24c0", "4040", "", "66", "f30f"
            })
    void saysWhenThereIsNoInstruction(String bytes) {
        assertThat(new Decoder(ByteSlice.of("code", HEX.parseHex(bytes)), 0).decode(0))
                .isZero();
    }

    @Test
    void tellsWhereInstructionsGo() {
        String hex = "e8fbffffff" + "7400" + "ffe0" + "ff2500100000" + "0f84fcffffff" + "c3" + "0f05" + "eb02";
        Decoder decoder = new Decoder(ByteSlice.of("code", HEX.parseHex(hex)), 0x400000);
        List<String> seen = new ArrayList<>();
        int length;
        for (int at = 0; (length = decoder.decode(at)) > 0; at += length) {
            String to =
                    switch (decoder.flow()) {
                        case CALL, JUMP, BRANCH -> " " + Long.toHexString(decoder.target());
                        default -> decoder.isAtAddress() ? " [" + Long.toHexString(decoder.memoryAddress()) + "]" : "";
                    };
            seen.add(decoder.flow() + to);
        }
        assertThat(seen)
                .containsExactly(
                        "CALL 400000",
                        "BRANCH 400007",
                        "INDIRECT_JUMP",
                        "INDIRECT_JUMP [40100f]",
                        "BRANCH 400011",
                        "RETURN",
                        "SYSCALL",
                        "JUMP 40001c");
    }

    /** Any bytes: an instruction lies within them, is at most 15 bytes long, and no exception comes. */
    @Test
    void staysWithinItsBytes() {
        Random random = new Random(1);
        byte[] bytes = new byte[24];
        for (int i = 0; i < 1_000_000; i++) {
            random.nextBytes(bytes);
            int length = random.nextInt(bytes.length + 1);
            ByteSlice code = ByteSlice.of("code", bytes).slice(0, length, "part");
            int decoded = new Decoder(code, 0).decode(0);
            assertThat(decoded).isBetween(0, Math.min(15, length));
        }
    }

    /** Instructions of objdump's that have another length for the decoder. */
    private static List<String> compare(List<String> command) throws IOException, InterruptedException {
        Process objdump = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        try (BufferedReader lines = objdump.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("\t", 3);
                byte[] bytes = parts.length == 3 ? HEX.parseHex(parts[1].replace(" ", "")) : new byte[0];
                if (bytes.length > 0 && !isOdd(bytes, parts[2])) {
                    compared++;
                    int length = new Decoder(ByteSlice.of("code", bytes), 0).decode(0);
                    if (length != bytes.length && wrong.size() < MOST_SHOWN) {
                        wrong.add(line + " (" + length + ")");
                    }
                }
            }
        }
        assertThat(objdump.waitFor()).isZero();
        assertThat(compared).isGreaterThan(10_000);
        return wrong;
    }

    /**
     * Where objdump shows bytes that are no instruction, a prefix without one (data among code), WAIT and what waits as one
     * instruction, or a near jump with the operand-size prefix as AMD's CPUs see it, which compilers do not make.
     */
    private static boolean isOdd(byte[] bytes, String text) {
        boolean nearJump = bytes.length > 1 && bytes[0] == 0x66 && ((bytes[1] & 0xfe) == 0xe8 || text.startsWith("j"));
        return text.contains("(bad)")
                || text.startsWith(".byte")
                || (bytes[0] & 0xff) == WAIT && bytes.length > 1
                || nearJump
                || PREFIXES.matcher(text).matches();
    }
}
