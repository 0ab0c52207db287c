/**
 * ELF-64 files and {@code ar} archives: a reader that answers every malformed input with a {@link
 * org.unikraft.core.elf.FormatError}, and a writer for linked images.
 *
 * <p>One record stands for one on-disk structure and keeps the field names of its specification: the System V ABI
 * (gABI, chapters 4 and 5) and its x86-64 supplement.
 */
package org.unikraft.core.elf;
