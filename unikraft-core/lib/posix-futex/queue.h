/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that wait at futexes, by key. */
#ifndef POSIX_FUTEX_QUEUE_H
#define POSIX_FUTEX_QUEUE_H

#include <uk/list.h>
#include <uk/sched.h>

/**
 * What a futex is known by: its address in the application's half, or for
 * memory that is mapped shared the address of its frame in the direct map.
 */
typedef uint64_t futex_key;

struct futex_waiter {
	struct uk_list node;
	futex_key key;
	uint32_t bitset;
	struct uk_thread *thread;
	bool woken;
};

void futex_enqueue(struct futex_waiter *w);
/** Takes w out, if nobody woke it. */
void futex_dequeue(struct futex_waiter *w);
/** Wakes up to n threads at key whose bitset meets bitset; returns how many. */
int futex_wake(futex_key key, int n, uint32_t bitset);
/** Moves up to n waiters to another key; returns how many. */
int futex_requeue(futex_key from, futex_key to, int n);

#endif
