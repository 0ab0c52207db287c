/* SPDX-License-Identifier: BSD-3-Clause */
/* The processor in ring 0, as the platforms on top of it see it. */
#ifndef UK_RING0_H
#define UK_RING0_H

#include <uk/essentials.h>

/** The kernel image is linked at its physical address plus this. */
#define UK_KERNEL_BASE 0xffffffff80000000UL
/** Physical memory that a boot protocol maps at UK_KERNEL_BASE before uk_ring0_start, bytes. */
#define UK_BOOT_MAP_SIZE 0x40000000UL

static inline void uk_outb(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port));
}
static inline void uk_outw(uint16_t port, uint16_t v)
{
	__asm__ volatile("outw %0, %1" : : "a"(v), "Nd"(port));
}
static inline void uk_outl(uint16_t port, uint32_t v)
{
	__asm__ volatile("outl %0, %1" : : "a"(v), "Nd"(port));
}
static inline uint8_t uk_inb(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}
static inline uint16_t uk_inw(uint16_t port)
{
	uint16_t v;

	__asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}
static inline uint32_t uk_inl(uint16_t port)
{
	uint32_t v;

	__asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port));
	return v;
}
static inline uint64_t uk_rdtsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}
static inline void uk_cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3])
			 : "a"(leaf), "c"(sub));
}

/** A range of RAM. */
struct uk_ram {
	uk_paddr_t start;
	uint64_t size;
};
/** What a boot protocol found out. */
struct uk_machine {
	struct uk_ram ram[32];
	unsigned int ram_count;
	uk_paddr_t initrd;
	uint64_t initrd_size;
	uk_paddr_t rsdp; /* 0: none known */
	uint64_t tsc_at_entry;
};
extern struct uk_machine uk_machine;

/** Notes a range of RAM in uk_machine: whole pages, no overlaps. */
void uk_ring0_add_ram(uk_paddr_t start, uint64_t size);
/** Ends the boot because of what the machine was given: a message without registers. */
void uk_ring0_fail(const char *fmt, ...) UK_PRINTF(1, 2) UK_NORETURN;
/** Sets up the processor for *machine, which is filled, and boots. cmdline must stay. */
void uk_ring0_start(const char *cmdline) UK_NORETURN;

/** Maps device memory, or tables of the firmware, uncached; NULL: no memory for page tables. */
void *uk_map_device(uk_paddr_t pa, size_t size);

#endif
