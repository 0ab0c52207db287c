/* SPDX-License-Identifier: BSD-3-Clause */
/* Alternate signal stacks (sigaltstack(2)). */
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "state.h"

bool signal_on_altstack(uint64_t sp)
{
	const struct signal_stack *s = &signal_self->altstack;

	/* With SS_AUTODISARM one is never on it: it was given up on entry. */
	return !(s->flags & SS_AUTODISARM) && sp > s->sp && sp - s->sp <= s->size;
}

void signal_altstack_reset(struct signal_thread *s)
{
	memset(&s->altstack, 0, sizeof(s->altstack));
	s->altstack.flags = SS_DISABLE;
}

int signal_altstack_set(const struct signal_stack *new, uint64_t sp)
{
	struct signal_stack *s = &signal_self->altstack;
	int mode = new->flags & ~SS_AUTODISARM;

	if (signal_on_altstack(sp))
		return -EPERM;
	if (mode != 0 && mode != SS_ONSTACK && mode != SS_DISABLE)
		return -EINVAL;
	if (mode != SS_DISABLE && new->size < MINSIGSTKSZ)
		return -ENOMEM;
	*s = *new;
	s->pad = 0;
	if (mode == SS_DISABLE) {
		s->sp = 0;
		s->size = 0;
	}
	return 0;
}

UK_SYSCALL(sigaltstack, 2, const struct signal_stack *, unew, struct signal_stack *, uold)
{
	uint64_t sp = uk_syscall_regs()->rsp;
	struct signal_stack new, old = signal_self->altstack;
	int r = 0;

	if (unew && uk_copy_in(&new, unew, sizeof(new)))
		return -EFAULT;
	old.flags &= SS_AUTODISARM;
	if (!old.size)
		old.flags |= SS_DISABLE;
	else if (signal_on_altstack(sp))
		old.flags |= SS_ONSTACK;
	if (unew)
		r = signal_altstack_set(&new, sp);
	if (!r && uold)
		r = uk_copy_out(uold, &old, sizeof(old));
	return r;
}
