/* SPDX-License-Identifier: BSD-3-Clause */
/* Page frames (ukallocbbuddy or ukallocregion) and the kernel heap (ukalloc). */
#ifndef UK_ALLOC_H
#define UK_ALLOC_H

#include <uk/essentials.h>

/** Kernel heap; 16-byte aligned; NULL when memory is out. */
void *uk_malloc(size_t n);
void *uk_zalloc(size_t n);
void *uk_realloc(void *p, size_t n);
/** Accepts NULL. */
void uk_free(void *p);
char *uk_strdup(const char *s);

/** Physical memory is mapped here, read-write, no execute. */
#ifndef UK_DIRECT_MAP /* tests on a host have their own */
#define UK_DIRECT_MAP 0xffff800000000000UL
#endif
static inline void *uk_phys_to_virt(uk_paddr_t p)
{
	return (void *)(p + UK_DIRECT_MAP);
}
static inline uk_paddr_t uk_virt_to_phys(const void *v)
{
	return (uk_paddr_t)v - UK_DIRECT_MAP;
}

#define UK_FRAME_NONE ((uk_paddr_t)-1)
/** 2^order frames, naturally aligned, not zeroed, reference count 1; UK_FRAME_NONE when out. */
uk_paddr_t uk_frame_alloc(unsigned int order);
/** Gives back what uk_frame_alloc(order) gave. */
void uk_frame_free(uk_paddr_t p, unsigned int order);
/** Reference counts of single frames (order 0). Frames outside the allocator (initrd) count as always referenced. */
void uk_frame_ref(uk_paddr_t p);
/** Drops a reference; frees the frame with the last. */
void uk_frame_unref(uk_paddr_t p);
unsigned int uk_frame_refcount(uk_paddr_t p);
/** Order of the block in use that starts at p; -1: none does. */
int uk_frame_order(uk_paddr_t p);
/** Hands [start, start + len) to the allocator (boot). */
void uk_frame_add(uk_paddr_t start, uint64_t len);

struct uk_frame_stat {
	uint64_t total, free; /* bytes */
};
void uk_frame_stat(struct uk_frame_stat *s);

#endif
