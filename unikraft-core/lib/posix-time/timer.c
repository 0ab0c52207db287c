/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX timers (timer_create(2)). */
#include <uk/alloc.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "clock.h"

#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4
#define SIGNAL_MAX 64
#define TIMERS_MAX 65536
/* An ignored signal's timer does not run more often than this. */
#define IGNORED_STEP_NS 1000000L

/* struct sigevent: 64 bytes */
struct sigevent {
	uint64_t value;
	int32_t signo, notify, tid;
	uint8_t pad[44];
};
_Static_assert(sizeof(struct sigevent) == 64, "struct sigevent");

struct itimerspec {
	struct uk_timespec interval, value;
};

struct posix_timer {
	struct uk_list node;
	struct uk_timer timer;
	struct uk_signal_entry signal;
	struct clock clock;
	int id, notify, tid;
	uk_nsec_t expiry;   /* on its clock; 0: off */
	uk_nsec_t interval; /* 0: once */
	int32_t overrun;    /* expiries since the signal was queued */
	int32_t last_overrun;
};

static struct uk_list timers = UK_LIST_INIT(timers);
static int timer_count;
static int next_id;

static struct posix_timer *find(int id)
{
	struct posix_timer *t;

	uk_list_for_each(t, &timers, node)
		if (t->id == id)
			return t;
	return NULL;
}

static uk_nsec_t now_of(const struct posix_timer *t)
{
	uk_nsec_t now = 0;

	clock_now(&t->clock, &now);
	return now;
}

/* Puts the expiry behind now; the expiries that were left out count as overrun. */
static void forward(struct posix_timer *t, uk_nsec_t now)
{
	uk_nsec_t late = now - t->expiry;

	if (late < 0)
		return;
	t->expiry = uk_nsec_add(now, t->interval - late % t->interval);
	t->overrun = (int32_t)UK_MIN(late / t->interval + 1 + t->overrun, (uk_nsec_t)INT32_MAX);
}

static void arm(struct posix_timer *t)
{
	uk_timer_set(&t->timer, clock_mono_of(&t->clock, t->expiry));
}

/* The signal is delivered: only now the next one can be queued, so the timer goes on. */
static void taken(struct uk_signal_entry *e)
{
	struct posix_timer *t = uk_container_of(e, struct posix_timer, signal);

	if (t->interval && t->expiry) {
		forward(t, now_of(t));
		arm(t);
	}
	t->last_overrun = t->overrun;
	t->overrun = 0;
	e->info.timer.overrun = t->last_overrun;
}

static void send(struct posix_timer *t)
{
	struct uk_thread *target = NULL;

	if (t->notify & SIGEV_THREAD_ID) {
		target = uk_thread_find(t->tid);
		if (!target || !target->is_app)
			return;
	}
	uk_signal_send_entry(target, &t->signal);
}

static void expired(struct uk_timer *timer)
{
	struct posix_timer *t = uk_container_of(timer, struct posix_timer, timer);
	uk_nsec_t now = now_of(t);

	if (now < t->expiry) {
		arm(t);
		return;
	}
	if (t->notify != SIGEV_NONE)
		send(t);
	if (!t->interval) {
		t->expiry = 0;
	} else if (uk_list_empty(&t->signal.node)) {
		/* Nobody will take the signal. */
		forward(t, now);
		t->expiry = UK_MAX(t->expiry, uk_nsec_add(now, IGNORED_STEP_NS));
		t->overrun = 0;
		arm(t);
	} else {
		t->expiry = uk_nsec_add(t->expiry, t->interval);
	}
}

static int event_in(const struct sigevent *u, int id, struct sigevent *e)
{
	struct uk_thread *t;

	if (!u) {
		memset(e, 0, sizeof(*e));
		e->signo = UK_SIGALRM;
		e->value = (uint64_t)id;
		return 0;
	}
	if (uk_copy_in(e, u, sizeof(*e)))
		return -EFAULT;
	if (e->notify == SIGEV_NONE)
		return 0;
	if (e->notify & ~(SIGEV_THREAD | SIGEV_THREAD_ID) || e->signo < 1 || e->signo > SIGNAL_MAX)
		return -EINVAL;
	if (e->notify & SIGEV_THREAD_ID) {
		t = uk_thread_find(e->tid);
		if (!t || !t->is_app || e->notify != SIGEV_THREAD_ID)
			return -EINVAL;
	}
	return 0;
}

UK_SYSCALL(timer_create, 3, int, clock, const struct sigevent *, uevent, int *, uid)
{
	struct posix_timer *t;
	struct sigevent e;
	struct clock c;
	int r = clock_find(clock, &c), id = next_id;

	if (r)
		return r;
	if (clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_REALTIME_COARSE)
		return -EOPNOTSUPP;
	if (timer_count == TIMERS_MAX)
		return -EAGAIN;
	while (find(id))
		id = (id + 1) % TIMERS_MAX;
	r = event_in(uevent, id, &e);
	if (r)
		return r;
	t = uk_zalloc(sizeof(*t));
	if (!t)
		return -EAGAIN;
	if (uk_copy_out(uid, &id, sizeof(id))) {
		uk_free(t);
		return -EFAULT;
	}
	next_id = (id + 1) % TIMERS_MAX;
	t->id = id;
	t->clock = c;
	t->notify = e.notify;
	t->tid = e.tid;
	uk_timer_init(&t->timer, expired);
	uk_signal_entry_init(&t->signal, taken);
	t->signal.info.signo = e.signo;
	t->signal.info.code = UK_SI_TIMER;
	t->signal.info.timer.timerid = id;
	t->signal.info.timer.value = e.value;
	uk_list_add_tail(&t->node, &timers);
	timer_count++;
	return 0;
}

static void get(const struct posix_timer *t, struct itimerspec *v)
{
	uk_nsec_t left = 0;

	if (t->expiry) {
		left = t->expiry - now_of(t);
		/* As if it had been set again already. */
		if (left <= 0 && t->interval)
			left = t->interval - -left % t->interval;
		left = t->notify == SIGEV_NONE ? UK_MAX(left, 0L) : UK_MAX(left, 1L);
	}
	v->interval = uk_timespec_of(t->interval);
	v->value = uk_timespec_of(left);
}

UK_SYSCALL(timer_gettime, 2, int, id, struct itimerspec *, u)
{
	struct posix_timer *t = find(id);
	struct itimerspec v;

	if (!t)
		return -EINVAL;
	get(t, &v);
	return uk_copy_out(u, &v, sizeof(v));
}

static void stop(struct posix_timer *t)
{
	uk_timer_cancel(&t->timer);
	uk_signal_entry_cancel(&t->signal);
	t->expiry = 0;
	t->overrun = 0;
}

UK_SYSCALL(timer_settime, 4, int, id, int, flags, const struct itimerspec *, unew, struct itimerspec *, uold)
{
	struct posix_timer *t;
	struct itimerspec new, old;
	uk_nsec_t value;

	if (!unew)
		return -EINVAL;
	if (uk_copy_in(&new, unew, sizeof(new)))
		return -EFAULT;
	if (!uk_timespec_valid(&new.interval) || !uk_timespec_valid(&new.value))
		return -EINVAL;
	t = find(id);
	if (!t)
		return -EINVAL;
	get(t, &old);
	stop(t);
	value = uk_timespec_ns(&new.value);
	t->interval = uk_timespec_ns(&new.interval);
	t->last_overrun = 0;
	if (value) {
		t->expiry = flags & TIMER_ABSTIME ? value : uk_nsec_add(now_of(t), value);
		arm(t);
	}
	return uold ? uk_copy_out(uold, &old, sizeof(old)) : 0;
}

UK_SYSCALL(timer_getoverrun, 1, int, id)
{
	struct posix_timer *t = find(id);

	return t ? t->last_overrun : -EINVAL;
}

static void delete(struct posix_timer *t)
{
	stop(t);
	uk_list_del(&t->node);
	timer_count--;
	uk_free(t);
}

UK_SYSCALL(timer_delete, 1, int, id)
{
	struct posix_timer *t = find(id);

	if (!t)
		return -EINVAL;
	delete(t);
	return 0;
}

static void delete_all(void)
{
	while (!uk_list_empty(&timers))
		delete(uk_list_first(&timers, struct posix_timer, node));
	next_id = 0;
}
UK_EXEC_HOOK(delete_all);
