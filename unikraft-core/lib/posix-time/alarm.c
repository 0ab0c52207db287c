/* SPDX-License-Identifier: BSD-3-Clause */
/* The process's three interval timers (setitimer(2)) and alarm(2). */
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "clock.h"

#define SIGVTALRM 26
#define SIGPROF 27
/* An alarm does not come more often than this: the program must get on in between. */
#define STEP_MIN_NS 50000L

struct itimerval {
	struct uk_timeval interval, value;
};

struct alarm {
	struct uk_timer timer;
	struct clock clock;
	int signo;
	uk_nsec_t expiry;   /* on its clock; 0: off */
	uk_nsec_t interval; /* 0: once */
};

static void expired(struct uk_timer *timer);

#define ALARM(which_clock, signal)                                           \
	{ .timer = { .fn = expired }, .clock = { .kind = which_clock }, .signo = signal }
/* In ring 0 all CPU time is the program's: ITIMER_VIRTUAL and ITIMER_PROF count the same. */
static struct alarm alarms[] = { ALARM(CLOCK_MONO, UK_SIGALRM), ALARM(CLOCK_PROCESS, SIGVTALRM),
				 ALARM(CLOCK_PROCESS, SIGPROF) };

static uk_nsec_t now_of(const struct alarm *a)
{
	uk_nsec_t now = 0;

	clock_now(&a->clock, &now);
	return now;
}

static void expired(struct uk_timer *timer)
{
	struct alarm *a = uk_container_of(timer, struct alarm, timer);
	uk_nsec_t now = now_of(a);
	struct uk_siginfo info;

	if (now >= a->expiry) {
		memset(&info, 0, sizeof(info));
		info.signo = a->signo;
		info.code = UK_SI_KERNEL;
		uk_signal_send(NULL, &info);
		a->expiry = a->interval ? uk_nsec_add(now, a->interval - (now - a->expiry) % a->interval) : 0;
	}
	if (a->expiry)
		uk_timer_set(timer, UK_MAX(clock_mono_of(&a->clock, a->expiry),
					   uk_nsec_add(uk_plat_clock_mono(), STEP_MIN_NS)));
}

static void set(struct alarm *a, uk_nsec_t value, uk_nsec_t interval)
{
	uk_timer_cancel(&a->timer);
	a->interval = interval;
	a->expiry = value ? uk_nsec_add(now_of(a), value) : 0;
	if (a->expiry)
		uk_timer_set(&a->timer, clock_mono_of(&a->clock, a->expiry));
}

/* What is left; never 0 while it is on. */
static uk_nsec_t left_of(const struct alarm *a)
{
	return a->expiry ? UK_MAX(a->expiry - now_of(a), 1000L) : 0;
}

static void get(const struct alarm *a, struct itimerval *v)
{
	v->interval = uk_timeval_of(a->interval);
	v->value = uk_timeval_of(left_of(a));
}

UK_SYSCALL(getitimer, 2, unsigned int, which, struct itimerval *, u)
{
	struct itimerval v;

	if (which >= UK_ARRAY_SIZE(alarms))
		return -EINVAL;
	get(&alarms[which], &v);
	return uk_copy_out(u, &v, sizeof(v));
}

static int timeval_ns(const struct uk_timeval *t, uk_nsec_t *ns)
{
	struct uk_timespec spec = { t->sec, t->usec * 1000 };

	if (t->usec < 0 || t->usec >= 1000000 || !uk_timespec_valid(&spec))
		return -EINVAL;
	*ns = uk_timespec_ns(&spec);
	return 0;
}

UK_SYSCALL(setitimer, 3, unsigned int, which, const struct itimerval *, unew, struct itimerval *, uold)
{
	struct itimerval new, old;
	uk_nsec_t value, interval;

	memset(&new, 0, sizeof(new));
	if (unew && uk_copy_in(&new, unew, sizeof(new)))
		return -EFAULT;
	if (which >= UK_ARRAY_SIZE(alarms) || timeval_ns(&new.value, &value) ||
	    timeval_ns(&new.interval, &interval))
		return -EINVAL;
	get(&alarms[which], &old);
	set(&alarms[which], value, interval);
	return uold ? uk_copy_out(uold, &old, sizeof(old)) : 0;
}

UK_SYSCALL(alarm, 1, unsigned int, seconds)
{
	uk_nsec_t left = left_of(&alarms[0]);

	set(&alarms[0], seconds * UK_NSEC_PER_SEC, 0);
	if (!left)
		return 0;
	/* Rounded, but not to 0, which would say that none was set. */
	return UK_MAX((left + UK_NSEC_PER_SEC / 2) / UK_NSEC_PER_SEC, 1L);
}
