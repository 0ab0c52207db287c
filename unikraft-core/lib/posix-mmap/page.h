/* SPDX-License-Identifier: BSD-3-Clause */
/* The pages of areas: faulting in, copying on write, protecting, giving back. */
#ifndef POSIX_MMAP_PAGE_H
#define POSIX_MMAP_PAGE_H

#include "area.h"

/**
 * Makes the page at va, which lies in a, present, and writable if write is
 * set (a allows it). 0, -ENOMEM, or -ENXIO when the file has no such page.
 */
int page_in(struct area *a, uintptr_t va, bool write);
/** page_in for all of [start, end), of whose areas the rights decide; stops at the first error. */
int page_in_range(uintptr_t start, uintptr_t end);
/** Takes the pages in [start, end) away; their contents are lost if nobody else has them. */
void page_drop_range(uintptr_t start, uintptr_t end);
/** The same for pages whose frames others have too; a private page's copy stays. */
void page_drop_borrowed(uintptr_t start, uintptr_t end);
/** Gives the present pages of a the area's rights. 0, or -ENOMEM (page tables). */
int page_protect(const struct area *a, uintptr_t start, uintptr_t end);
/** Moves the pages of [from, from + len) to [to, to + len), where none are. 0, or -ENOMEM with all as before. */
int page_move(uintptr_t from, uintptr_t to, size_t len);
/** Bytes of present pages in [start, end); shared zero pages do not count. */
size_t page_resident(uintptr_t start, uintptr_t end);
/** Whether a page is present at va (also one that may not be accessed). */
bool page_present(uintptr_t va);

extern uint64_t page_resident_count; /* of all areas; pages */

#endif
