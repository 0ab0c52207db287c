package org.unikraft.core.link.x86_64;

import static org.unikraft.core.link.x86_64.Relocations.R_32S;
import static org.unikraft.core.link.x86_64.Relocations.R_NONE;
import static org.unikraft.core.link.x86_64.Relocations.R_PC32;
import static org.unikraft.core.link.x86_64.Relocations.R_TPOFF32;

import java.util.Optional;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.link.cpu.Rewrite;

/**
 * Rewrites of instructions (psABI, "Optimize GOTPCRELX Relocations" and "ELF Handling For Thread-Local Storage").
 *
 * <p>All is decided on the bytes around the field. The operand is RIP-relative, so ModRM is the byte before the field
 * and, but for the sequences with prefixes, the opcode is the byte before that and REX the one before.
 *
 * <p>The addend of a RIP-relative operand counts from the end of the instruction (−4); an immediate does not, hence
 * the +4.
 */
final class Rewrites {
    private static final int MOV_LOAD = 0x8b;
    private static final int LEA = 0x8d;
    private static final int TEST = 0x85;
    private static final int ADD_LOAD = 0x03;

    // mov %fs:0,%rax; lea x@tpoff(%rax),%rax
    private static final byte[] LOCAL_EXEC = bytes(0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0, 0x48, 0x8d, 0x80);
    // mov %fs:0,%rax with as many operand-size prefixes as make up the length
    private static final byte[] THREAD_POINTER_12 = bytes(0x66, 0x66, 0x66, 0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0);
    private static final byte[] THREAD_POINTER_13 =
            bytes(0x66, 0x66, 0x66, 0x66, 0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0);

    private final ByteSlice code;
    private final long offset;

    Rewrites(ByteSlice code, long offset) {
        this.code = code;
        this.offset = offset;
    }

    /** R_X86_64_GOTPCRELX: an instruction without REX prefix. */
    Optional<Rewrite> gotLoad() {
        int opcode = at(-2);
        int modrm = at(-1);
        if (opcode == MOV_LOAD) {
            return to(-2, bytes(LEA)); // mov foo@GOTPCREL(%rip),%reg → lea foo(%rip),%reg
        }
        if (opcode == 0xff && modrm == 0x15) {
            return to(-2, bytes(0x67, 0xe8)); // call *foo@GOTPCREL(%rip) → addr32 call foo
        }
        if (opcode == 0xff && modrm == 0x25) {
            return to(-2, bytes(0x90, 0xe9)); // jmp *foo@GOTPCREL(%rip) → nop; jmp foo
        }
        return immediate(0);
    }

    /** R_X86_64_REX_GOTPCRELX: an instruction with REX prefix. */
    Optional<Rewrite> gotLoadRex() {
        return at(-2) == MOV_LOAD ? to(-2, bytes(LEA)) : immediate(at(-3));
    }

    /** test and the binary operations with a GOT slot as source → the same with the address as immediate. */
    private Optional<Rewrite> immediate(int rex) {
        int opcode = at(-2);
        int register = at(-1) >> 3 & 7;
        boolean binary = (opcode & 0xc7) == 0x03; // add or adc sbb and sub xor cmp: 00xxx011
        if (opcode != TEST && !binary) {
            return Optional.empty();
        }
        int newOpcode = binary ? 0x81 : 0xf7;
        int modrm = 0xc0 | (binary ? opcode & 0x38 : 0) | register;
        byte[] instruction = rex == 0 ? bytes(newOpcode, modrm) : bytes(registerInBase(rex), newOpcode, modrm);
        return Optional.of(new Rewrite(-instruction.length, instruction, R_32S, 0, 4, false));
    }

    /** R_X86_64_GOTTPOFF: initial exec → local exec. */
    Optional<Rewrite> initialExec() {
        int rex = at(-3);
        int register = at(-1) >> 3 & 7;
        if ((rex & 0xf8) != 0x48) {
            return Optional.empty(); // the x32 form, or APX: goes through a slot
        }
        int base = registerInBase(rex);
        return switch (at(-2)) {
            case MOV_LOAD -> threadOffset(bytes(base, 0xc7, 0xc0 | register));
            case ADD_LOAD -> threadOffset(bytes(base, 0x81, 0xc0 | register));
            default -> Optional.empty();
        };
    }

    /** R_X86_64_TLSGD: data16 lea x@tlsgd(%rip),%rdi and the call of __tls_get_addr, in 16 bytes. */
    Optional<Rewrite> generalDynamic() {
        boolean lea = at(-4) == 0x66 && at(-3) == 0x48 && at(-2) == LEA && at(-1) == 0x3d;
        boolean direct = at(4) == 0x66 && at(5) == 0x66 && at(6) == 0x48 && at(7) == 0xe8;
        boolean indirect = at(4) == 0x66 && at(5) == 0x48 && at(6) == 0xff && at(7) == 0x15;
        return lea && (direct || indirect)
                ? Optional.of(new Rewrite(-4, LOCAL_EXEC, R_TPOFF32, 8, 4, true))
                : Optional.empty();
    }

    /** R_X86_64_TLSLD: lea x@tlsld(%rip),%rdi and the call of __tls_get_addr. */
    Optional<Rewrite> localDynamic() {
        boolean lea = at(-3) == 0x48 && at(-2) == LEA && at(-1) == 0x3d;
        if (lea && at(4) == 0xe8) {
            return Optional.of(new Rewrite(-3, THREAD_POINTER_12, R_NONE, 0, 0, true));
        }
        if (lea && at(4) == 0xff && at(5) == 0x15) {
            return Optional.of(new Rewrite(-3, THREAD_POINTER_13, R_NONE, 0, 0, true));
        }
        return Optional.empty();
    }

    /** R_X86_64_GOTPC32_TLSDESC: lea x@tlsdesc(%rip),%reg → mov $x@tpoff,%reg. */
    Optional<Rewrite> descriptor() {
        if ((at(-3) & 0xfb) != 0x48 || at(-2) != LEA || (at(-1) & 0xc7) != 0x05) {
            return Optional.empty();
        }
        return threadOffset(bytes(registerInBase(at(-3)), 0xc7, 0xc0 | at(-1) >> 3 & 7));
    }

    /** R_X86_64_TLSDESC_CALL: call *x@tlsdesc(%rax) → a nop of the same two bytes. */
    Optional<Rewrite> descriptorCall() {
        return at(0) == 0xff && at(1) == 0x10
                ? Optional.of(new Rewrite(0, bytes(0x66, 0x90), R_NONE, 0, 0, false))
                : Optional.empty();
    }

    private static Optional<Rewrite> to(int at, byte[] instruction) {
        return Optional.of(new Rewrite(at, instruction, R_PC32, 0, 0, false));
    }

    private static Optional<Rewrite> threadOffset(byte[] instruction) {
        return Optional.of(new Rewrite(-instruction.length, instruction, R_TPOFF32, 0, 4, false));
    }

    /** The register moves from ModRM.reg to ModRM.rm, so its fourth bit moves from REX.R to REX.B. */
    private static int registerInBase(int rex) {
        return rex & ~5 | rex >> 2 & 1;
    }

    /** A byte near the field, −1 outside of the section. */
    private int at(int distance) {
        long at = offset + distance;
        return at >= 0 && at < code.length() ? code.u8(at) : -1;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
