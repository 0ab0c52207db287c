/* SPDX-License-Identifier: BSD-3-Clause */
#include "queue.h"

#define BUCKET_BITS 8

static struct uk_list buckets[1 << BUCKET_BITS];

/* Fibonacci hashing; a bucket is made when it is first used. */
static struct uk_list *bucket_of(futex_key key)
{
	struct uk_list *b = &buckets[(key >> 2) * 0x9e3779b97f4a7c15UL >> (64 - BUCKET_BITS)];

	if (!b->next)
		uk_list_init(b);
	return b;
}

void futex_enqueue(struct futex_waiter *w)
{
	uk_list_add_tail(&w->node, bucket_of(w->key));
}

void futex_dequeue(struct futex_waiter *w)
{
	uk_list_del(&w->node);
}

int futex_wake(futex_key key, int n, uint32_t bitset)
{
	struct uk_list *b = bucket_of(key);
	struct futex_waiter *w, *next;
	int woken = 0;

	uk_list_for_each_safe(w, next, b, node) {
		if (woken >= n)
			break;
		if (w->key != key || !(w->bitset & bitset))
			continue;
		uk_list_del(&w->node);
		w->woken = true;
		uk_sched_wake(w->thread);
		woken++;
	}
	return woken;
}

int futex_requeue(futex_key from, futex_key to, int n)
{
	struct uk_list *b = bucket_of(from), *target = bucket_of(to);
	struct futex_waiter *w, *next;
	int moved = 0;

	if (from == to)
		return 0;
	uk_list_for_each_safe(w, next, b, node) {
		if (moved >= n)
			break;
		if (w->key != from)
			continue;
		uk_list_del(&w->node);
		w->key = to;
		uk_list_add_tail(&w->node, target);
		moved++;
	}
	return moved;
}
