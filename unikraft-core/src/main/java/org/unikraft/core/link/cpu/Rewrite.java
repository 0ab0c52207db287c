package org.unikraft.core.link.cpu;

/**
 * Other bytes for an instruction, which do without a GOT slot or a call to find a thread's variable.
 *
 * @param at where the bytes go, counted from r_offset
 * @param bytes the new bytes
 * @param as how the field is relocated afterwards
 * @param field where the field is now, counted from r_offset
 * @param addend what the addend becomes more by
 * @param swallowsNext whether the next relocation belonged to the code that is gone
 */
public record Rewrite(int at, byte[] bytes, RelocationType as, int field, long addend, boolean swallowsNext) {}
