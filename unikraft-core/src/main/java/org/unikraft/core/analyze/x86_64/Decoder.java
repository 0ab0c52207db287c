package org.unikraft.core.analyze.x86_64;

import java.util.OptionalLong;
import org.unikraft.core.elf.ByteSlice;

/**
 * Goes through machine code instruction by instruction. It knows the length of all instructions of x86-64 up to AVX-512 and
 * XOP, and of the last one what it is made of. The order of bytes is that of the Intel SDM, volume 2, chapter 2: prefixes,
 * opcode, ModRM, SIB, displacement, immediate.
 *
 * <p>One object is used for many instructions, since whole libraries are swept.
 */
public final class Decoder {
    /** What an instruction does with the flow of control. */
    public enum Flow {
        /** The next instruction follows, or so it looks. */
        NEXT,
        /** SYSCALL. */
        SYSCALL,
        /** A jump to {@link #target}. */
        JUMP,
        /** Perhaps a jump to {@link #target}. */
        BRANCH,
        /** A jump to where memory or a register says. */
        INDIRECT_JUMP,
        /** A call of {@link #target}. */
        CALL,
        INDIRECT_CALL,
        RETURN,
        /** Nothing follows: UD2, HLT, INT3. */
        STOP
    }

    /** ENDBR64, with which functions begin that are called indirectly. */
    static final int ENDBR64_LENGTH = 4;

    /** An instruction longer than this is refused by the CPU. */
    private static final int MAX_LENGTH = 15;

    private static final int ESCAPE = 0x0f;

    private final ByteSlice code;
    private final long address;

    private int start;
    private int at;
    private boolean operandSize;
    private boolean addressSize;
    private boolean segment;
    private int rex;
    /** 0: one byte; 1, 2, 3: 0F, 0F38, 0F3A; with {@link #vector} as VEX numbers them. */
    private int map;

    private boolean vector;
    private int opcode;
    /** -1: none. */
    private int modrm;

    private int sib;
    private long displacement;
    private long immediate;
    private Flow flow;

    /**
     * @param code machine code, and nothing else
     * @param address of its first byte when it runs
     */
    public Decoder(ByteSlice code, long address) {
        this.code = code;
        this.address = address;
    }

    /**
     * Decodes one instruction.
     *
     * @param offset of its first byte in the code, 0 to the code's length
     * @return its length in bytes; 0: there is none, the bytes are no instruction or the code ends within it
     */
    public int decode(int offset) {
        start = offset;
        at = offset;
        modrm = -1;
        sib = -1;
        displacement = 0;
        immediate = 0;
        map = 0;
        vector = false;
        prefixes();
        int form = opcodeForm();
        if ((form & OpcodeMap.INVALID) != 0 || !operands(form)) {
            return 0;
        }
        int length = at - start;
        if (length > MAX_LENGTH || at > code.length()) {
            return 0;
        }
        flow = findFlow();
        return length;
    }

    /** The bytes after the end are 0: they end no instruction, since its length is looked at. */
    private int peek() {
        return at < code.length() ? code.u8(at) : 0;
    }

    private int take() {
        int value = peek();
        at++;
        return value;
    }

    private void prefixes() {
        operandSize = false;
        addressSize = false;
        segment = false;
        rex = 0;
        while (at - start < MAX_LENGTH) {
            int b = peek();
            switch (b) {
                case 0x66 -> operandSize = true;
                case 0x67 -> addressSize = true;
                case 0x64, 0x65 -> segment = true;
                case 0x26, 0x2e, 0x36, 0x3e, 0xf0, 0xf2, 0xf3 -> {}
                default -> {
                    if (b >> 4 == 4) {
                        // Counts only directly before the opcode.
                        rex = b;
                        at++;
                    }
                    return;
                }
            }
            at++;
        }
    }

    private int opcodeForm() {
        opcode = take();
        switch (opcode) {
            case ESCAPE:
                return escapeForm();
            case 0xc4:
                return vexForm(peek() & 0x1f, 2);
            case 0xc5:
                return vexForm(1, 1);
            case 0x62:
                return vexForm(peek() & 0x7, 3);
            case 0x8f:
                // XOP shares its first byte with POP, whose ModRM.reg is 0.
                return (peek() & 0x1f) < 8 ? OpcodeMap.oneByte(opcode) : vexForm(peek() & 0x1f, 2);
            default:
                return opcode >> 4 == 4 || isPrefix(opcode) ? OpcodeMap.INVALID : OpcodeMap.oneByte(opcode);
        }
    }

    /** After REX, a prefix would take its effect away: no assembler does that. */
    private static boolean isPrefix(int b) {
        return switch (b) {
            case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
            default -> false;
        };
    }

    private int escapeForm() {
        opcode = take();
        map = 1;
        switch (opcode) {
            case 0x38:
                map = 2;
                opcode = take();
                return OpcodeMap.MODRM;
            case 0x3a:
                map = 3;
                opcode = take();
                return OpcodeMap.MODRM | OpcodeMap.IMM8;
            case 0x78:
                // EXTRQ and INSERTQ of SSE4a have two immediates of a byte.
                return OpcodeMap.MODRM | (hasMandatoryPrefix() ? OpcodeMap.IMM16 : 0);
            default:
                return OpcodeMap.escape0f(opcode);
        }
    }

    private boolean hasMandatoryPrefix() {
        for (int i = start; i < at; i++) {
            if (code.u8(i) == 0xf2) {
                return true;
            }
        }
        return operandSize;
    }

    /** A prefix of that many bytes after the first. Its bits of REX are not those of the instructions that matter here. */
    private int vexForm(int mapField, int bytes) {
        map = mapField;
        vector = true;
        rex = 0;
        at += bytes;
        opcode = take();
        return OpcodeMap.vector(map, opcode);
    }

    private boolean operands(int form) {
        if ((form & OpcodeMap.MODRM) != 0) {
            modrm = take();
            if ((form & OpcodeMap.REGISTERS) == 0) {
                memory();
            }
        }
        boolean test = (form & (OpcodeMap.TEST8 | OpcodeMap.TEST_Z)) != 0 && reg() % 8 < 2;
        if ((form & OpcodeMap.IMM16) != 0) {
            immediate = number(2);
        }
        if ((form & OpcodeMap.IMM8) != 0 || test && (form & OpcodeMap.TEST8) != 0) {
            immediate = number(1);
        }
        if ((form & OpcodeMap.IMM_Z) != 0 || test && (form & OpcodeMap.TEST_Z) != 0) {
            immediate = number(operandSize && !wide() ? 2 : 4);
        }
        if ((form & OpcodeMap.IMM_V) != 0) {
            immediate = number(wide() ? 8 : operandSize ? 2 : 4);
        }
        if ((form & OpcodeMap.OFFSET) != 0) {
            immediate = number(addressSize ? 4 : 8);
        }
        if ((form & OpcodeMap.REL32) != 0) {
            immediate = number(4);
        }
        return true;
    }

    private void memory() {
        int mod = modrm >> 6;
        int rm = modrm & 7;
        if (mod == 3) {
            return;
        }
        boolean based = rm != 5 || mod != 0;
        if (rm == Registers.RSP) {
            sib = take();
            based = (sib & 7) != 5 || mod != 0;
        }
        if (mod == 2 || !based) {
            displacement = number(4);
        } else if (mod == 1) {
            displacement = number(1);
        }
    }

    /** A little-endian number with a sign. */
    private long number(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) take() << 8 * i;
        }
        int unused = 64 - 8 * bytes;
        return value << unused >> unused;
    }

    private Flow findFlow() {
        if (vector || map > 1) {
            return Flow.NEXT;
        }
        if (map == 1) {
            return switch (opcode) {
                case 0x05 -> Flow.SYSCALL;
                case 0x0b -> Flow.STOP;
                default -> opcode >> 4 == 8 ? Flow.BRANCH : Flow.NEXT;
            };
        }
        return switch (opcode) {
            case 0xe8 -> Flow.CALL;
            case 0xe9, 0xeb -> Flow.JUMP;
            case 0xe0, 0xe1, 0xe2, 0xe3 -> Flow.BRANCH;
            case 0xc2, 0xc3, 0xca, 0xcb, 0xcf -> Flow.RETURN;
            case 0xcc, 0xf4 -> Flow.STOP;
            // XBEGIN goes to its target when the transaction fails.
            case 0xc7 -> isRegister() && reg() % 8 == 7 ? Flow.BRANCH : Flow.NEXT;
            case 0xff ->
                switch (reg() % 8) {
                    case 2, 3 -> Flow.INDIRECT_CALL;
                    case 4, 5 -> Flow.INDIRECT_JUMP;
                    default -> Flow.NEXT;
                };
            default -> opcode >> 4 == 7 ? Flow.BRANCH : Flow.NEXT;
        };
    }

    private boolean wide() {
        return (rex & 8) != 0;
    }

    public Flow flow() {
        return flow;
    }

    /** Address of the instruction. */
    public long address() {
        return address + start;
    }

    /** Address of the one behind it. */
    public long next() {
        return address + at;
    }

    /** Where a jump, a branch or a call with a distance goes. */
    public long target() {
        return next() + immediate;
    }

    /** ModRM.reg with REX.R: a register's number; of some opcodes a part of them. */
    int reg() {
        return modrm >> 3 & 7 | (rex & 4) << 1;
    }

    boolean hasModrm() {
        return modrm >= 0;
    }

    /** Whether the operand that can lie in memory is a register: {@link #rm}. */
    boolean isRegister() {
        return modrm >> 6 == 3;
    }

    /** ModRM.rm with REX.B: a register's number when it {@link #isRegister}. */
    int rm() {
        return modrm & 7 | (rex & 1) << 3;
    }

    /** The register that the opcode's last three bits and REX.B name. */
    int opcodeRegister() {
        return opcode & 7 | (rex & 1) << 3;
    }

    boolean hasRex() {
        return rex != 0;
    }

    /** Whether operands have 16 bits. */
    boolean isShort() {
        return operandSize && !wide();
    }

    /** 0: one byte; 1, 2, 3: behind 0F, 0F38, 0F3A; with {@link #isVector} as VEX and EVEX number them. */
    int map() {
        return map;
    }

    boolean isVector() {
        return vector;
    }

    int opcode() {
        return opcode;
    }

    /** As {@link #decode}, by address. */
    int decodeAt(long instructionAddress) {
        return decode(offset(instructionAddress));
    }

    /** Where the byte of an address is in {@link #code}. */
    int offset(long byteAddress) {
        return (int) (byteAddress - address);
    }

    ByteSlice code() {
        return code;
    }

    /** NOP of any length. */
    boolean isNop() {
        return !vector && (map == 0 && opcode == 0x90 && (rex & 1) == 0 || map == 1 && opcode == 0x1f);
    }

    /** Whether it goes, or may go, to {@link #target}. */
    boolean hasTarget() {
        return flow == Flow.CALL || flow == Flow.JUMP || flow == Flow.BRANCH;
    }

    /** Whether the instruction behind it may be next. */
    boolean fallsThrough() {
        return switch (flow) {
            case NEXT, SYSCALL, BRANCH, CALL, INDIRECT_CALL -> true;
            case JUMP, INDIRECT_JUMP, RETURN, STOP -> false;
        };
    }

    /**
     * The address that it makes: LEA with a distance, and where code has a fixed place a constant of four bytes.
     *
     * @return empty when it makes none; otherwise something that may be an address
     */
    OptionalLong addressTaken(boolean fixedPlace) {
        if (map != 0 || vector) {
            return OptionalLong.empty();
        }
        if (opcode == 0x8d && isAtAddress()) {
            return OptionalLong.of(memoryAddress());
        }
        boolean constant = opcode >> 3 == 0x17 || opcode == 0x68 || opcode == 0xc7 || opcode == 0x81;
        return fixedPlace && constant ? OptionalLong.of(immediate & 0xffffffffL) : OptionalLong.empty();
    }

    /** Whether an operand lies in memory at {@link #memoryAddress}. */
    public boolean isAtAddress() {
        return modrm >= 0 && modrm >> 6 == 0 && (modrm & 7) == 5 && !segment && !addressSize;
    }

    /** Whether an operand lies in memory exactly where a register points. */
    boolean isAtRegister() {
        return modrm >= 0 && modrm >> 6 == 0 && (modrm & 7) != 5 && sib < 0 && !segment;
    }

    /** Address of an operand that lies at a distance from the next instruction (RIP-relative). */
    public long memoryAddress() {
        return next() + displacement;
    }

    public long immediate() {
        return immediate;
    }
}
