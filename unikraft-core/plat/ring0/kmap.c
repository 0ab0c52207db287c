/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel's half of the address space: direct map, image, kernel stacks, devices. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

#define DEVICE_START 0xffffffffc0000000UL
#define DEVICE_END 0xfffffffffffff000UL

#define CPUID_1_ECX_HYPERVISOR (1U << 31)
/* In ticks of the timer, see uk_kmap_tick. */
#define FLUSHES_AT_START 32
#define FLUSH_INTERVAL 64

extern char __uk_image_start[], __uk_image_end[], __uk_text_start[], __uk_text_end[],
	__uk_rodata_start[], __uk_rodata_end[];

uint64_t uk_pml4[512] UK_ALIGNED(4096);
uint64_t uk_boot_pdpt[512] UK_ALIGNED(4096);
uint64_t uk_boot_pd[512] UK_ALIGNED(4096);

/* Frames behind the image, for the tables that must be there before the allocator. */
static uk_paddr_t early_next, early_end;

static bool emulated; /* by QEMU's TCG */

static uk_paddr_t image_pa(const char *symbol)
{
	return (uintptr_t)symbol - UK_KERNEL_BASE;
}

static void find_early_memory(void)
{
	uk_paddr_t start = image_pa(__uk_image_start);
	uk_paddr_t end = UK_ALIGN_UP(image_pa(__uk_image_end), UK_PAGE_SIZE);
	const struct uk_machine *m = &uk_machine;

	for (unsigned int i = 0; i < m->ram_count; i++) {
		const struct uk_ram *r = &m->ram[i];

		if (start < r->start || end > r->start + r->size)
			continue;
		early_next = end;
		early_end = UK_MIN(r->start + r->size, UK_BOOT_MAP_SIZE);
		if (m->initrd_size && m->initrd >= end)
			early_end = UK_MIN(early_end, UK_ALIGN_DOWN(m->initrd, UK_PAGE_SIZE));
		return;
	}
	uk_ring0_fail("too little memory: the kernel needs %lu KiB at %#lx, and there is not RAM for all of it",
		      (end - start) / 1024, start);
}

static uk_paddr_t early_frame(void)
{
	uk_paddr_t pa = early_next;

	if (early_end < UK_PAGE_SIZE || pa > early_end - UK_PAGE_SIZE)
		uk_ring0_fail("too little memory: no room for page tables behind the kernel, which ends at %lu KiB; give the machine more",
			      pa / 1024);
	early_next += UK_PAGE_SIZE;
	/* The direct map is not there yet. */
	memset((void *)(pa + UK_KERNEL_BASE), 0, UK_PAGE_SIZE);
	return pa;
}

static uint64_t *early_table(uint64_t *entry)
{
	if (!*entry)
		*entry = early_frame() | UK_PTE_P | UK_PTE_W;
	return (uint64_t *)((*entry & UK_PTE_ADDR) + UK_KERNEL_BASE);
}

static bool has_giant_pages(void)
{
	uint32_t r[4];

	uk_cpuid(0x80000001, 0, r);
	return r[3] & 1U << 26;
}

/* With 1 GiB pages where RAM fills one that does not hold the image, else with 2 MiB pages, rounded outwards. */
static void map_direct(const struct uk_ram *ram, bool giant)
{
	const uint64_t flags = UK_PTE_P | UK_PTE_W | UK_PTE_PS | UK_PTE_G | UK_PTE_NX;
	uk_paddr_t at = UK_ALIGN_DOWN(ram->start, UK_LARGE_SIZE);
	uk_paddr_t end = ram->start + ram->size;

	while (at < end) {
		uintptr_t va = at + UK_DIRECT_MAP;
		uint64_t *entry = &early_table(&uk_pml4[va >> 39 & 511])[va >> 30 & 511];

		if (giant && !*entry && at >= UK_BOOT_MAP_SIZE && at % UK_GIGA_SIZE == 0 &&
		    end - at >= UK_GIGA_SIZE) {
			*entry = at | flags;
			at += UK_GIGA_SIZE;
			continue;
		}
		early_table(entry)[va >> 21 & 511] = at | flags;
		at += UK_LARGE_SIZE;
	}
}

static uint64_t image_flags(uintptr_t va)
{
	if (va >= (uintptr_t)__uk_text_start && va < (uintptr_t)__uk_text_end)
		return 0;
	if (va >= (uintptr_t)__uk_rodata_start && va < (uintptr_t)__uk_rodata_end)
		return UK_PTE_NX;
	return UK_PTE_W | UK_PTE_NX;
}

static uint64_t image_entry(uintptr_t va)
{
	if (va == (uintptr_t)uk_boot_guard || va == (uintptr_t)uk_fatal_guard ||
	    va == (uintptr_t)uk_nmi_guard)
		return 0;
	return (va - UK_KERNEL_BASE) | image_flags(va) | UK_PTE_P | UK_PTE_G;
}

/* Replaces the large pages of the entry code, which has mapped a GiB readable, writable and executable. */
static void map_image(void)
{
	const uintptr_t start = UK_ALIGN_DOWN((uintptr_t)__uk_image_start, UK_PAGE_SIZE);
	const uintptr_t end = (uintptr_t)__uk_image_end;

	if (end - UK_KERNEL_BASE > UK_BOOT_MAP_SIZE)
		uk_ring0_fail("the kernel image is larger than %lu MiB", UK_BOOT_MAP_SIZE >> 20);
	/* Each table is filled before it is put in: the code that runs here stays mapped. */
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(uk_boot_pd); i++) {
		uintptr_t base = UK_KERNEL_BASE + i * UK_LARGE_SIZE;
		uint64_t entry = 0;
		uint64_t *table;

		if (base < end && base + UK_LARGE_SIZE > start) {
			table = early_table(&entry);
			for (uintptr_t va = UK_MAX(base, start);
			     va < UK_MIN(end, base + UK_LARGE_SIZE); va += UK_PAGE_SIZE)
				table[va >> 12 & 511] = image_entry(va);
		}
		uk_boot_pd[i] = entry;
	}
}

static bool is_emulated(void)
{
	uint32_t r[4];

	uk_cpuid(1, 0, r);
	if (!(r[2] & CPUID_1_ECX_HYPERVISOR))
		return false;
	uk_cpuid(0x40000000, 0, r);
	return !memcmp(&r[1], "TCGTCGTCGTCG", 12);
}

/*
 * QEMU's emulated CPU has a TLB of 256 pages, and makes it larger when the
 * whole of it is flushed while it is full. Nothing else here ever does that:
 * without it Java starts a fifth slower. A real CPU gains nothing.
 */
void uk_kmap_tick(void)
{
	static unsigned int ticks;

	ticks++;
	if (emulated && (ticks <= FLUSHES_AT_START || ticks % FLUSH_INTERVAL == 0))
		uk_write_cr3(image_pa((const char *)uk_pml4));
}

/* In the direct map, too, nobody can write the image's code and constants. */
static void protect_alias(void)
{
	const uk_paddr_t start = UK_ALIGN_DOWN(image_pa(__uk_text_start), UK_LARGE_SIZE);
	const uk_paddr_t end = UK_MAX(image_pa(__uk_text_end), image_pa(__uk_rodata_end));

	for (uk_paddr_t base = start; base < end; base += UK_LARGE_SIZE) {
		uintptr_t va = base + UK_DIRECT_MAP;
		uint64_t *middle = early_table(&uk_pml4[va >> 39 & 511]);
		uint64_t *entry = &early_table(&middle[va >> 30 & 511])[va >> 21 & 511];
		uint64_t small = 0;
		uint64_t *table = early_table(&small);

		for (unsigned int i = 0; i < 512; i++) {
			uk_paddr_t pa = base + i * UK_PAGE_SIZE;

			table[i] = pa | image_flags(pa + UK_KERNEL_BASE) | UK_PTE_NX | UK_PTE_P |
				   UK_PTE_G;
		}
		*entry = small;
	}
}

void uk_kmap_init(void)
{
	bool giant = has_giant_pages();

	emulated = is_emulated();
	find_early_memory();
	for (unsigned int i = 0; i < uk_machine.ram_count; i++)
		map_direct(&uk_machine.ram[i], giant);
	protect_alias();
	map_image(); /* the last that makes early tables: it takes the mapping of what lies behind the image away */
	uk_pml4[0] = 0;
	uk_boot_pdpt[0] = 0;
	uk_write_cr3(image_pa((const char *)uk_pml4));
}

uk_paddr_t uk_kmap_end(void)
{
	return early_next;
}

int uk_kmap_page(uintptr_t va, uk_paddr_t pa, uint64_t flags)
{
	uint64_t *entry = uk_pt_walk(va, pa != UK_FRAME_NONE);

	if (!entry)
		return -ENOMEM;
	*entry = pa == UK_FRAME_NONE ? 0 : pa | flags | UK_PTE_P | UK_PTE_G;
	uk_invlpg(va);
	return 0;
}

void *uk_map_device(uk_paddr_t pa, size_t bytes)
{
	static uintptr_t next = DEVICE_START;
	uk_paddr_t first = UK_ALIGN_DOWN(pa, UK_PAGE_SIZE);
	size_t span = UK_ALIGN_UP(pa + bytes, UK_PAGE_SIZE) - first;
	uintptr_t va = next;

	if (!bytes || pa + bytes < pa || (pa + bytes) & ~(UK_PTE_ADDR | ~UK_PAGE_MASK) ||
	    span > DEVICE_END - next)
		return NULL;
	for (size_t at = 0; at < span; at += UK_PAGE_SIZE)
		if (uk_kmap_page(va + at, first + at,
				 UK_PTE_W | UK_PTE_NX | UK_PTE_PCD | UK_PTE_PWT))
			return NULL;
	next += span;
	return (void *)(va + (pa - first));
}
