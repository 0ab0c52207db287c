/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who runs, on one CPU. Threads that want to compute take turns, a slice
 * each, first in first out. A thread that wakes with some of its slice left
 * goes before them, and waits for the running one no longer than a moment:
 * so that a server answers while others compute. Two things keep this fair.
 * Sleep earns a quarter of its time for the slice, so nobody gets more by
 * waking often; and computing threads have a turn whenever woken ones had
 * the CPU for a slice.
 */
#include <uk/arch_switch.h>
#include <uk/errno.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/signal.h>
#include "sched.h"

/* How long a running thread is left alone when another wakes, in ns. */
#define MOMENT 1000000

struct uk_thread *uk_current;
bool uk_need_resched;
void (*uk_sched_idle_work)(void);

static struct uk_list turns = UK_LIST_INIT(turns);
static struct uk_list woken = UK_LIST_INIT(woken);
static uk_nsec_t woken_ran;  /* CPU time of woken threads since the last turn */
static uk_nsec_t run_start;  /* since when uk_current runs */
static bool running_is_woken;
static bool turn_is_owed;    /* uk_current has its turn although woken ones wait */

/* Absent in images without signals. */
extern __typeof__(uk_signal_pending) uk_signal_pending UK_WEAK;

static uk_nsec_t slice(void)
{
	return (uk_nsec_t)uk_option(uksched, slice_us) * 1000;
}

static void join_turns(struct uk_thread *t)
{
	t->slice_left = slice();
	uk_list_add_tail(&t->run, &turns);
}

static bool nobody_waits(void)
{
	return uk_list_empty(&turns) && uk_list_empty(&woken);
}

bool uk_sched_idle(void)
{
	/* In the idle loop uk_current is the last one that ran. */
	return nobody_waits() && uk_current->state != UK_THREAD_RUNNABLE;
}

static bool turn_is_due(void)
{
	return uk_list_empty(&woken) || (woken_ran >= slice() && !uk_list_empty(&turns));
}

uk_nsec_t uksched_slice_end(void)
{
	if (!uk_current || nobody_waits())
		return UK_NSEC_FOREVER;
	if (turn_is_owed || turn_is_due())
		return run_start + uk_current->slice_left;
	return run_start + UK_MIN(uk_current->slice_left, (uk_nsec_t)MOMENT);
}

static struct uk_thread *next_thread(void)
{
	struct uk_list *queue;
	struct uk_thread *t;

	while (nobody_waits()) {
		void (*work)(void) = uk_sched_idle_work;

		if (work) {
			uk_sched_idle_work = NULL;
			work();
			if (!nobody_waits())
				break;
		}
		uksched_rearm();
		uk_plat_idle();
	}
	running_is_woken = !turn_is_due();
	turn_is_owed = !running_is_woken && !uk_list_empty(&woken);
	if (!running_is_woken)
		woken_ran = 0;
	queue = running_is_woken ? &woken : &turns;
	t = uk_list_first(queue, struct uk_thread, run);
	uk_list_del(&t->run);
	return t;
}

static void load(struct uk_thread *t)
{
	uk_current = t;
	uk_plat_kstack_use(t->kstack, t->kstack_top);
	if (t->is_app) {
		uk_fpu_restore(t->fpu);
		uk_tls_set(t->fs_base);
		uk_gs_set(t->gs_base);
	}
}

/* Charges the running thread for its time until now. */
static void account(uk_nsec_t now)
{
	uk_nsec_t ran = now - run_start;

	uk_current->cpu_ns += ran;
	uk_current->slice_left = UK_MAX(uk_current->slice_left - ran, (uk_nsec_t)0);
	if (running_is_woken)
		woken_ran += ran;
	run_start = now;
}

void uksched_switch(void)
{
	struct uk_thread *from = uk_current;
	struct uk_thread *to;

	to = next_thread();
	uk_need_resched = false;
	run_start = uk_plat_clock_mono();
	if (to != from) {
		if (from->is_app) {
			uk_fpu_save(from->fpu);
			from->fs_base = uk_tls_get();
			from->gs_base = uk_gs_get();
		}
		load(to);
		uksched_rearm();
		uk_arch_switch(&from->kstack_sp, to->kstack_sp);
		uksched_reap();
	} else {
		uksched_rearm();
	}
}

void uk_sched_start(void)
{
	void *boot_sp;
	struct uk_thread *t = next_thread();

	run_start = uk_plat_clock_mono();
	load(t);
	uk_arch_switch(&boot_sp, t->kstack_sp);
	UK_PANIC("the boot stack was resumed");
}

void uk_sched_yield(void)
{
	if (nobody_waits()) {
		uk_need_resched = false;
		return;
	}
	account(uk_plat_clock_mono());
	join_turns(uk_current);
	uksched_switch();
}

void uk_sched_preempt(void)
{
	if (nobody_waits()) {
		uk_need_resched = false;
		return;
	}
	account(uk_plat_clock_mono());
	/* What is left of a slice is used up first, before others have theirs. */
	if (!uk_current->slice_left)
		join_turns(uk_current);
	else if (running_is_woken)
		uk_list_add_tail(&uk_current->run, &woken);
	else
		uk_list_add_head(&uk_current->run, &turns);
	uksched_switch();
}

void uk_sched_point(void)
{
	if (uk_plat_clock_mono() >= uksched_slice_end())
		uk_sched_preempt();
}

/* After somebody became runnable: now, or when the slice ends. */
static void ask(void)
{
	if (!uk_current)
		return;
	if (uk_plat_clock_mono() >= uksched_slice_end())
		uk_need_resched = true;
	else
		uksched_rearm();
}

void uk_sched_tick(void)
{
	uksched_run_timers(uk_plat_clock_mono());
	ask();
}

static void wake_with(struct uk_thread *t, int result)
{
	uk_nsec_t now = uk_plat_clock_mono();

	if (t->state != UK_THREAD_BLOCKED)
		return;
	t->state = UK_THREAD_RUNNABLE;
	t->wait_result = result;
	t->slice_left = UK_MIN(slice(), t->slice_left + (now - t->blocked_at) / 4);
	if (t->slice_left)
		uk_list_add_tail(&t->run, &woken);
	else
		join_turns(t);
	ask();
}

void uk_sched_wake(struct uk_thread *t)
{
	wake_with(t, 0);
}

void uk_sched_interrupt(struct uk_thread *t)
{
	if (t->wait_interruptible)
		wake_with(t, -EINTR);
}

struct timeout {
	struct uk_timer timer;
	struct uk_thread *thread;
};

static void timed_out(struct uk_timer *timer)
{
	wake_with(uk_container_of(timer, struct timeout, timer)->thread, -ETIMEDOUT);
}

int uk_sched_block(uk_nsec_t deadline, bool interruptible)
{
	struct uk_thread *t = uk_current;
	struct timeout timeout = { .thread = t };

	/* One that came while the thread waited uninterruptibly, or ran. */
	if (interruptible && uk_signal_pending && uk_signal_pending(t))
		return -EINTR;
	account(uk_plat_clock_mono());
	t->state = UK_THREAD_BLOCKED;
	t->blocked_at = run_start;
	t->wait_interruptible = interruptible;
	t->wait_result = 0;
	uk_timer_init(&timeout.timer, timed_out);
	if (deadline != UK_NSEC_FOREVER)
		uk_timer_set(&timeout.timer, deadline);
	uksched_switch();
	uk_timer_cancel(&timeout.timer);
	t->wait_interruptible = false;
	/* Another thread may have taken the process's signal meanwhile: then this is a wake-up without a reason. */
	if (t->wait_result == -EINTR && uk_signal_pending && !uk_signal_pending(t))
		return 0;
	return t->wait_result;
}

void uk_thread_start(struct uk_thread *t)
{
	t->state = UK_THREAD_RUNNABLE;
	/* As if it woke: who starts a thread often waits for its first sign of life. */
	t->slice_left = slice();
	uk_list_add_tail(&t->run, &woken);
	ask();
}

uk_nsec_t uk_thread_cpu_time(struct uk_thread *t)
{
	/* A blocked one is still uk_current in the idle loop. */
	if (t != uk_current || t->state != UK_THREAD_RUNNABLE)
		return t->cpu_ns;
	return t->cpu_ns + uk_plat_clock_mono() - run_start;
}
