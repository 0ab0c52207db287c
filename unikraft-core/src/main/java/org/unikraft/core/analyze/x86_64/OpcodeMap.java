package org.unikraft.core.analyze.x86_64;

/**
 * What follows an opcode, for each of the 256 of a map (Intel SDM volume 2, appendix A; AMD64 APM volume 3, appendix A).
 * Only 64-bit mode.
 */
final class OpcodeMap {
    /** A ModRM byte follows, and what it asks for. */
    static final int MODRM = 1;
    /** An immediate of one byte. */
    static final int IMM8 = 2;
    /** An immediate of four bytes, of two with the operand-size prefix. */
    static final int IMM_Z = 4;
    /** An immediate of two bytes. */
    static final int IMM16 = 8;
    /** An immediate of the operand's size: eight bytes with REX.W. */
    static final int IMM_V = 16;
    /** An address: eight bytes, four with the address-size prefix. */
    static final int OFFSET = 32;
    /** A distance of four bytes, whatever the prefixes are. */
    static final int REL32 = 64;
    /** TEST among the instructions of this opcode (ModRM.reg 0 or 1) has an immediate, of one byte or of {@link #IMM_Z}. */
    static final int TEST8 = 128;

    static final int TEST_Z = 256;
    /** Only registers: ModRM.mod is not looked at. */
    static final int REGISTERS = 512;
    /** No instruction. */
    static final int INVALID = 1024;

    /** The rows are the opcode's upper half. Prefixes and escapes to other maps are handled before; they stand as '.'. */
    private static final String ONE_BYTE = "mmmmBZ??mmmmBZ?." // 0
            + "mmmmBZ??mmmmBZ??" // 1
            + "mmmmBZ.?mmmmBZ.?" // 2
            + "mmmmBZ.?mmmmBZ.?" // 3
            + "................" // 4
            + "................" // 5
            + "??.m....ZzBb...." // 6
            + "BBBBBBBBBBBBBBBB" // 7
            + "bz?bmmmmmmmmmmmm" // 8
            + "..........?....." // 9
            + "OOOO....BZ......" // a
            + "BBBBBBBBVVVVVVVV" // b
            + "bbW...bzE.W..B?." // c
            + "mmmm???.mmmmmmmm" // d
            + "BBBBBBBBJJ?B...." // e
            + "......tT......mm"; // f

    /** After 0F. */
    private static final String ESCAPE_0F = "mmmm?.....?.?m.b" // 0
            + "mmmmmmmmmmmmmmmm" // 1
            + "rrrr????mmmmmmmm" // 2
            + "......?..?.?????" // 3
            + "mmmmmmmmmmmmmmmm" // 4
            + "mmmmmmmmmmmmmmmm" // 5
            + "mmmmmmmmmmmmmmmm" // 6
            + "bbbbmmm.mm??mmmm" // 7
            + "JJJJJJJJJJJJJJJJ" // 8
            + "mmmmmmmmmmmmmmmm" // 9
            + "...mbmmm...mbmmm" // a
            + "mmmmmmmmmmbmmmmm" // b
            + "mmbmbbbm........" // c
            + "mmmmmmmmmmmmmmmm" // d
            + "mmmmmmmmmmmmmmmm" // e
            + "mmmmmmmmmmmmmmmm"; // f

    private static final int[] ONE_BYTE_FORMS = forms(ONE_BYTE);
    private static final int[] ESCAPE_0F_FORMS = forms(ESCAPE_0F);

    private OpcodeMap() {}

    static int oneByte(int opcode) {
        return ONE_BYTE_FORMS[opcode];
    }

    /** After 0F, without a VEX or EVEX prefix. */
    static int escape0f(int opcode) {
        return ESCAPE_0F_FORMS[opcode];
    }

    /**
     * With a VEX, EVEX or XOP prefix.
     *
     * @param map its field of that name: 1 to 3 stand for 0F, 0F38 and 0F3A; 5 and 6 are of EVEX, 8 to 10 of XOP
     */
    static int vector(int map, int opcode) {
        return switch (map) {
            case 1 -> vector0f(opcode);
            case 2, 5, 6, 9 -> MODRM;
            case 3, 8 -> MODRM | IMM8;
            case 10 -> MODRM | REL32;
            default -> INVALID;
        };
    }

    private static int vector0f(int opcode) {
        return switch (opcode) {
            case 0x77 -> 0;
            case 0x70, 0x71, 0x72, 0x73, 0xc2, 0xc4, 0xc5, 0xc6 -> MODRM | IMM8;
            default -> MODRM;
        };
    }

    private static int[] forms(String rows) {
        return rows.chars().map(OpcodeMap::form).toArray();
    }

    private static int form(int letter) {
        return switch (letter) {
            case '.' -> 0;
            case 'm' -> MODRM;
            case 'b' -> MODRM | IMM8;
            case 'z' -> MODRM | IMM_Z;
            case 't' -> MODRM | TEST8;
            case 'T' -> MODRM | TEST_Z;
            case 'r' -> MODRM | REGISTERS;
            case 'B' -> IMM8;
            case 'Z' -> IMM_Z;
            case 'W' -> IMM16;
            case 'E' -> IMM16 | IMM8;
            case 'V' -> IMM_V;
            case 'O' -> OFFSET;
            case 'J' -> REL32;
            default -> INVALID;
        };
    }
}
