/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The address space behaves as a naive array of pages does, over thousands of
 * random calls: what is mapped with which rights, what reads give, where
 * writes go, which errors come. In the end no frame is lost.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *memory;
#define UK_DIRECT_MAP ((uintptr_t)memory)
#include "../../ukallocbbuddy/frame.c"
#include "../../ukalloc/heap.c"
#include "failing.h"
#include "../area.c"
#include "../page.c"
#include "../vm.c"
#include "../fault.c"
#include "../info.c"
#define populate advise_populate
#include "../advise.c"
#undef populate
#include "../lock.c"
#include "../mmap.c"
#include "../mremap.c"
#include "../shm.c"
#include "fakes.h"
#include "model.h"
#include "cases.h"

#define FRAMES 8192

int main(void)
{
	struct uk_frame_stat before, after;

	memory = aligned_alloc(FRAMES * UK_PAGE_SIZE, FRAMES * UK_PAGE_SIZE);
	assert(memory);
	uk_frame_add(0, FRAMES * UK_PAGE_SIZE);
	file_init();
	touch_zero_page();
	uk_frame_stat(&before);
	test_random();
	test_cases();
	uk_frame_stat(&after);
	for (int i = 0; i < FILE_PAGES; i++)
		assert(uk_frame_refcount(file_frames[i]) == 1);
	/* One slab of each size class may stay. */
	assert(before.free - after.free <= CLASSES * UK_PAGE_SIZE);
	puts("mmap_test: ok");
	return 0;
}
