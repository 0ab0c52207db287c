package org.unikraft.core.link.x86_64;

import java.util.Optional;
import org.unikraft.core.elf.ByteSlice;
import org.unikraft.core.elf.Elf;
import org.unikraft.core.link.cpu.Cpu;
import org.unikraft.core.link.cpu.RelocationType;
import org.unikraft.core.link.cpu.Rewrite;

/** x86-64. */
public enum X86_64 implements Cpu {
    INSTANCE;

    private static final byte INT3 = (byte) 0xcc;

    @Override
    public int machine() {
        return Elf.EM_X86_64;
    }

    @Override
    public Optional<RelocationType> relocation(int type) {
        return Optional.ofNullable(Relocations.of(type));
    }

    @Override
    public RelocationType address() {
        return Relocations.R_64;
    }

    @Override
    public RelocationType threadOffset() {
        return Relocations.R_TPOFF64;
    }

    @Override
    public Optional<Rewrite> rewrite(RelocationType type, ByteSlice code, long offset) {
        Rewrites rewrites = new Rewrites(code, offset);
        return switch (type.number()) {
            case 19 -> rewrites.generalDynamic();
            case 20 -> rewrites.localDynamic();
            case 22 -> rewrites.initialExec();
            case 34 -> rewrites.descriptor();
            case 35 -> rewrites.descriptorCall();
            case 41 -> rewrites.gotLoad();
            case 42 -> rewrites.gotLoadRex();
            default -> Optional.empty();
        };
    }

    /** TLS variant II: the block ends at the thread pointer. */
    @Override
    public long threadPointer(long start, long size, long align) {
        return start + (size + align - 1 & -align);
    }

    @Override
    public byte codeFill() {
        return INT3;
    }

    @Override
    public int slotJumpSize() {
        return 8;
    }

    /** jmp *slot(%rip), padded with int3. */
    @Override
    public void writeSlotJump(byte[] out, int at, long address, long slot) {
        long displacement = slot - (address + 6);
        out[at] = (byte) 0xff;
        out[at + 1] = 0x25;
        for (int i = 0; i < 4; i++) {
            out[at + 2 + i] = (byte) (displacement >> 8 * i);
        }
        out[at + 6] = INT3;
        out[at + 7] = INT3;
    }

    @Override
    public int irelative() {
        return Relocations.IRELATIVE;
    }
}
