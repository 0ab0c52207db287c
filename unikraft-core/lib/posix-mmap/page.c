/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A present page holds one reference to its frame. A private page is written
 * in place only if that reference is the last: file pages, pages of the
 * initrd and the zero page are others' too, and are copied first.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/string.h>
#include "page.h"

/* Pages that one read fault maps of a file, at most, around the address. */
#define AROUND (16 * UK_PAGE_SIZE)

/* What one page table maps. */
#define LARGE_PAGE (512 * UK_PAGE_SIZE)

uint64_t page_resident_count;

static uk_paddr_t zero_frame = UK_FRAME_NONE;

static bool is_shared(const struct area *a)
{
	return a->flags & UK_MAP_SHARED;
}

static uint64_t offset_of(const struct area *a, uintptr_t va)
{
	return a->offset + (va - a->start);
}

/* Maps a frame whose reference passes to the page; on failure it is dropped. */
static int map_new(uintptr_t va, uk_paddr_t pa, int prot)
{
	int r = uk_pt_map(va, pa, prot);

	if (r)
		uk_frame_unref(pa);
	else if (pa != zero_frame)
		page_resident_count++;
	return r;
}

/* Puts another frame in the place of old. */
static int map_instead(uintptr_t va, uk_paddr_t old, uk_paddr_t pa, int prot)
{
	int r = map_new(va, pa, prot);

	if (r)
		return r;
	if (old != zero_frame)
		page_resident_count--;
	uk_frame_unref(old);
	return 0;
}

static int anonymous_in(const struct area *a, uintptr_t va, bool write)
{
	uk_paddr_t pa;

	if (!write && zero_frame != UK_FRAME_NONE) {
		uk_frame_ref(zero_frame);
		return map_new(va, zero_frame, a->prot & ~UK_PROT_WRITE);
	}
	pa = uk_frame_alloc(0);
	if (pa == UK_FRAME_NONE)
		return -ENOMEM;
	memset(uk_phys_to_virt(pa), 0, UK_PAGE_SIZE);
	if (write)
		return map_new(va, pa, a->prot);
	zero_frame = pa;
	return anonymous_in(a, va, false);
}

/* A frame of our own with the contents of another. */
static uk_paddr_t duplicate(uk_paddr_t from)
{
	uk_paddr_t pa = uk_frame_alloc(0);

	if (pa == UK_FRAME_NONE)
		return pa;
	if (from == zero_frame)
		memset(uk_phys_to_virt(pa), 0, UK_PAGE_SIZE);
	else
		memcpy(uk_phys_to_virt(pa), uk_phys_to_virt(from), UK_PAGE_SIZE);
	return pa;
}

static int file_page(const struct area *a, uintptr_t va, bool write, uk_paddr_t *pa)
{
	int r = a->file->ops->map_page(a->file, offset_of(a, va), write, pa);

	/* What the file cannot give, for whatever reason, is a bus error. */
	return r && r != -ENOMEM ? -ENXIO : r;
}

static int file_in(const struct area *a, uintptr_t va, bool write)
{
	uk_paddr_t pa, copy;
	int r = file_page(a, va, write && is_shared(a), &pa);

	if (r)
		return r;
	if (!write)
		return map_new(va, pa, a->prot & ~UK_PROT_WRITE);
	if (is_shared(a))
		return map_new(va, pa, a->prot);
	copy = duplicate(pa);
	uk_frame_unref(pa);
	return copy == UK_FRAME_NONE ? -ENOMEM : map_new(va, copy, a->prot);
}

/* A program that reads one page of a file soon reads its neighbours. */
static void file_around(const struct area *a, uintptr_t va)
{
	uintptr_t at = UK_MAX(UK_ALIGN_DOWN(va, AROUND), a->start);
	uintptr_t end = UK_MIN(UK_ALIGN_DOWN(va, AROUND) + AROUND, a->end);

	for (; at < end; at += UK_PAGE_SIZE)
		if (!page_present(at) && file_in(a, at, false))
			return;
}

static int make_writable(const struct area *a, uintptr_t va, uk_paddr_t old)
{
	uk_paddr_t pa;
	int r;

	if (is_shared(a)) {
		r = file_page(a, va, true, &pa);
		return r ? r : map_instead(va, old, pa, a->prot);
	}
	if (old != zero_frame && uk_frame_refcount(old) == 1)
		return uk_pt_map(va, old, a->prot);
	pa = duplicate(old);
	return pa == UK_FRAME_NONE ? -ENOMEM : map_instead(va, old, pa, a->prot);
}

int page_in(struct area *a, uintptr_t va, bool write)
{
	int prot, r;
	uk_paddr_t pa = uk_pt_lookup(va, &prot);

	if (pa != UK_FRAME_NONE) {
		/* Present and allowed: the processor had not seen it yet. */
		if (!write || (prot & UK_PROT_WRITE))
			return 0;
		return make_writable(a, va, pa);
	}
	if (!a->file)
		return anonymous_in(a, va, write);
	r = file_in(a, va, write);
	if (!r && !write)
		file_around(a, va);
	return r;
}

int page_in_range(uintptr_t start, uintptr_t end)
{
	for (uintptr_t va = start; va < end; va += UK_PAGE_SIZE) {
		struct area *a = area_find(va);
		int r;

		if (!a || va < a->start)
			return -ENOMEM;
		r = a->prot ? page_in(a, va, a->prot & UK_PROT_WRITE && !is_shared(a)) : -EACCES;
		if (r)
			return r;
	}
	return 0;
}

static void drop(uintptr_t va)
{
	uk_paddr_t pa = uk_pt_unmap(va);

	if (pa != zero_frame)
		page_resident_count--;
	uk_frame_unref(pa);
}

void page_drop_range(uintptr_t start, uintptr_t end)
{
	uintptr_t va;

	for (va = uk_pt_next(start, end); va < end; va = uk_pt_next(va + UK_PAGE_SIZE, end))
		drop(va);
	/* Of a smaller range, page tables are wanted again soon, or go with the area. */
	if (end - start >= LARGE_PAGE)
		uk_pt_trim(start, end);
}

void page_drop_borrowed(uintptr_t start, uintptr_t end)
{
	uintptr_t va;

	for (va = uk_pt_next(start, end); va < end; va = uk_pt_next(va + UK_PAGE_SIZE, end)) {
		if (uk_frame_refcount(uk_pt_lookup(va, NULL)) != 1)
			drop(va);
	}
}

int page_protect(const struct area *a, uintptr_t start, uintptr_t end)
{
	uintptr_t va;

	for (va = uk_pt_next(start, end); va < end; va = uk_pt_next(va + UK_PAGE_SIZE, end)) {
		int old, prot = a->prot;
		uk_paddr_t pa = uk_pt_lookup(va, &old);

		/* The first write finds out whether a copy is needed, and tells a file. */
		if (!(old & UK_PROT_WRITE) &&
		    (is_shared(a) || pa == zero_frame || uk_frame_refcount(pa) != 1))
			prot &= ~UK_PROT_WRITE;
		if (prot != old && uk_pt_map(va, pa, prot))
			return -ENOMEM;
	}
	return 0;
}

static int move_one(uintptr_t from, uintptr_t to)
{
	int prot, r;
	uk_paddr_t pa = uk_pt_lookup(from, &prot);

	r = uk_pt_map(to, pa, prot);
	if (!r)
		uk_pt_unmap(from);
	return r;
}

int page_move(uintptr_t from, uintptr_t to, size_t len)
{
	uintptr_t va, end = from + len;

	for (va = uk_pt_next(from, end); va < end; va = uk_pt_next(va + UK_PAGE_SIZE, end)) {
		int r = move_one(va, va - from + to);

		if (!r)
			continue;
		/* Back again: the page tables there still exist. */
		end = to + len;
		for (va = uk_pt_next(to, end); va < end; va = uk_pt_next(va + UK_PAGE_SIZE, end))
			move_one(va, va - to + from);
		return r;
	}
	return 0;
}

bool page_present(uintptr_t va)
{
	return uk_pt_lookup(va, NULL) != UK_FRAME_NONE;
}

size_t page_resident(uintptr_t start, uintptr_t end)
{
	size_t bytes = 0;
	uintptr_t va;

	for (va = uk_pt_next(start, end); va < end; va = uk_pt_next(va + UK_PAGE_SIZE, end)) {
		if (uk_pt_lookup(va, NULL) != zero_frame)
			bytes += UK_PAGE_SIZE;
	}
	return bytes;
}
