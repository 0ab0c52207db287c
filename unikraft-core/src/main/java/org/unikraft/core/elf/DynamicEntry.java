package org.unikraft.core.elf;

/** An entry of the dynamic section (gABI chapter 5, "Dynamic Section"). */
public record DynamicEntry(long d_tag, long d_val) {
    /** Bytes of an entry. */
    public static final int SIZE = 16;
}
