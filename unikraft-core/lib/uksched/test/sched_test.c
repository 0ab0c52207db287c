/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads share the processor fairly, who wakes runs soon, timers come in
 * order, wait queues wake whom they should, and what ended leaves nothing.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "../sched.c"
#include "../thread.c"
#include "../timer.c"
#include "../waitq.c"
#include "fakes.h"

static int local_count;
UK_THREAD_LOCAL(int, mine) = 7;
static int refuse_create;

static int on_create(struct uk_thread *t)
{
	if (refuse_create)
		return -ENOMEM;
	assert(uk_thread_local(t, mine) == 7);
	local_count++;
	return 0;
}

static void on_exit_thread(struct uk_thread *t)
{
	assert(uk_thread_find(t->tid) == t);
	local_count--;
}
UK_THREAD_HOOK(test_hook, .create = on_create, .exit = on_exit_thread);

static struct uk_waitq done = UK_WAITQ_INIT(done);
static int running; /* threads of the case */

static void spawn(void (*fn)(void *), void *arg)
{
	struct uk_thread *t = uk_thread_create("test", fn, arg);

	assert(t);
	running++;
	uk_thread_start(t);
}

static void finished(void)
{
	running--;
	uk_waitq_wake_all(&done);
}

static void join_all(void)
{
	while (running)
		uk_waitq_wait(&done, UK_NSEC_FOREVER, false);
}

/* Timers against an array of deadlines. */
#define TIMERS 300
static struct uk_timer timers[TIMERS];
static uk_nsec_t expected[TIMERS], last_fired;

static void fired(struct uk_timer *t)
{
	long i = t - timers;

	assert(expected[i] == t->deadline && expected[i] <= now && expected[i] >= last_fired);
	last_fired = expected[i];
	expected[i] = 0;
	if (rand() % 4 == 0) {
		expected[i] = now + 1 + rand() % 1000;
		uk_timer_set(t, expected[i]);
	}
}

static void test_timers(void)
{
	srand(5);
	for (int i = 0; i < TIMERS; i++)
		uk_timer_init(&timers[i], fired);
	for (int step = 0; step < 100000; step++) {
		int i = rand() % TIMERS;
		uk_nsec_t first = UK_NSEC_FOREVER;

		if (rand() % 3) {
			expected[i] = now + 1 + rand() % 5000;
			uk_timer_set(&timers[i], expected[i]);
		} else {
			expected[i] = 0;
			uk_timer_cancel(&timers[i]);
		}
		last_fired = 0;
		now += rand() % 30;
		interrupt();
		for (int k = 0; k < TIMERS; k++)
			if (expected[k])
				first = UK_MIN(first, expected[k]);
		assert(first > now && uksched_next_timer() == first && timer_at <= first);
	}
	for (int i = 0; i < TIMERS; i++)
		uk_timer_cancel(&timers[i]);
	assert(uksched_next_timer() == UK_NSEC_FOREVER);
}

static uk_nsec_t computed[4];
static uk_nsec_t end_at;

static void compute_until_end(void *arg)
{
	while (now < end_at)
		compute(100000);
	*(uk_nsec_t *)arg = uk_thread_cpu_time(uk_current);
	finished();
}

/* Three that compute get a third each. */
static void test_fair(void)
{
	end_at = now + 3000 * MS;
	for (int i = 0; i < 3; i++)
		spawn(compute_until_end, &computed[i]);
	join_all();
	for (int i = 0; i < 3; i++)
		assert(computed[i] > 980 * MS && computed[i] < 1020 * MS);
}

static uk_nsec_t worst_latency;

static void serve(void *arg)
{
	uk_nsec_t period = *(uk_nsec_t *)arg;

	while (now < end_at) {
		uk_nsec_t wake_at = now + period;

		assert(uk_sched_block(wake_at, false) == -ETIMEDOUT);
		/* At first, all are new and alike. */
		if (end_at - now < 900 * MS)
			worst_latency = UK_MAX(worst_latency, now - wake_at);
		compute(200000);
	}
	finished();
}

/* Who wakes now and then waits a moment, not the slices of those that compute. */
static void test_latency(void)
{
	uk_nsec_t period = 7 * MS;

	end_at = now + 1000 * MS;
	worst_latency = 0;
	for (int i = 0; i < 3; i++)
		spawn(compute_until_end, &computed[i]);
	spawn(serve, &period);
	join_all();
	assert(worst_latency <= MOMENT + 100000);
	assert(computed[0] + computed[1] + computed[2] > 900 * MS);
}

static void greedy(void *arg)
{
	(void)arg;
	while (now < end_at) {
		uk_sched_block(now + 10 * MS, false);
		compute(9 * MS);
	}
	finished();
}

/* Many that sleep just long enough cannot keep a computing thread from its turns. */
static void test_no_starvation(void)
{
	end_at = now + 2000 * MS;
	spawn(compute_until_end, &computed[0]);
	for (int i = 0; i < 20; i++)
		spawn(greedy, NULL);
	join_all();
	/* An equal share of 21 would be 95 ms. */
	assert(computed[0] > 200 * MS);
}

static struct uk_waitq q = UK_WAITQ_INIT(q);
static int order[8], order_count;

static void wait_in_turn(void *arg)
{
	assert(uk_waitq_wait(&q, UK_NSEC_FOREVER, false) == 0);
	order[order_count++] = (int)(intptr_t)arg;
	finished();
}

static void interrupted(void *arg)
{
	*(struct uk_thread **)arg = uk_current;
	assert(uk_waitq_wait(&q, UK_NSEC_FOREVER, false) == 0);
	/* Another thread took the signal before this one ran. */
	assert(uk_waitq_wait(&q, UK_NSEC_FOREVER, true) == 0);
	assert(uk_waitq_wait(&q, UK_NSEC_FOREVER, true) == -EINTR);
	signal_is_pending = false;
	assert(uk_waitq_wait(&q, now + 5 * MS, true) == -ETIMEDOUT);
	signal_is_pending = true;
	assert(uk_waitq_wait(&q, UK_NSEC_FOREVER, true) == -EINTR);
	signal_is_pending = false;
	finished();
}

static void test_waitq(void)
{
	struct uk_thread *t;
	uk_nsec_t start;

	for (intptr_t i = 0; i < 4; i++)
		spawn(wait_in_turn, (void *)i);
	uk_sched_yield();
	assert(uk_waitq_wake(&q, 3) == 3 && uk_waitq_wake_all(&q) == 1 && !uk_waitq_wake_all(&q));
	join_all();
	for (int i = 0; i < 4; i++)
		assert(order[i] == i);
	spawn(interrupted, &t);
	uk_sched_yield();
	uk_sched_interrupt(t); /* its wait is not interruptible */
	uk_sched_yield();
	assert(uk_waitq_wake_all(&q) == 1);
	uk_sched_yield();
	uk_sched_interrupt(t);
	uk_sched_yield();
	start = now;
	signal_is_pending = true;
	uk_sched_interrupt(t);
	join_all();
	assert(now == start + 5 * MS && uk_list_empty(&q.waiters));
}

static struct uk_mutex mutex = UK_MUTEX_INIT(mutex);
static int inside;

static void lock_and_sleep(void *arg)
{
	(void)arg;
	uk_mutex_lock(&mutex);
	assert(!inside++);
	uk_sched_block(now + MS, false);
	inside--;
	uk_mutex_unlock(&mutex);
	finished();
}

static void test_mutex(void)
{
	for (int i = 0; i < 5; i++)
		spawn(lock_and_sleep, NULL);
	join_all();
	assert(!mutex.owner);
}

static void end_at_once(void *arg)
{
	(void)arg;
	finished();
}

/* Numbers are found while their thread lives, and not soon used again. */
static void test_threads(void)
{
	unsigned int before = uk_thread_count();
	struct uk_thread *t;
	int first = last_tid;

	for (int i = 0; i < 3000; i++)
		spawn(end_at_once, NULL);
	assert(uk_thread_count() == before + 3000);
	for (int i = 1; i <= 3000; i++)
		assert(uk_thread_find(first + i)->tid == first + i);
	join_all();
	uk_sched_block(now + MS, false);
	assert(uk_thread_count() == before && !uk_thread_find(first + 1) && last_tid == first + 3000);
	t = uk_thread_create("never started", end_at_once, NULL);
	uk_thread_discard(t);
	refuse_create = 1;
	assert(!uk_thread_create("refused", end_at_once, NULL));
	refuse_create = 0;
	last_tid = TID_MAX;
	t = uk_thread_create("wraps", end_at_once, NULL);
	assert(t->tid == 2 && uk_current->tid == 1);
	uk_thread_discard(t);
	assert(uk_thread_count() == before && stacks == (long)before && local_count == (int)before);
}

static bool app_ran;

static void app_main(void)
{
	assert(uk_current->is_app && app_loaded);
	compute(25 * MS);
	assert(app_loaded);
	app_ran = true;
}

/* An application thread starts with its registers, and has its vector state while it runs. */
static void test_app(void)
{
	struct uk_regs regs = { .rip = (uintptr_t)app_main };
	struct uk_thread *t = uk_thread_create_app("app", &regs);

	assert(uk_thread_regs(t)->rip == regs.rip);
	spawn(compute_until_end, &computed[0]);
	end_at = now + 100 * MS;
	uk_thread_start(t);
	join_all();
	assert(app_ran);
}

static void first_thread(void *arg)
{
	(void)arg;
	test_timers();
	test_fair();
	test_latency();
	test_no_starvation();
	test_waitq();
	test_mutex();
	test_threads();
	test_app();
	puts("sched_test: ok");
	exit(0);
}

int main(void)
{
	struct uk_thread *t = uk_thread_create("first", first_thread, NULL);

	assert(t->tid == 1);
	uk_thread_start(t);
	uk_sched_start();
}
