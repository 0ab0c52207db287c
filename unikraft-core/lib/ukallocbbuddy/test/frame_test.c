/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames are never given out twice, lie in the RAM that was added, are
 * aligned, and all come back as the large blocks they were; a double free
 * panics.
 */
#include <assert.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *memory;
#define UK_DIRECT_MAP ((uintptr_t)memory)
#include "../frame.c"

#define FRAMES 4096
#define HOLE_FIRST 160 /* as below 1 MiB on a PC */
#define HOLE_END 256

static jmp_buf panic_jump;
static int panics;

void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	(void)regs, (void)fmt;
	panics++;
	longjmp(panic_jump, 1);
}

struct block {
	uk_paddr_t p;
	unsigned int order;
	unsigned int refs;
};
static struct block held[FRAMES];
static unsigned int held_count;
static unsigned char owner[FRAMES];

static void hold(uk_paddr_t p, unsigned int order)
{
	assert(p % (UK_PAGE_SIZE << order) == 0);
	for (uint64_t f = p >> UK_PAGE_SHIFT, n = 0; n < 1UL << order; n++, f++) {
		assert(f < FRAMES && (f < HOLE_FIRST || f >= HOLE_END));
		assert(!owner[f]);
		owner[f] = 1;
	}
	/* What is ours may be written over in full. */
	memset(memory + p, 0xee, UK_PAGE_SIZE << order);
	held[held_count++] = (struct block){ p, order, 1 };
}

static void drop(unsigned int i)
{
	struct block *b = &held[i];

	for (uint64_t n = 0; n < 1UL << b->order; n++)
		owner[(b->p >> UK_PAGE_SHIFT) + n] = 0;
	*b = held[--held_count];
}

static void random_step(void)
{
	unsigned int order = rand() % 100 < 80 ? 0 : rand() % 11;
	unsigned int i = held_count ? rand() % held_count : 0;
	struct uk_frame_stat before, after;
	uk_paddr_t p;

	uk_frame_stat(&before);
	switch (rand() % 5) {
	case 0:
	case 1:
		p = uk_frame_alloc(order);
		if (p == UK_FRAME_NONE)
			return;
		hold(p, order);
		uk_frame_stat(&after);
		assert(before.free - after.free == UK_PAGE_SIZE << order);
		return;
	case 2:
		if (!held_count || held[i].order || held[i].refs > 3)
			return;
		uk_frame_ref(held[i].p);
		held[i].refs++;
		return;
	default:
		if (!held_count)
			return;
		assert(uk_frame_refcount(held[i].p) == held[i].refs);
		assert(uk_frame_order(held[i].p) == (int)held[i].order);
		if (held[i].order) {
			uk_frame_free(held[i].p, held[i].order);
			drop(i);
		} else {
			uk_frame_unref(held[i].p);
			if (!--held[i].refs)
				drop(i);
		}
	}
}

static void test_random(void)
{
	struct uk_frame_stat start, end;
	uint32_t orders = free_orders;

	uk_frame_stat(&start);
	srand(7);
	for (int i = 0; i < 200000; i++)
		random_step();
	while (held_count) {
		while (held[0].refs-- > 1)
			uk_frame_unref(held[0].p);
		uk_frame_free(held[0].p, held[0].order);
		drop(0);
	}
	uk_frame_stat(&end);
	assert(start.free == end.free && orders == free_orders);
	assert(end.total == (FRAMES - HOLE_END + HOLE_FIRST - 1) * UK_PAGE_SIZE);
	/* The bookkeeping of 16 MiB takes less than 0.2 per cent. */
	assert(end.total - end.free <= 6 * UK_PAGE_SIZE);
}

#define assert_panic(x)                                                      \
	do {                                                                 \
		int panics_before = panics;                                  \
		if (!setjmp(panic_jump))                                     \
			x;                                                   \
		assert(panics == panics_before + 1);                         \
	} while (0)

static void test_misuse(void)
{
	uk_paddr_t p = uk_frame_alloc(0), q = uk_frame_alloc(3);

	assert_panic(uk_frame_free(q, 2));
	assert_panic(uk_frame_free(q + 1, 3));
	uk_frame_free(p, 0);
	uk_frame_free(q, 3);
	assert_panic(uk_frame_free(p, 0));
	assert_panic(uk_frame_unref(q));
	assert_panic(uk_frame_free(HOLE_FIRST << UK_PAGE_SHIFT, 0));
	assert(uk_frame_alloc(ORDER_MAX + 1) == UK_FRAME_NONE);
	assert(uk_frame_alloc(40) == UK_FRAME_NONE);
	/* A frame outside (an initrd's) is always referenced, and stays. */
	uk_frame_ref(HOLE_FIRST << UK_PAGE_SHIFT);
	uk_frame_unref(HOLE_FIRST << UK_PAGE_SHIFT);
	assert(uk_frame_refcount(HOLE_FIRST << UK_PAGE_SHIFT) > 1);
	assert(uk_frame_order(HOLE_FIRST << UK_PAGE_SHIFT) == -1);
}

int main(void)
{
	memory = aligned_alloc(FRAMES * UK_PAGE_SIZE, FRAMES * UK_PAGE_SIZE);
	assert(memory);
	/* RAM holds anything when the machine starts. */
	memset(memory, 0xa5, FRAMES * UK_PAGE_SIZE);
	uk_frame_add(0, 17); /* too small to be of use: not an error */
	uk_frame_add(1, HOLE_FIRST * UK_PAGE_SIZE - 1 + 100);
	uk_frame_add(HOLE_END * UK_PAGE_SIZE, (FRAMES - HOLE_END) * UK_PAGE_SIZE);
	test_random();
	test_misuse();
	puts("frame_test: ok");
	return 0;
}
