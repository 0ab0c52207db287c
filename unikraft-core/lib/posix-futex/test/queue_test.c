/* SPDX-License-Identifier: BSD-3-Clause */
/* Futex queues: order, bitsets, requeueing, and keys that share a bucket. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../queue.c"

static struct uk_thread *last_woken;

void uk_sched_wake(struct uk_thread *t)
{
	last_woken = t;
}

static struct futex_waiter w[3000];

static void wait_at(int i, futex_key key, uint32_t bitset)
{
	w[i] = (struct futex_waiter){ .key = key, .bitset = bitset, .thread = (struct uk_thread *)&w[i] };
	futex_enqueue(&w[i]);
}

int main(void)
{
	for (int i = 0; i < 3; i++)
		wait_at(i, 0x1000, ~0U);
	wait_at(3, 0x1004, ~0U);
	assert(futex_wake(0x1008, 10, ~0U) == 0);
	assert(futex_wake(0x1000, 1, ~0U) == 1 && w[0].woken && !w[1].woken);
	assert(last_woken == w[0].thread);
	assert(futex_requeue(0x1000, 0x2000, 1) == 1 && w[1].key == 0x2000);
	assert(futex_wake(0x2000, 10, ~0U) == 1 && w[1].woken);
	assert(futex_wake(0x1000, 10, ~0U) == 1 && w[2].woken);
	/* One that gives up is not found any more. */
	futex_dequeue(&w[3]);
	assert(futex_wake(0x1004, 10, ~0U) == 0);
	wait_at(0, 0x1000, 1);
	wait_at(1, 0x1000, 2);
	assert(futex_wake(0x1000, 10, 2) == 1 && !w[0].woken && w[1].woken);
	assert(futex_wake(0x1000, 10, 5) == 1 && w[0].woken);
	/* More keys than buckets: each wakes its own only. */
	for (int i = 0; i < 3000; i++)
		wait_at(i, 0x1000 + 4 * (futex_key)i, ~0U);
	for (int i = 0; i < 3000; i++)
		assert(futex_wake(0x1000 + 4 * (futex_key)i, 10, ~0U) == 1 && w[i].woken);
	return 0;
}
