package org.unikraft.core.link.cpu;

import java.util.Optional;
import org.unikraft.core.elf.ByteSlice;

/** All that the linker has to know of a CPU. */
public interface Cpu {
    /** EM_… */
    int machine();

    /** The line of a relocation, or nothing when the table has none. */
    Optional<RelocationType> relocation(int type);

    /** The relocation of a 64-bit address. */
    RelocationType address();

    /** The relocation of a 64-bit offset from the thread pointer. */
    RelocationType threadOffset();

    /**
     * A rewrite of the instruction that a relocation is in, or nothing when it is not of a form that has one.
     *
     * @param code the section
     * @param offset r_offset
     */
    Optional<Rewrite> rewrite(RelocationType type, ByteSlice code, long offset);

    /**
     * The value of the thread pointer relative to which variables lie.
     *
     * @param start address of the template
     * @param size bytes of the template with its zeroed part
     * @param align its alignment in bytes, a power of two
     */
    long threadPointer(long start, long size, long align);

    /** What stands between functions: an instruction that stops who gets there. */
    byte codeFill();

    /** Bytes of the code that jumps through a slot. */
    int slotJumpSize();

    /** Writes code that jumps to the address in a slot. */
    void writeSlotJump(byte[] out, int at, long address, long slot);

    /** r_type of "the slot holds what the function at the addend returns" (STT_GNU_IFUNC). */
    int irelative();
}
