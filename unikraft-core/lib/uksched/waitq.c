/* SPDX-License-Identifier: BSD-3-Clause */
/* Wait queues, and the sleeping mutex made of one. */
#include <uk/errno.h>
#include <uk/print.h>
#include "sched.h"

void uk_waitq_init(struct uk_waitq *q)
{
	uk_list_init(&q->waiters);
}

int uk_waitq_wait(struct uk_waitq *q, uk_nsec_t deadline, bool interruptible)
{
	int r;

	uk_list_add_tail(&uk_current->wait, &q->waiters);
	r = uk_sched_block(deadline, interruptible);
	uk_list_del(&uk_current->wait);
	return r;
}

int uk_waitq_wake(struct uk_waitq *q, int n)
{
	struct uk_thread *t, *next;
	int woken = 0;

	uk_list_for_each_safe(t, next, &q->waiters, wait) {
		if (woken == n)
			break;
		/* Who has timed out and not yet run would waste the wake-up. */
		if (t->state != UK_THREAD_BLOCKED)
			continue;
		uk_list_del(&t->wait);
		uk_sched_wake(t);
		woken++;
	}
	return woken;
}

void uk_mutex_lock(struct uk_mutex *m)
{
	UK_ASSERT(!m->owner || m->owner != uk_current);
	while (m->owner)
		uk_waitq_wait(&m->q, UK_NSEC_FOREVER, false);
	m->owner = uk_current;
}

void uk_mutex_unlock(struct uk_mutex *m)
{
	UK_ASSERT(m->owner == uk_current);
	m->owner = NULL;
	uk_waitq_wake(&m->q, 1);
}
