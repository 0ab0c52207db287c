package org.unikraft.core.link;

import org.unikraft.core.link.cpu.RelocationType;

/**
 * A relocation with its symbol resolved, after rewrites.
 *
 * @param offset of the field in its chunk
 * @param weak whether the symbol may stay undefined
 */
record Reference(long offset, RelocationType type, Symbol symbol, long addend, boolean weak) {}
