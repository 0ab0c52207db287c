/* SPDX-License-Identifier: BSD-3-Clause */
/* The areas of the address space: ranges of pages with equal rights and backing. */
#ifndef POSIX_MMAP_AREA_H
#define POSIX_MMAP_AREA_H

#include <uk/essentials.h>
#include <uk/list.h>
#include <uk/vm.h>

/* Beside UK_MAP_SHARED, UK_MAP_GROWSDOWN and UK_MAP_NORESERVE in area.flags. */
#define AREA_LOCKED 0x2000    /* as MAP_LOCKED */
#define AREA_MAY_WRITE 0x4000000 /* mprotect may allow writing */

/* Kept free below an area that grows down, as Linux's stack_guard_gap. */
#define GUARD_GAP (256 * UK_PAGE_SIZE)

struct area {
	struct area *parent, *left, *right; /* treap: a search tree by address, a heap by priority */
	uint32_t priority;
	int prot, flags;
	struct uk_list node;      /* all areas by address */
	struct uk_list file_node; /* in area_files if it maps a file */
	uintptr_t start, end;
	uintptr_t max_gap;        /* largest hole below an area of this subtree */
	struct uk_file *file;     /* NULL: private anonymous memory */
	uint64_t offset;          /* in the file, of start */
	const char *name;
};

extern struct uk_list areas;
extern struct uk_list area_files;
extern uint64_t area_bytes; /* sum of the areas' sizes */

/** The first area that ends above addr (it may start above it, too); NULL: none. */
struct area *area_find(uintptr_t addr);
/** The neighbour in address order, or NULL. */
struct area *area_next(const struct area *a);
struct area *area_prev(const struct area *a);
/** Puts in an area whose start, end and flags are set. It overlaps none. */
void area_insert(struct area *a);
void area_remove(struct area *a);
/** Moves the area's bounds, between its neighbours. */
void area_resize(struct area *a, uintptr_t start, uintptr_t end);
/** Start of the highest hole of len bytes in [low, high), or 0. */
uintptr_t area_hole(size_t len, uintptr_t low, uintptr_t high);
/** Whether [start, start + len) is a hole, with the guard gap above it if needed. */
bool area_is_hole(uintptr_t start, size_t len);
/** A copy of an area (with a reference to its file), not inserted; NULL: no memory. */
struct area *area_copy(const struct area *a);
/** Frees an area that is not inserted, and drops its file. */
void area_free(struct area *a);
/** Makes area borders at start and end, where they lie inside areas. 0 or -ENOMEM. */
int area_split_at(uintptr_t start, uintptr_t end);
/** Joins areas that touch in [start, end] and agree in everything. */
void area_merge(uintptr_t start, uintptr_t end);

#endif
