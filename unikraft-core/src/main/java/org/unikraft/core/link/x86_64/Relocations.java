package org.unikraft.core.link.x86_64;

import static org.unikraft.core.link.cpu.Formula.DTPOFF;
import static org.unikraft.core.link.cpu.Formula.GOTTP_A_P;
import static org.unikraft.core.link.cpu.Formula.GOT_A_P;
import static org.unikraft.core.link.cpu.Formula.G_A;
import static org.unikraft.core.link.cpu.Formula.G_GOT_A_P;
import static org.unikraft.core.link.cpu.Formula.L_A_GOT;
import static org.unikraft.core.link.cpu.Formula.L_A_P;
import static org.unikraft.core.link.cpu.Formula.S_A;
import static org.unikraft.core.link.cpu.Formula.S_A_GOT;
import static org.unikraft.core.link.cpu.Formula.S_A_P;
import static org.unikraft.core.link.cpu.Formula.S_A_TP;
import static org.unikraft.core.link.cpu.Formula.TLS_SEQUENCE;
import static org.unikraft.core.link.cpu.Formula.Z_A;
import static org.unikraft.core.link.cpu.Range.ANY;
import static org.unikraft.core.link.cpu.Range.SIGNED;
import static org.unikraft.core.link.cpu.Range.SIGNED_OR_UNSIGNED;
import static org.unikraft.core.link.cpu.Range.UNSIGNED;

import org.unikraft.core.link.cpu.Formula;
import org.unikraft.core.link.cpu.Range;
import org.unikraft.core.link.cpu.RelocationType;

/** The relocations that objects for static code can hold (psABI, table "Relocation Types"). */
final class Relocations {
    static final int IRELATIVE = 37;

    private static final RelocationType[] TABLE = new RelocationType[43];

    // number, name, value, bytes, range
    static final RelocationType R_NONE = line(0, "NONE", Formula.NONE, 0, ANY);
    static final RelocationType R_64 = line(1, "64", S_A, 8, ANY);
    static final RelocationType R_PC32 = line(2, "PC32", S_A_P, 4, SIGNED);
    static final RelocationType R_GOT32 = line(3, "GOT32", G_A, 4, SIGNED);
    static final RelocationType R_PLT32 = line(4, "PLT32", L_A_P, 4, SIGNED);
    static final RelocationType R_GOTPCREL = line(9, "GOTPCREL", G_GOT_A_P, 4, SIGNED);
    static final RelocationType R_32 = line(10, "32", S_A, 4, UNSIGNED);
    static final RelocationType R_32S = line(11, "32S", S_A, 4, SIGNED);
    static final RelocationType R_16 = line(12, "16", S_A, 2, SIGNED_OR_UNSIGNED);
    static final RelocationType R_PC16 = line(13, "PC16", S_A_P, 2, SIGNED);
    static final RelocationType R_8 = line(14, "8", S_A, 1, SIGNED_OR_UNSIGNED);
    static final RelocationType R_PC8 = line(15, "PC8", S_A_P, 1, SIGNED);
    static final RelocationType R_DTPOFF64 = line(17, "DTPOFF64", DTPOFF, 8, ANY);
    static final RelocationType R_TPOFF64 = line(18, "TPOFF64", S_A_TP, 8, ANY);
    static final RelocationType R_TLSGD = line(19, "TLSGD", TLS_SEQUENCE, 4, SIGNED);
    static final RelocationType R_TLSLD = line(20, "TLSLD", TLS_SEQUENCE, 4, SIGNED);
    static final RelocationType R_DTPOFF32 = line(21, "DTPOFF32", DTPOFF, 4, SIGNED);
    static final RelocationType R_GOTTPOFF = line(22, "GOTTPOFF", GOTTP_A_P, 4, SIGNED);
    static final RelocationType R_TPOFF32 = line(23, "TPOFF32", S_A_TP, 4, SIGNED);
    static final RelocationType R_PC64 = line(24, "PC64", S_A_P, 8, ANY);
    static final RelocationType R_GOTOFF64 = line(25, "GOTOFF64", S_A_GOT, 8, ANY);
    static final RelocationType R_GOTPC32 = line(26, "GOTPC32", GOT_A_P, 4, SIGNED);
    static final RelocationType R_GOT64 = line(27, "GOT64", G_A, 8, ANY);
    static final RelocationType R_GOTPCREL64 = line(28, "GOTPCREL64", G_GOT_A_P, 8, ANY);
    static final RelocationType R_GOTPC64 = line(29, "GOTPC64", GOT_A_P, 8, ANY);
    static final RelocationType R_GOTPLT64 = line(30, "GOTPLT64", G_A, 8, ANY);
    static final RelocationType R_PLTOFF64 = line(31, "PLTOFF64", L_A_GOT, 8, ANY);
    static final RelocationType R_SIZE32 = line(32, "SIZE32", Z_A, 4, UNSIGNED);
    static final RelocationType R_SIZE64 = line(33, "SIZE64", Z_A, 8, ANY);
    static final RelocationType R_GOTPC32_TLSDESC = line(34, "GOTPC32_TLSDESC", TLS_SEQUENCE, 4, SIGNED);
    static final RelocationType R_TLSDESC_CALL = line(35, "TLSDESC_CALL", TLS_SEQUENCE, 0, ANY);
    static final RelocationType R_GOTPCRELX = line(41, "GOTPCRELX", G_GOT_A_P, 4, SIGNED);
    static final RelocationType R_REX_GOTPCRELX = line(42, "REX_GOTPCRELX", G_GOT_A_P, 4, SIGNED);

    private Relocations() {}

    /** The line of a number, null when there is none. */
    static RelocationType of(int number) {
        return number >= 0 && number < TABLE.length ? TABLE[number] : null;
    }

    private static RelocationType line(int number, String name, Formula formula, int width, Range range) {
        TABLE[number] = new RelocationType(number, "R_X86_64_" + name, formula, width, range);
        return TABLE[number];
    }
}
