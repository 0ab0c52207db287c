package org.unikraft.core.elf;

/**
 * A section of a file.
 *
 * @param index its place in the section header table
 * @param name its name from the section name table
 * @param data its bytes; empty for SHT_NOBITS and SHT_NULL
 */
public record ElfSection(int index, String name, SectionHeader header, ByteSlice data) {}
