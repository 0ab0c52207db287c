/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kernel stacks: a guard that is never mapped, the stack, and above it the
 * thread's XSAVE area, in slots of equal size.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include "internal.h"

#define KSTACKS_START 0xffffc90000000000UL
#define KSTACKS_END 0xffffca0000000000UL
/* Larger than any function's frame: an overflow cannot jump over it. */
#define GUARD_SIZE (2 * UK_PAGE_SIZE)
#define STACK_SIZE (4 * UK_PAGE_SIZE)

/* No slot below this one is free. */
static uintptr_t first_free = KSTACKS_START;

static size_t mapped_size(void)
{
	return UK_ALIGN_UP(STACK_SIZE + uk_fpu_size(), UK_PAGE_SIZE);
}

static size_t slot_size(void)
{
	return GUARD_SIZE + mapped_size();
}

static bool is_free(uintptr_t slot)
{
	const uint64_t *entry = uk_pt_walk(slot + GUARD_SIZE, false);

	return !entry || !*entry;
}

static void unmap(uintptr_t base, size_t n)
{
	for (uintptr_t va = base; va < base + n; va += UK_PAGE_SIZE) {
		uk_paddr_t pa = *uk_pt_walk(va, false) & UK_PTE_ADDR;

		uk_kmap_page(va, UK_FRAME_NONE, 0);
		uk_frame_free(pa, 0);
	}
}

int uk_plat_kstack_alloc(uintptr_t *base, uintptr_t *top, void **fpu)
{
	uintptr_t slot = first_free;
	size_t n = mapped_size();

	while (!is_free(slot))
		slot += slot_size();
	if (slot + slot_size() > KSTACKS_END)
		return -ENOMEM;
	*base = slot + GUARD_SIZE;
	for (size_t at = 0; at < n; at += UK_PAGE_SIZE) {
		uk_paddr_t pa = uk_frame_alloc(0);

		if (pa == UK_FRAME_NONE || uk_kmap_page(*base + at, pa, UK_PTE_W | UK_PTE_NX)) {
			if (pa != UK_FRAME_NONE)
				uk_frame_free(pa, 0);
			unmap(*base, at);
			return -ENOMEM;
		}
	}
	first_free = slot + slot_size();
	*top = *base + n - uk_fpu_size();
	*fpu = (void *)*top;
	return 0;
}

void uk_plat_kstack_free(uintptr_t base)
{
	unmap(base, mapped_size());
	first_free = UK_MIN(first_free, base - GUARD_SIZE);
}

void uk_plat_kstack_use(uintptr_t base, uintptr_t top)
{
	uk_kstack_set(base - GUARD_SIZE, base, top);
}
