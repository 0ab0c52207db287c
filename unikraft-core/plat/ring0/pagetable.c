/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables of the application's half. Its pages carry no user bit (it
 * runs in ring 0) and are not global. An entry is 0 where nothing is mapped:
 * a page without any access keeps its frame in an entry that is not present.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

/* Bits that the CPU leaves to us: what is mapped is never 0. */
#define PTE_MAPPED 0x200UL

static bool is_table(uint64_t entry)
{
	return (entry & (UK_PTE_P | UK_PTE_PS)) == UK_PTE_P;
}

static uint64_t *table_of(uint64_t entry)
{
	return uk_phys_to_virt(entry & UK_PTE_ADDR);
}

static unsigned int index_of(uintptr_t va, int level)
{
	return va >> (UK_PAGE_SHIFT + 9 * (level - 1)) & 511;
}

/* Bytes that an entry of a level stands for. */
static uintptr_t span_of(int level)
{
	return 1UL << (UK_PAGE_SHIFT + 9 * (level - 1));
}

uint64_t *uk_pt_walk(uintptr_t va, bool create)
{
	uint64_t *table = uk_pml4;

	for (int l = 4; l > 1; l--) {
		uint64_t *entry = &table[index_of(va, l)];

		if (!*entry) {
			uk_paddr_t pa = create ? uk_frame_alloc(0) : UK_FRAME_NONE;

			if (pa == UK_FRAME_NONE)
				return NULL;
			memset(uk_phys_to_virt(pa), 0, UK_PAGE_SIZE);
			*entry = pa | UK_PTE_P | UK_PTE_W;
		}
		if (!is_table(*entry))
			return NULL;
		table = table_of(*entry);
	}
	return &table[index_of(va, 1)];
}

static uint64_t entry_for(uk_paddr_t pa, int prot)
{
	uint64_t entry = pa | PTE_MAPPED;

	if (prot)
		entry |= UK_PTE_P;
	if (prot & UK_PROT_WRITE)
		entry |= UK_PTE_W;
	if (!(prot & UK_PROT_EXEC))
		entry |= UK_PTE_NX;
	return entry;
}

static int prot_of(uint64_t entry)
{
	int prot = UK_PROT_READ;

	if (!(entry & UK_PTE_P))
		return 0;
	if (entry & UK_PTE_W)
		prot |= UK_PROT_WRITE;
	if (!(entry & UK_PTE_NX))
		prot |= UK_PROT_EXEC;
	return prot;
}

/* The CPU remembers what was present. */
static void replace(uint64_t *entry, uint64_t value, uintptr_t va)
{
	bool was_present = *entry & UK_PTE_P;

	*entry = value;
	if (was_present)
		uk_invlpg(va);
}

static bool is_empty(const uint64_t *table)
{
	for (unsigned int i = 0; i < 512; i++)
		if (table[i])
			return false;
	return true;
}

int uk_pt_map(uintptr_t va, uk_paddr_t pa, int prot)
{
	uint64_t *entry = uk_pt_walk(va, true);

	UK_ASSERT(va < UK_DIRECT_MAP);
	if (!entry)
		return -ENOMEM;
	replace(entry, entry_for(pa, prot), va);
	return 0;
}

uk_paddr_t uk_pt_lookup(uintptr_t va, int *prot)
{
	const uint64_t *entry = uk_pt_walk(va, false);

	if (!entry || !*entry)
		return UK_FRAME_NONE;
	if (prot)
		*prot = prot_of(*entry);
	return *entry & UK_PTE_ADDR;
}

uk_paddr_t uk_pt_unmap(uintptr_t va)
{
	uint64_t *entry = uk_pt_walk(va, false);
	uk_paddr_t pa;

	if (!entry || !*entry)
		return UK_FRAME_NONE;
	pa = *entry & UK_PTE_ADDR;
	replace(entry, 0, va);
	return pa;
}

/* Frees the empty tables below table for [start, end). Whether one went: else table is as full as before. */
static bool free_empty(uint64_t *table, int level, uintptr_t start, uintptr_t end)
{
	uintptr_t span = span_of(level);
	bool freed = false;

	for (uintptr_t va = start; va < end; va = UK_ALIGN_DOWN(va, span) + span) {
		uint64_t *entry = &table[index_of(va, level)];
		uk_paddr_t pa = *entry & UK_PTE_ADDR;

		if (!is_table(*entry))
			continue;
		if (level > 2 && !free_empty(table_of(*entry), level - 1, va,
					     UK_MIN(end, UK_ALIGN_DOWN(va, span) + span)))
			continue;
		if (!is_empty(table_of(*entry)))
			continue;
		/* Also drops what the CPU remembers of the tables above the page. */
		replace(entry, 0, va);
		uk_frame_free(pa, 0);
		freed = true;
	}
	return freed;
}

void uk_pt_trim(uintptr_t start, uintptr_t end)
{
	UK_ASSERT(end <= UK_DIRECT_MAP);
	free_empty(uk_pml4, 4, start, end);
}

static uintptr_t next_mapped(const uint64_t *table, int level, uintptr_t va, uintptr_t end)
{
	uintptr_t span = span_of(level);

	for (; va < end; va = UK_ALIGN_DOWN(va, span) + span) {
		uint64_t entry = table[index_of(va, level)];
		uintptr_t part_end = UK_MIN(end, UK_ALIGN_DOWN(va, span) + span);
		uintptr_t found;

		if (!entry)
			continue;
		if (level == 1 || !is_table(entry))
			return va;
		found = next_mapped(table_of(entry), level - 1, va, part_end);
		if (found < part_end)
			return found;
	}
	return end;
}

uintptr_t uk_pt_next(uintptr_t va, uintptr_t end)
{
	return next_mapped(uk_pml4, 4, va, end);
}
