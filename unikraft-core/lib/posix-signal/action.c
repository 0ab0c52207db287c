/* SPDX-License-Identifier: BSD-3-Clause */
/* Actions and masks (sigaction(2), sigprocmask(2), sigpending(2)). */
#include <uk/process.h>
#include <uk/syscall.h>
#include "state.h"

static void drop_everywhere(uk_sigset set)
{
	struct uk_thread *t;

	signal_queue_drop(&signal_process_queue, set);
	uk_list_for_each(t, &uk_threads, all)
		if (t->is_app)
			signal_queue_drop(&signal_of(t)->queue, set);
}

UK_SYSCALL(rt_sigaction, 4, int, signo, const struct signal_action *, unew, struct signal_action *, uold,
	   size_t, size)
{
	struct signal_action new, old;

	if (size != SIGSET_SIZE)
		return -EINVAL;
	if (unew && uk_copy_in(&new, unew, sizeof(new)))
		return -EFAULT;
	if (signo < 1 || signo > SIGNALS || (unew && (SET_OF(signo) & SET_UNBLOCKABLE)))
		return -EINVAL;
	old = signal_actions[signo];
	if (unew) {
		new.mask &= ~SET_UNBLOCKABLE;
		signal_actions[signo] = new;
		/* POSIX: a signal that becomes ignored is no longer pending. */
		if (signal_ignored(signo))
			drop_everywhere(SET_OF(signo));
	}
	return uold ? uk_copy_out(uold, &old, sizeof(old)) : 0;
}

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

UK_SYSCALL(rt_sigprocmask, 4, int, how, const uk_sigset *, unew, uk_sigset *, uold, size_t, size)
{
	uk_sigset new, old = signal_self->mask;

	if (size != SIGSET_SIZE)
		return -EINVAL;
	if (unew) {
		if (uk_copy_in(&new, unew, sizeof(new)))
			return -EFAULT;
		if (how == SIG_BLOCK)
			new |= old;
		else if (how == SIG_UNBLOCK)
			new = old & ~new;
		else if (how != SIG_SETMASK)
			return -EINVAL;
		signal_set_mask(new);
	}
	return uold ? uk_copy_out(uold, &old, sizeof(old)) : 0;
}

UK_SYSCALL(rt_sigpending, 2, uk_sigset *, uset, size_t, size)
{
	uk_sigset set = uk_signal_pending_set() & signal_self->mask;

	if (size > SIGSET_SIZE)
		return -EINVAL;
	return uk_copy_out(uset, &set, size);
}

/* Handlers are code of the old program; what was ignored stays so. */
static void forget_handlers(void)
{
	for (int signo = 1; signo <= SIGNALS; signo++) {
		struct signal_action *a = &signal_actions[signo];

		if (a->handler != SIG_IGN)
			a->handler = SIG_DFL;
		a->flags = 0;
		a->restorer = 0;
		a->mask = 0;
	}
	signal_altstack_reset(signal_self);
}
UK_EXEC_HOOK(forget_handlers);
