/* SPDX-License-Identifier: BSD-3-Clause */
/* From what the boot protocol found to the start of the library OS. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

/* What the direct map can hold: one entry of the top page table. */
#define RAM_END (1UL << 39)

extern char __uk_image_start[], __uk_image_end[];

struct uk_machine uk_machine;

void uk_ring0_fail(const char *fmt, ...)
{
	static char text[300] = "panic ";
	const size_t word = sizeof("panic ") - 1;
	va_list ap;

	va_start(ap, fmt);
	uk_vsnprintf(text + word, sizeof(text) - word, fmt, ap);
	va_end(ap);
	uk_pr_err("%s", text + word);
	uk_plat_report(text);
	uk_plat_exit(UK_PANIC_STATUS);
}

void uk_ring0_add_ram(uk_paddr_t start, uint64_t size)
{
	struct uk_machine *m = &uk_machine;
	uk_paddr_t first, end;

	if (start >= RAM_END || !size)
		return;
	first = UK_ALIGN_UP(start, UK_PAGE_SIZE);
	end = UK_ALIGN_DOWN(start + UK_MIN(size, RAM_END - start), UK_PAGE_SIZE);
	if (first >= end)
		return;
	if (m->ram_count == UK_ARRAY_SIZE(m->ram)) {
		uk_pr_warn("the memory map has more than %u ranges: %lu KiB at %#lx are not used",
			   m->ram_count, (end - first) / 1024, first);
		return;
	}
	for (unsigned int i = 0; i < m->ram_count; i++)
		if (first < m->ram[i].start + m->ram[i].size && end > m->ram[i].start)
			uk_ring0_fail("the memory map has overlapping ranges at %#lx", first);
	m->ram[m->ram_count++] = (struct uk_ram){ first, end - first };
}

static uint64_t ram_size(void)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < uk_machine.ram_count; i++)
		sum += uk_machine.ram[i].size;
	return sum;
}

static void check_initrd(void)
{
	struct uk_machine *m = &uk_machine;
	uk_paddr_t image_start = (uintptr_t)__uk_image_start - UK_KERNEL_BASE;
	uk_paddr_t image_end = (uintptr_t)__uk_image_end - UK_KERNEL_BASE;
	uk_paddr_t end = m->initrd + m->initrd_size;
	bool in_ram = false;

	if (!m->initrd_size)
		return;
	for (unsigned int i = 0; i < m->ram_count; i++)
		if (end > m->initrd && m->initrd >= m->ram[i].start &&
		    end <= m->ram[i].start + m->ram[i].size)
			in_ram = true;
	if (!in_ram || (m->initrd < image_end && end > image_start))
		uk_ring0_fail("too little memory: %lu KiB are there, the root file system takes %lu KiB and the kernel %lu KiB; give the machine more",
			      ram_size() / 1024, m->initrd_size / 1024,
			      (image_end - image_start) / 1024);
	if (m->initrd % UK_PAGE_SIZE)
		uk_ring0_fail("the root file system starts at %#lx, which is not a multiple of %lu",
			      m->initrd, UK_PAGE_SIZE);
}

/* Gives [start, end) to the allocator without what is in use. */
static void add_frames(uk_paddr_t start, uk_paddr_t end)
{
	const struct uk_ram used[] = {
		{ 0, UK_PAGE_SIZE }, /* no frame has address 0 */
		{ (uintptr_t)__uk_image_start - UK_KERNEL_BASE,
		  uk_kmap_end() - ((uintptr_t)__uk_image_start - UK_KERNEL_BASE) },
		{ uk_machine.initrd, UK_ALIGN_UP(uk_machine.initrd_size, UK_PAGE_SIZE) },
	};

	while (start < end) {
		uk_paddr_t part_end = end;
		uk_paddr_t next = end;

		/* The first used range at or behind start. */
		for (unsigned int i = 0; i < UK_ARRAY_SIZE(used); i++) {
			uk_paddr_t used_end = used[i].start + used[i].size;

			if (!used[i].size || used_end <= start || used[i].start >= part_end)
				continue;
			part_end = UK_MAX(used[i].start, start);
			next = used_end;
		}
		uk_frame_add(start, part_end - start);
		start = next;
	}
}

void uk_ring0_start(const char *cmdline)
{
	uk_clock_start();
	uk_cpu_init();
	uk_debug_guard_init();
	if (!uk_machine.ram_count)
		uk_ring0_fail("the boot loader's memory map names no RAM");
	check_initrd();
	uk_kmap_init();
	uk_fpu_init();
	for (unsigned int i = 0; i < uk_machine.ram_count; i++)
		add_frames(uk_machine.ram[i].start,
			   uk_machine.ram[i].start + uk_machine.ram[i].size);
	uk_bootinfo.cmdline = cmdline;
	uk_bootinfo.tsc_at_entry = uk_machine.tsc_at_entry;
	if (uk_machine.initrd_size) {
		uk_bootinfo.initrd = uk_phys_to_virt(uk_machine.initrd);
		uk_bootinfo.initrd_size = uk_machine.initrd_size;
		uk_bootinfo.initrd_pa = uk_machine.initrd;
	}
	uk_boot();
}

static int ring0_init(void)
{
	int r = uk_clock_init();

	return r ? r : uk_apic_init();
}
UK_INIT(early, ring0_init);
