/* SPDX-License-Identifier: BSD-3-Clause */
/* nanosleep(2), clock_nanosleep(2). */
#include <uk/plat.h>
#include <uk/syscall.h>
#include "clock.h"

static long sleep_until(uk_nsec_t deadline, bool relative, struct uk_timespec *uleft)
{
	struct uk_timespec left;
	int r = 0;

	/* A wake-up without a reason is none. */
	while (r == 0)
		r = uk_sched_block(deadline, true);
	if (r == -ETIMEDOUT)
		return 0;
	if (relative && uleft) {
		left = uk_timespec_of(UK_MAX(deadline - uk_plat_clock_mono(), (uk_nsec_t)0));
		if (uk_copy_out(uleft, &left, sizeof(left)))
			return -EFAULT;
	}
	return -UK_ERESTARTNOHAND;
}

UK_SYSCALL(nanosleep, 2, const struct uk_timespec *, u, struct uk_timespec *, uleft)
{
	uk_nsec_t ns;
	int r = uk_timespec_in(u, &ns);

	return r ? r : sleep_until(uk_nsec_add(uk_plat_clock_mono(), ns), true, uleft);
}

/* On the CPU clock of the process. Looks when the time may have come at the earliest. */
static long sleep_on_cpu_clock(const struct clock *c, uk_nsec_t until)
{
	uk_nsec_t now;
	int r = clock_now(c, &now);

	while (!r && now < until) {
		r = uk_sched_block(clock_mono_of(c, until), true);
		if (r == -EINTR)
			return -UK_ERESTARTNOHAND;
		r = clock_now(c, &now);
	}
	return r;
}

UK_SYSCALL(clock_nanosleep, 4, int, id, int, flags, const struct uk_timespec *, u,
	   struct uk_timespec *, uleft)
{
	struct clock c;
	uk_nsec_t ns, now;
	int r = clock_find(id, &c);

	if (r)
		return r;
	if (id == CLOCK_MONOTONIC_RAW || id == CLOCK_REALTIME_COARSE || id == CLOCK_MONOTONIC_COARSE)
		return -EOPNOTSUPP;
	if (c.kind == CLOCK_THREAD && c.tid == uk_current->tid)
		return -EINVAL;
	r = uk_timespec_in(u, &ns);
	if (!r)
		r = clock_now(&c, &now);
	if (r)
		return r;
	if (c.kind == CLOCK_PROCESS || c.kind == CLOCK_THREAD)
		return sleep_on_cpu_clock(&c, flags & TIMER_ABSTIME ? ns : uk_nsec_add(now, ns));
	if (flags & TIMER_ABSTIME)
		return sleep_until(clock_mono_of(&c, ns), false, uleft);
	return sleep_until(uk_nsec_add(uk_plat_clock_mono(), ns), true, uleft);
}
