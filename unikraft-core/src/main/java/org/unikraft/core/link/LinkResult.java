package org.unikraft.core.link;

/**
 * A linked image.
 *
 * @param image the ELF file
 * @param map what is in it, where and why
 */
public record LinkResult(byte[] image, LinkMap map) {}
