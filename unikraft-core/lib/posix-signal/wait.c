/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for signals (sigsuspend(2), pause(2), sigtimedwait(2)). */
#include <uk/plat.h>
#include <uk/syscall.h>
#include "state.h"

static long wait_for_handler(void)
{
	while (!uk_signal_pending(uk_current))
		uk_sched_block(UK_NSEC_FOREVER, true);
	return -UK_ERESTARTNOHAND;
}

UK_SYSCALL(pause, 0)
{
	return wait_for_handler();
}

UK_SYSCALL(rt_sigsuspend, 2, const uk_sigset *, uset, size_t, size)
{
	uk_sigset set;

	if (size != SIGSET_SIZE)
		return -EINVAL;
	if (uk_copy_in(&set, uset, sizeof(set)))
		return -EFAULT;
	uk_signal_mask_for_call(set);
	return wait_for_handler();
}

struct timespec {
	int64_t sec, nsec;
};

/* The deadline of a relative timeout; NULL: never. */
static int deadline_in(const struct timespec *utimeout, uk_nsec_t *deadline)
{
	struct timespec t;

	*deadline = UK_NSEC_FOREVER;
	if (!utimeout)
		return 0;
	if (uk_copy_in(&t, utimeout, sizeof(t)))
		return -EFAULT;
	if (t.sec < 0 || t.nsec < 0 || t.nsec >= 1000000000)
		return -EINVAL;
	/* 290 years are as good as never. */
	if (t.sec < (UK_NSEC_FOREVER >> 1) / 1000000000)
		*deadline = uk_plat_clock_mono() + t.sec * 1000000000 + t.nsec;
	return 0;
}

UK_SYSCALL(rt_sigtimedwait, 4, const uk_sigset *, uset, struct uk_siginfo *, uinfo,
	   const struct timespec *, utimeout, size_t, size)
{
	struct signal_thread *s = signal_self;
	struct uk_siginfo info;
	uk_nsec_t deadline;
	uk_sigset set;
	bool got;
	int r;

	if (size != SIGSET_SIZE)
		return -EINVAL;
	if (uk_copy_in(&set, uset, sizeof(set)))
		return -EFAULT;
	r = deadline_in(utimeout, &deadline);
	if (r)
		return r;
	set &= ~SET_UNBLOCKABLE;
	got = uk_signal_take(set, &info);
	if (!got && (deadline == UK_NSEC_FOREVER || deadline > uk_plat_clock_mono())) {
		/* What it waits for ends its wait as an unblocked signal does, and counts as blocked. */
		s->real_mask = s->mask;
		s->mask &= ~set;
		r = 0;
		while (r == 0 && !uk_signal_pending(uk_current))
			r = uk_sched_block(deadline, true);
		s->mask = s->real_mask;
		s->real_mask = 0;
		got = uk_signal_take(set, &info);
		if (!got)
			return r == -ETIMEDOUT && !uk_signal_pending(uk_current) ? -EAGAIN : -EINTR;
	}
	if (!got)
		return -EAGAIN;
	return uinfo && uk_copy_out(uinfo, &info, sizeof(info)) ? -EFAULT : info.signo;
}
