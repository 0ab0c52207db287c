/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/alloc.h>
#include <uk/string.h>
#include "pages.h"

#define BITS 6
#define SLOTS (1U << BITS)
#define HEIGHT_MAX 9 /* 2^54 pages: more than 64 bits of bytes */

struct table {
	uintptr_t slot[SLOTS];
};

/* Whether index lies below a root of this height. */
static bool covers(unsigned int height, uint64_t index)
{
	return height >= HEIGHT_MAX || !(index >> (BITS * height));
}

static unsigned int part(uint64_t index, unsigned int height)
{
	return (unsigned int)(index >> (BITS * (height - 1))) & (SLOTS - 1);
}

uintptr_t pages_get(const struct pages *p, uint64_t index)
{
	uintptr_t e = p->root;

	if (!covers(p->height, index))
		return 0;
	for (unsigned int h = p->height; h && e; h--)
		e = ((struct table *)e)->slot[part(index, h)];
	return e;
}

static int raise(struct pages *p)
{
	struct table *t;

	if (p->root) {
		t = uk_zalloc(sizeof(*t));
		if (!t)
			return -1;
		t->slot[0] = p->root;
		p->root = (uintptr_t)t;
	}
	p->height++;
	return 0;
}

uintptr_t *pages_slot(struct pages *p, uint64_t index)
{
	uintptr_t *e = &p->root;

	while (!covers(p->height, index)) {
		if (raise(p))
			return NULL;
	}
	for (unsigned int h = p->height; h; h--) {
		if (!*e) {
			*e = (uintptr_t)uk_zalloc(sizeof(struct table));
			if (!*e)
				return NULL;
		}
		e = &((struct table *)*e)->slot[part(index, h)];
	}
	return e;
}

/* Recursion is as deep as the tree is high: at most HEIGHT_MAX. */
static uint64_t next_below(uintptr_t e, unsigned int h, uint64_t base, uint64_t index)
{
	if (!e)
		return UINT64_MAX;
	if (!h)
		return base;
	for (unsigned int i = index > base ? part(index, h) : 0; i < SLOTS; i++) {
		uint64_t b = base + ((uint64_t)i << (BITS * (h - 1)));
		uint64_t found = next_below(((struct table *)e)->slot[i], h - 1, b, index);

		if (found != UINT64_MAX)
			return found;
	}
	return UINT64_MAX;
}

uint64_t pages_next(const struct pages *p, uint64_t index)
{
	return covers(p->height, index) ? next_below(p->root, p->height, 0, index) : UINT64_MAX;
}

/* [first, last] are relative to what e covers. Frees tables that become empty. */
static void remove_below(struct pages *p, uintptr_t *e, unsigned int h, uint64_t first,
			 uint64_t last)
{
	struct table *t = (struct table *)*e;
	uint64_t below;
	bool empty = true;

	if (!*e)
		return;
	if (!h) {
		if (*e & ENTRY_FRAME) {
			uk_frame_unref(entry_frame(*e));
			p->frames--;
		}
		*e = 0;
		return;
	}
	below = (1UL << (BITS * (h - 1))) - 1;
	for (unsigned int i = 0; i < SLOTS; i++) {
		uint64_t from = (uint64_t)i << (BITS * (h - 1)), to = from + below;

		if (from <= last && to >= first)
			remove_below(p, &t->slot[i], h - 1, first > from ? first - from : 0,
				     UK_MIN(last - from, below));
		empty &= !t->slot[i];
	}
	if (empty) {
		uk_free(t);
		*e = 0;
	}
}

void pages_remove(struct pages *p, uint64_t first, uint64_t last)
{
	if (covers(p->height, first) && first <= last)
		remove_below(p, &p->root, p->height, first, last);
	if (!p->root)
		p->height = 0;
}
