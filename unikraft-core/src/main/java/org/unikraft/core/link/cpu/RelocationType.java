package org.unikraft.core.link.cpu;

/**
 * A line of a CPU's relocation table.
 *
 * @param number r_type
 * @param width bytes of the field, 0 when nothing is written
 */
public record RelocationType(int number, String name, Formula formula, int width, Range range) {}
