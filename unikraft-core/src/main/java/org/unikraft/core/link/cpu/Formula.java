package org.unikraft.core.link.cpu;

/**
 * How the value of a relocation is computed, in the letters of the psABI: A the addend, P the address of the field, S
 * the value of the symbol, L the address of its PLT entry (S when it needs none), Z its size, G the offset of its GOT
 * slot, GOT the address of the GOT, TP the thread pointer, TLS the start of the thread's template.
 */
public enum Formula {
    /** Nothing is written. */
    NONE("none"),
    S_A("S + A"),
    S_A_P("S + A - P"),
    L_A_P("L + A - P"),
    L_A_GOT("L + A - GOT"),
    S_A_GOT("S + A - GOT"),
    GOT_A_P("GOT + A - P"),
    G_A("G + A"),
    G_GOT_A_P("G + GOT + A - P"),
    Z_A("Z + A"),
    /** Offset from the thread pointer. */
    S_A_TP("S + A - TP"),
    /** Offset from the thread pointer in code, from the start of the template in debug information. */
    DTPOFF("S + A - TLS"),
    /** G of a slot that holds S − TP. */
    GOTTP_A_P("G(TP) + GOT + A - P"),
    /** A step of a code sequence that asks at run time for an address; in one static image it is always rewritten. */
    TLS_SEQUENCE("rewritten");

    private final String text;

    Formula(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
