/* SPDX-License-Identifier: BSD-3-Clause */
/* Who runs: a first-in first-out run queue with time slices, on one CPU. */
#include <uk/arch_switch.h>
#include <uk/errno.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/print.h>
#include "sched.h"

struct uk_thread *uk_current;
bool uk_need_resched;

static struct uk_list run_queue = UK_LIST_INIT(run_queue);
static uk_nsec_t slice_start;

void uksched_enqueue(struct uk_thread *t)
{
	uk_list_add_tail(&t->run, &run_queue);
}

void uksched_dequeue(struct uk_thread *t)
{
	uk_list_del(&t->run);
}

uk_nsec_t uksched_slice_end(void)
{
	if (uk_list_empty(&run_queue))
		return UK_NSEC_FOREVER;
	return slice_start + (uk_nsec_t)uk_option(uksched, slice_us) * 1000;
}

static struct uk_thread *next_thread(void)
{
	struct uk_thread *t;

	while (uk_list_empty(&run_queue)) {
		uksched_rearm();
		uk_plat_idle();
	}
	t = uk_list_first(&run_queue, struct uk_thread, run);
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

void uksched_switch(void)
{
	struct uk_thread *from = uk_current;
	struct uk_thread *to;
	uk_nsec_t now = uk_plat_clock_mono();

	uk_need_resched = false;
	from->cpu_ns += now - slice_start;
	to = next_thread();
	slice_start = uk_plat_clock_mono();
	if (to != from) {
		if (from->is_app)
			uk_fpu_save(from->fpu);
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

	slice_start = uk_plat_clock_mono();
	load(t);
	uk_arch_switch(&boot_sp, t->kstack_sp);
	UK_PANIC("the boot stack was resumed");
}

void uk_sched_yield(void)
{
	if (uk_list_empty(&run_queue)) {
		uk_need_resched = false;
		return;
	}
	uksched_enqueue(uk_current);
	uksched_switch();
}

void uk_sched_point(void)
{
	if (uk_plat_clock_mono() >= uksched_slice_end())
		uk_sched_yield();
}

void uk_sched_tick(void)
{
	uk_nsec_t now = uk_plat_clock_mono();

	uksched_run_timers(now);
	if (now >= uksched_slice_end())
		uk_need_resched = true;
	else
		uksched_rearm();
}

static void wake_with(struct uk_thread *t, int result)
{
	if (t->state != UK_THREAD_BLOCKED)
		return;
	t->state = UK_THREAD_RUNNABLE;
	t->wait_result = result;
	uksched_enqueue(t);
	uksched_rearm();
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
	wake_with(uk_container_of(timer, struct timeout, timer)->thread,
		  -ETIMEDOUT);
}

int uk_sched_block(uk_nsec_t deadline, bool interruptible)
{
	struct uk_thread *t = uk_current;
	struct timeout timeout = { .thread = t };

	t->state = UK_THREAD_BLOCKED;
	t->wait_interruptible = interruptible;
	t->wait_result = 0;
	uk_timer_init(&timeout.timer, timed_out);
	if (deadline != UK_NSEC_FOREVER)
		uk_timer_set(&timeout.timer, deadline);
	uksched_switch();
	uk_timer_cancel(&timeout.timer);
	t->wait_interruptible = false;
	return t->wait_result;
}

void uk_thread_start(struct uk_thread *t)
{
	t->state = UK_THREAD_RUNNABLE;
	uksched_enqueue(t);
	if (uk_current)
		uksched_rearm();
}
