/* SPDX-License-Identifier: BSD-3-Clause */
#include "clock.h"
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/syscall.h>

/* Clocks of other threads and of processes: ~pid << 3 | per thread << 2 | which (posix-timers.h). */
#define CPU_CLOCK_PER_THREAD 4
#define CPU_CLOCK_WHICH 3
#define CPU_CLOCK_FD 3
/* An idle process's CPU clock is not looked at more often than this. */
#define CPU_CLOCK_STEP_NS 1000000L

static int find_cpu_clock(int id, struct clock *c)
{
	int pid = ~(id >> 3);
	struct uk_thread *t = pid ? uk_thread_find(pid) : uk_current;

	if ((id & CPU_CLOCK_WHICH) == CPU_CLOCK_FD || pid < 0)
		return -EINVAL;
	if (!(id & CPU_CLOCK_PER_THREAD) && (pid == 0 || pid == UK_PID)) {
		c->kind = CLOCK_PROCESS;
		return 0;
	}
	if (!t || !t->is_app || !(id & CPU_CLOCK_PER_THREAD))
		return -EINVAL;
	c->kind = CLOCK_THREAD;
	c->tid = t->tid;
	return 0;
}

int clock_find(int id, struct clock *c)
{
	c->tid = 0;
	if (id < 0)
		return find_cpu_clock(id, c);
	switch (id) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		c->kind = CLOCK_WALL;
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		c->kind = CLOCK_MONO;
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		c->kind = CLOCK_PROCESS;
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		c->kind = CLOCK_THREAD;
		c->tid = uk_current->tid;
		return 0;
	default:
		return -EINVAL;
	}
}

int clock_now(const struct clock *c, uk_nsec_t *ns)
{
	struct uk_thread *t;

	switch (c->kind) {
	case CLOCK_WALL:
		*ns = uk_time_wall();
		return 0;
	case CLOCK_MONO:
		*ns = uk_plat_clock_mono();
		return 0;
	case CLOCK_PROCESS:
		*ns = uk_process_cpu_time();
		return 0;
	default:
		t = uk_thread_find(c->tid);
		if (!t)
			return -EINVAL;
		*ns = uk_thread_cpu_time(t);
		return 0;
	}
}

uk_nsec_t clock_mono_of(const struct clock *c, uk_nsec_t ns)
{
	uk_nsec_t now;

	if (c->kind == CLOCK_MONO || ns == UK_NSEC_FOREVER)
		return ns;
	if (c->kind == CLOCK_WALL)
		return uk_time_mono_of_wall(ns);
	if (clock_now(c, &now))
		return UK_NSEC_FOREVER;
	/* One CPU: CPU time does not pass faster than the clock's. */
	return uk_nsec_add(uk_plat_clock_mono(), UK_MAX(ns - now, CPU_CLOCK_STEP_NS));
}

static long timespec_out(struct uk_timespec *u, uk_nsec_t ns)
{
	struct uk_timespec t = uk_timespec_of(ns);

	return uk_copy_out(u, &t, sizeof(t));
}

UK_SYSCALL(clock_gettime, 2, int, id, struct uk_timespec *, u)
{
	struct clock c;
	uk_nsec_t ns;
	int r = clock_find(id, &c);

	if (!r)
		r = clock_now(&c, &ns);
	return r ? r : timespec_out(u, ns);
}

/* All are read from one counter, the coarse ones too. */
UK_SYSCALL(clock_getres, 2, int, id, struct uk_timespec *, u)
{
	struct clock c;
	int r = clock_find(id, &c);

	return r || !u ? r : timespec_out(u, 1);
}

UK_SYSCALL(clock_settime, 2, int, id, const struct uk_timespec *, u)
{
	struct clock c;
	uk_nsec_t ns;
	int r = clock_find(id, &c);

	if (r || id != CLOCK_REALTIME)
		return c.kind == CLOCK_PROCESS || c.kind == CLOCK_THREAD ? (r ? r : -EPERM) : -EINVAL;
	r = uk_timespec_in(u, &ns);
	if (r)
		return r;
	uk_time_wall_set(ns);
	return 0;
}

/* struct timezone is two ints, of no meaning. */
UK_SYSCALL(gettimeofday, 2, struct uk_timeval *, u, void *, uzone)
{
	struct uk_timeval t = uk_timeval_of(uk_time_wall());

	if (u && uk_copy_out(u, &t, sizeof(t)))
		return -EFAULT;
	return uzone ? uk_clear_user(uzone, 2 * sizeof(int)) : 0;
}

/* partial: time zones are ignored */
UK_SYSCALL(settimeofday, 2, const struct uk_timeval *, u, const void *, uzone)
{
	struct uk_timeval t;

	(void)uzone;
	if (!u)
		return 0;
	if (uk_copy_in(&t, u, sizeof(t)))
		return -EFAULT;
	if (t.sec < 0 || t.usec < 0 || t.usec >= 1000000 || t.sec >= INT64_MAX / UK_NSEC_PER_SEC)
		return -EINVAL;
	uk_time_wall_set(t.sec * UK_NSEC_PER_SEC + t.usec * 1000);
	return 0;
}

UK_SYSCALL(time, 1, int64_t *, u)
{
	int64_t sec = uk_time_wall() / UK_NSEC_PER_SEC;

	return u && uk_copy_out(u, &sec, sizeof(sec)) ? -EFAULT : sec;
}
