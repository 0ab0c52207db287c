/* SPDX-License-Identifier: BSD-3-Clause */
/* Pending signals: of a thread, or of the process. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "state.h"

void signal_queue_init(struct signal_queue *q)
{
	q->set = 0;
	uk_list_init(&q->list);
}

static struct uk_signal_entry *find(struct signal_queue *q, int signo)
{
	struct uk_signal_entry *e;

	uk_list_for_each(e, &q->list, node)
		if (e->info.signo == signo)
			return e;
	return NULL;
}

int signal_queue_add(struct signal_queue *q, const struct uk_siginfo *info)
{
	struct uk_signal_entry *e;

	if (info->signo < SIGNAL_FIRST_RT && (q->set & SET_OF(info->signo)))
		return 0;
	e = uk_malloc(sizeof(*e));
	if (!e && info->signo >= SIGNAL_FIRST_RT)
		return -EAGAIN;
	if (e) {
		e->info = *info;
		e->taken = NULL;
		uk_list_add_tail(&e->node, &q->list);
	}
	q->set |= SET_OF(info->signo);
	return 0;
}

static void without_info(struct uk_siginfo *info, int signo)
{
	memset(info, 0, sizeof(*info));
	info->signo = signo;
	info->code = UK_SI_USER;
}

static void take(struct signal_queue *q, int signo, struct uk_siginfo *info)
{
	struct uk_signal_entry *e = find(q, signo);

	if (!e) {
		without_info(info, signo);
		q->set &= ~SET_OF(signo);
		return;
	}
	uk_list_del(&e->node);
	if (!find(q, signo))
		q->set &= ~SET_OF(signo);
	if (e->taken)
		e->taken(e);
	*info = e->info;
	if (!e->taken)
		uk_free(e);
}

bool signal_queue_take(struct signal_queue *q, uk_sigset set, struct uk_siginfo *info)
{
	uk_sigset ready = q->set & set;

	if (!ready)
		return false;
	if (ready & SET_SYNCHRONOUS)
		ready &= SET_SYNCHRONOUS;
	/* Lower numbers first, as POSIX asks of real-time signals. */
	take(q, __builtin_ctzl(ready) + 1, info);
	return true;
}

void signal_queue_drop(struct signal_queue *q, uk_sigset set)
{
	struct uk_signal_entry *e, *next;

	uk_list_for_each_safe(e, next, &q->list, node) {
		if (!(SET_OF(e->info.signo) & set))
			continue;
		uk_list_del(&e->node);
		if (!e->taken)
			uk_free(e);
	}
	q->set &= ~set;
}

void uk_signal_entry_init(struct uk_signal_entry *e, void (*taken)(struct uk_signal_entry *e))
{
	uk_list_init(&e->node);
	memset(&e->info, 0, sizeof(e->info));
	e->taken = taken;
}
