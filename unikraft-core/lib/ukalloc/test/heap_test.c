/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Heap objects are aligned, do not overlap, keep their bytes across
 * uk_realloc, and their frames come back; freeing what is not from the heap
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
#include "../../ukallocbbuddy/frame.c"
#include "../heap.c"

#define FRAMES 2048
#define OBJECTS 600

static jmp_buf panic_jump;
static int panics;

void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	(void)regs, (void)fmt;
	panics++;
	longjmp(panic_jump, 1);
}

static struct {
	unsigned char *p;
	size_t n;
	unsigned char fill;
} objects[OBJECTS];

static size_t random_size(void)
{
	switch (rand() % 10) {
	case 0:
		return (size_t)rand() % 40000;
	case 1:
		return (size_t)rand() % 5000;
	default:
		return (size_t)rand() % 300;
	}
}

static void check(int i)
{
	assert((uintptr_t)objects[i].p % 16 == 0);
	for (size_t k = 0; k < objects[i].n; k++)
		assert(objects[i].p[k] == objects[i].fill);
}

static void refill(int i, size_t n)
{
	objects[i].n = n;
	objects[i].fill = (unsigned char)rand();
	memset(objects[i].p, objects[i].fill, n);
}

static void resize(int i, size_t n)
{
	unsigned char *p = uk_realloc(objects[i].p, n);

	if (!p)
		return;
	objects[i].p = p;
	objects[i].n = UK_MIN(objects[i].n, n);
	check(i);
	refill(i, n);
}

static void random_step(void)
{
	int i = rand() % OBJECTS;
	size_t n = random_size();

	if (!objects[i].p) {
		objects[i].p = rand() % 2 ? uk_malloc(n) : uk_zalloc(n);
		if (objects[i].p)
			refill(i, n);
		return;
	}
	check(i);
	if (rand() % 3) {
		uk_free(objects[i].p);
		objects[i].p = NULL;
	} else {
		resize(i, n);
	}
}

static void test_random(void)
{
	struct uk_frame_stat before, after;

	uk_frame_stat(&before);
	srand(11);
	for (int i = 0; i < 100000; i++)
		random_step();
	for (int i = 0; i < OBJECTS; i++) {
		uk_free(objects[i].p);
		objects[i].p = NULL;
	}
	uk_frame_stat(&after);
	/* At most one empty slab stays of each size class. */
	assert(before.free - after.free <= CLASSES * UK_PAGE_SIZE);
}

static void test_out_of_memory(void)
{
	void *list = NULL, *p;

	assert(!uk_malloc(FRAMES * UK_PAGE_SIZE * 2) && !uk_malloc(SIZE_MAX));
	while ((p = uk_malloc(1000))) {
		*(void **)p = list;
		list = p;
	}
	while ((p = list)) {
		list = *(void **)p;
		uk_free(p);
	}
	p = uk_malloc(1000);
	assert(p);
	uk_free(p);
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
	char *p = uk_malloc(100), *q = uk_malloc(100), *large = uk_malloc(9000);
	char *zeroed;

	uk_free(NULL);
	assert_panic(uk_free(p + 16));
	assert_panic(uk_free(&panics));
	assert_panic(uk_free(large + 100));
	assert_panic(uk_free(large + UK_PAGE_SIZE));
	uk_free(p);
	assert_panic(uk_free(p));
	uk_free(q);
	uk_free(large);
	assert_panic(uk_free(large));
	p = uk_strdup("text");
	assert(!strcmp(p, "text"));
	uk_free(p);
	zeroed = uk_zalloc(3000);
	for (int i = 0; i < 3000; i++)
		assert(!zeroed[i]);
	uk_free(zeroed);
}

int main(void)
{
	memory = aligned_alloc(FRAMES * UK_PAGE_SIZE, FRAMES * UK_PAGE_SIZE);
	assert(memory);
	memset(memory, 0x5a, FRAMES * UK_PAGE_SIZE);
	uk_frame_add(0, FRAMES * UK_PAGE_SIZE);
	test_random();
	test_out_of_memory();
	test_misuse();
	puts("heap_test: ok");
	return 0;
}
