/* SPDX-License-Identifier: BSD-3-Clause */
/* A file's pages by index: a radix tree that is as high as the largest index asks. */
#ifndef RAMFS_PAGES_H
#define RAMFS_PAGES_H

#include <uk/essentials.h>

struct pages {
	uintptr_t root;      /* an entry (height 0) or a table */
	unsigned int height; /* 0: only page 0 */
	size_t frames;       /* entries that are frames */
};

/* An entry: 0 (nothing), a frame, or a hole that hides what lies under it. */
#define ENTRY_FRAME 1UL /* the frame's address is or'ed to it */
#define ENTRY_HOLE 2UL
#define ENTRY_UNWRITTEN 4UL /* or'ed to a frame: only allocated, so that SEEK_HOLE finds it */
static inline uk_paddr_t entry_frame(uintptr_t e)
{
	return e & UK_PAGE_MASK;
}

uintptr_t pages_get(const struct pages *p, uint64_t index);
/** Where the entry is, made if need be. NULL: no memory. */
uintptr_t *pages_slot(struct pages *p, uint64_t index);
/** The first index >= index with an entry; UINT64_MAX: none. */
uint64_t pages_next(const struct pages *p, uint64_t index);
/** Takes out the entries [first, last], and gives frames back (unref). */
void pages_remove(struct pages *p, uint64_t first, uint64_t last);

#endif
