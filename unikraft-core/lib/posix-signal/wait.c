/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for signals (sigsuspend(2), pause(2), sigtimedwait(2)). */
#include <uk/plat.h>
#include <uk/syscall.h>
#include <uk/time.h>
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

UK_SYSCALL(rt_sigtimedwait, 4, const uk_sigset *, uset, struct uk_siginfo *, uinfo,
	   const struct uk_timespec *, utimeout, size_t, size)
{
	struct signal_thread *s = signal_self;
	struct uk_siginfo info;
	uk_nsec_t deadline, timeout = UK_NSEC_FOREVER;
	uk_sigset set;
	bool got;
	int r;

	if (size != SIGSET_SIZE)
		return -EINVAL;
	if (uk_copy_in(&set, uset, sizeof(set)))
		return -EFAULT;
	r = utimeout ? uk_timespec_in(utimeout, &timeout) : 0;
	if (r)
		return r;
	deadline = uk_nsec_add(uk_plat_clock_mono(), timeout);
	set &= ~SET_UNBLOCKABLE;
	got = uk_signal_take(set, &info);
	if (!got && timeout) {
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
