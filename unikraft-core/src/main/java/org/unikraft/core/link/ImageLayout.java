package org.unikraft.core.link;

import org.unikraft.core.link.cpu.Cpu;
import org.unikraft.core.link.x86_64.X86_64;

/**
 * Where a platform wants an image.
 *
 * @param cpu what the image runs on
 * @param base address of its first page
 * @param physicalOffset p_vaddr − p_paddr of its segments
 * @param pageSize bytes; every segment starts on a page of its own
 * @param headersLoaded whether the ELF header and the program headers are part of the first segment
 * @param entry the symbol at which execution starts
 */
public record ImageLayout(Cpu cpu, long base, long physicalOffset, int pageSize, boolean headersLoaded, String entry) {

    /** The top 2 GiB of the address space, loaded at 1 MiB: QEMU, Firecracker, Xen. */
    public static ImageLayout ring0X86_64() {
        return new ImageLayout(X86_64.INSTANCE, 0xffffffff80100000L, 0xffffffff80000000L, 4096, false, "uk_entry");
    }

    /** A static executable for Linux. */
    public static ImageLayout linuxUserX86_64() {
        return new ImageLayout(X86_64.INSTANCE, 0x400000, 0, 4096, true, "_start");
    }
}
