package org.unikraft.core.analyze.x86_64;

/**
 * What instructions do to general registers (Intel SDM volume 2): exactly, for those that make the numbers of system calls
 * and small arguments; for all others which registers they may write.
 */
final class RegisterEffects {
    private static final int NONE = -1;

    /** Groups of instructions whose kind is in ModRM.reg. */
    private static final int GROUP_BYTE = 0x80;

    private static final int GROUP_LONG = 0x81;
    private static final int GROUP_SIGNED_BYTE = 0x83;
    private static final int COMPARE = 7;
    private static final int ALL = 0xffff;

    private RegisterEffects() {}

    /** The register that gets {@link Decoder#immediate}: MOV; −1: none. */
    static int loaded(Decoder i) {
        if (i.map() != 0 || i.isVector() || i.isShort()) {
            return NONE;
        }
        if (i.opcode() >> 3 == 0x17) {
            return i.opcodeRegister();
        }
        return i.opcode() == 0xc7 && i.isRegister() && i.reg() % 8 == 0 ? i.rm() : NONE;
    }

    /** The register whose lowest byte gets {@link Decoder#immediate}; −1: none. */
    static int loadedByte(Decoder i) {
        boolean loads = i.map() == 0 && !i.isVector() && i.opcode() >> 3 == 0x16;
        return loads && !isHighByte(i, i.opcodeRegister()) ? i.opcodeRegister() : NONE;
    }

    /** PUSH of a constant. */
    static boolean pushesConstant(Decoder i) {
        return i.map() == 0 && !i.isVector() && !i.isShort() && (i.opcode() == 0x68 || i.opcode() == 0x6a);
    }

    /** The register that is pushed: PUSH; −1: none. */
    static int pushed(Decoder i) {
        return i.map() == 0 && !i.isVector() && !i.isShort() && i.opcode() >> 3 == 0xa ? i.opcodeRegister() : NONE;
    }

    /** The register that gets what was pushed last: POP; −1: none. */
    static int popped(Decoder i) {
        return i.map() == 0 && !i.isVector() && !i.isShort() && i.opcode() >> 3 == 0xb ? i.opcodeRegister() : NONE;
    }

    /**
     * Whether what was pushed may be something else afterwards: the stack pointer moves in a way that is not followed, or
     * something is written that may lie on the stack.
     */
    static boolean touchesStack(Decoder i) {
        boolean memory = i.hasModrm() && !i.isRegister() && !i.isNop();
        if (i.isVector() || i.map() > 1) {
            return memory;
        }
        if (i.map() == 1) {
            // PUSH and POP of FS and GS.
            return memory || (i.opcode() & 0xf6) == 0xa0;
        }
        return switch (i.opcode()) {
            case 0x8d -> false;
            // PUSH and POP of 16 bits; PUSHF, POPF; MOVS, STOS; INS; ENTER, LEAVE; PUSH in the group of INC.
            case 0x68, 0x6a, 0x6c, 0x6d, 0x9c, 0x9d, 0xa2, 0xa3, 0xa4, 0xa5, 0xaa, 0xab, 0xc8, 0xc9 -> true;
            case 0xff -> memory || i.reg() % 8 == 6;
            default -> memory || i.opcode() >> 4 == 5;
        };
    }

    /** The register that becomes 0: XOR or SUB with itself; −1: none. */
    static int cleared(Decoder i) {
        if (i.map() != 0 || i.isVector() || i.isShort() || !i.hasModrm() || !i.isRegister() || i.reg() != i.rm()) {
            return NONE;
        }
        return switch (i.opcode()) {
            case 0x29, 0x2b, 0x31, 0x33 -> i.rm();
            default -> NONE;
        };
    }

    /** The register that gets the lower half of another's value: MOV and MOVSXD; −1: none. */
    static int copiedTo(Decoder i) {
        return isCopy(i) ? i.opcode() == 0x89 ? i.rm() : i.reg() : NONE;
    }

    /** Whether two registers, ModRM.reg and ModRM.rm, get each other's values: XCHG. */
    static boolean exchanges(Decoder i) {
        return i.map() == 0 && !i.isVector() && !i.isShort() && i.opcode() == 0x87 && i.isRegister();
    }

    static int copiedFrom(Decoder i) {
        return i.opcode() == 0x89 ? i.reg() : i.rm();
    }

    private static boolean isCopy(Decoder i) {
        return i.map() == 0
                && !i.isVector()
                && !i.isShort()
                && (i.opcode() == 0x89 || i.opcode() == 0x8b || i.opcode() == 0x63)
                && i.isRegister();
    }

    /** The register to which {@link Decoder#immediate} is added: ADD; −1: none. */
    static int added(Decoder i) {
        boolean adds = i.map() == 0
                && !i.isVector()
                && !i.isShort()
                && (i.opcode() == GROUP_LONG || i.opcode() == GROUP_SIGNED_BYTE)
                && i.isRegister()
                && i.reg() % 8 == 0;
        return adds ? i.rm() : NONE;
    }

    /** The register that gets a number from memory, from where a register points; −1: none. */
    static int loadedFromMemory(Decoder i) {
        return i.map() == 0 && !i.isVector() && !i.isShort() && i.opcode() == 0x8b && i.isAtRegister() ? i.reg() : NONE;
    }

    /** The registers that it may write, a bit for each. */
    static int written(Decoder i) {
        if (i.isVector()) {
            // Their prefixes name registers in another way: all with the same last three bits, or any.
            return i.map() == 1 ? lowBits(behind0f(i)) : ALL;
        }
        return switch (i.map()) {
            case 0 -> oneByte(i);
            case 1 -> behind0f(i);
            // PEXTR writes ModRM.rm; PCMPESTRI writes RCX.
            default -> reg(i) | rm(i) | bit(Registers.RCX);
        };
    }

    private static int lowBits(int registers) {
        int low = (registers | registers >> 8) & 0xff;
        return low | low << 8;
    }

    private static int bit(int register) {
        return 1 << register;
    }

    /** ModRM.reg, of which numbers 4 to 7 may stand for AH, CH, DH and BH. */
    private static int reg(Decoder i) {
        return operand(i, i.reg());
    }

    /** ModRM.rm when it is a register. */
    private static int rm(Decoder i) {
        return i.isRegister() ? operand(i, i.rm()) : 0;
    }

    private static int operand(Decoder i, int number) {
        return bit(number) | (isHighByte(i, number) ? bit(number - 4) : 0);
    }

    private static boolean isHighByte(Decoder i, int number) {
        return number >= 4 && number < 8 && !i.hasRex();
    }

    private static int oneByte(Decoder i) {
        int opcode = i.opcode();
        if (opcode < 0x40) {
            // ADD, OR, ADC, SBB, AND, SUB, XOR and, which writes nothing, CMP.
            int form = opcode & 7;
            return opcode >= 0x38 ? 0 : form < 2 ? rm(i) : form < 4 ? reg(i) : bit(Registers.RAX);
        }
        return switch (opcode >> 4) {
            case 0x5 -> opcode < 0x58 ? 0 : bit(i.opcodeRegister());
            case 0x7 -> 0;
            case 0x9 ->
                opcode < 0x98
                        ? opcode == 0x90 && !i.hasRex() ? 0 : bit(i.opcodeRegister()) | bit(Registers.RAX)
                        : bit(Registers.RAX) | bit(Registers.RDX);
            case 0xb -> operand(i, i.opcodeRegister());
            case 0xd -> opcode < 0xd4 ? rm(i) : bit(Registers.RAX);
            default -> others(i);
        };
    }

    private static int others(Decoder i) {
        boolean compares = i.reg() % 8 == COMPARE;
        return switch (i.opcode()) {
            case 0x63, 0x69, 0x6b, 0x8a, 0x8b, 0x8d -> reg(i);
            case 0x68, 0x6a, 0x84, 0x85, 0xa8, 0xa9 -> 0;
            case GROUP_BYTE, GROUP_LONG, GROUP_SIGNED_BYTE -> compares ? 0 : rm(i);
            case 0x88, 0x89, 0x8c, 0x8f, 0xc0, 0xc1, 0xc6, 0xfe -> rm(i);
            // XBEGIN shares its opcode.
            case 0xc7 -> rm(i) | (compares && i.isRegister() ? bit(Registers.RAX) : 0);
            case 0x86, 0x87 -> reg(i) | rm(i);
            case 0xf6, 0xf7 -> i.reg() % 8 < 2 ? 0 : i.reg() % 8 < 4 ? rm(i) : bit(Registers.RAX) | bit(Registers.RDX);
            case 0xff -> i.reg() % 8 < 2 ? rm(i) : 0;
            case 0xe8, 0xe9, 0xeb -> 0;
            case 0xc8, 0xc9 -> bit(Registers.RBP) | bit(Registers.RSP);
            default ->
                i.hasModrm()
                        ? reg(i) | rm(i)
                        : bit(Registers.RAX) | bit(Registers.RCX) | bit(Registers.RSI) | bit(Registers.RDI);
        };
    }

    private static int behind0f(Decoder i) {
        int opcode = i.opcode();
        return switch (opcode >> 4) {
            // Of vectors, prefetches, NOPs; RDSSP among the latter.
            case 0x1 -> opcode == 0x1e && i.reg() % 8 == 1 ? rm(i) : 0;
            case 0x4 -> i.isVector() ? reg(i) | rm(i) : reg(i);
            case 0x5 -> opcode == 0x50 ? reg(i) : 0;
            case 0x6 -> 0;
            // VMREAD, MOVD; with EVEX, VCVTTSS2USI and VCVTSS2USI.
            case 0x7 -> opcode == 0x7e ? rm(i) : opcode == 0x78 || opcode == 0x79 ? reg(i) | rm(i) : 0;
            case 0x8 -> 0;
            case 0x9 -> i.isVector() ? reg(i) | rm(i) : rm(i);
            case 0xd, 0xe, 0xf -> opcode == 0xd7 ? reg(i) : 0;
            default -> othersBehind0f(i);
        };
    }

    private static int othersBehind0f(Decoder i) {
        int accumulators = bit(Registers.RAX) | bit(Registers.RCX) | bit(Registers.RDX);
        return switch (i.opcode()) {
            case 0x0d, 0x28, 0x29, 0x2a, 0x2b, 0x2e, 0x2f, 0xa3, 0xc2, 0xc3, 0xc4, 0xc6 -> 0;
            case 0x2c, 0x2d, 0xaf, 0xb6, 0xb7, 0xb8, 0xbc, 0xbd, 0xbe, 0xbf, 0xc5 -> reg(i);
            // RDFSBASE and RDGSBASE share their opcode with fences.
            case 0xae -> i.reg() % 8 < 2 ? rm(i) : 0;
            case 0xa4, 0xa5, 0xab, 0xac, 0xad, 0xb3, 0xba, 0xbb -> rm(i);
            case 0xb0, 0xb1 -> rm(i) | bit(Registers.RAX);
            case 0xc0, 0xc1 -> reg(i) | rm(i);
            case 0xc7 -> rm(i) | bit(Registers.RAX) | bit(Registers.RDX);
            case 0xa2 -> accumulators | bit(Registers.RBX);
            default ->
                i.opcode() >> 3 == 0x19
                        ? bit(i.opcodeRegister())
                        : i.hasModrm() ? reg(i) | rm(i) | accumulators : accumulators;
        };
    }
}
