/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending: to a thread or the process, by others or by an exception. */
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/process.h>
#include <uk/string.h>
#include "state.h"

/* Absent in an image without a file system, and then nobody watches. */
extern __typeof__(uk_pollq_notify) uk_pollq_notify UK_WEAK;

struct signal_action signal_actions[SIGNALS + 1];
struct signal_queue signal_process_queue = { .list = UK_LIST_INIT(signal_process_queue.list) };
struct uk_pollq uk_signal_pollq = { .watchers = UK_LIST_INIT(uk_signal_pollq.watchers) };
UK_THREAD_LOCAL(struct signal_thread, signal_thread) = { .altstack = { .flags = SS_DISABLE } };

static int thread_create(struct uk_thread *t)
{
	signal_queue_init(&signal_of(t)->queue);
	if (uk_current)
		signal_of(t)->mask = signal_self->mask;
	return 0;
}

static void thread_exit(struct uk_thread *t)
{
	signal_queue_drop(&signal_of(t)->queue, ~0UL);
	/* What it would have taken of the process's signals is left to others. */
	signal_of(t)->mask = ~0UL;
	signal_retarget();
}
UK_THREAD_HOOK(signal_thread_hook, .create = thread_create, .exit = thread_exit);

bool signal_ignored(int signo)
{
	uint64_t handler = signal_actions[signo].handler;

	return handler == SIG_IGN || (handler == SIG_DFL && (SET_OF(signo) & SET_IGNORED_BY_DEFAULT));
}

static uk_sigset deliverable(struct uk_thread *t)
{
	struct signal_thread *s = signal_of(t);

	return (s->queue.set | signal_process_queue.set) & ~s->mask;
}

bool uk_signal_pending(struct uk_thread *t)
{
	return t->is_app && (signal_of(t)->ending || deliverable(t));
}

bool uk_signal_due(void)
{
	return signal_self->has_saved || uk_signal_pending(uk_current);
}

void signal_retarget(void)
{
	struct uk_thread *t;

	if (!signal_process_queue.set)
		return;
	uk_list_for_each(t, &uk_threads, all)
		if (t != uk_current && t->is_app && (signal_process_queue.set & ~signal_of(t)->mask))
			uk_sched_interrupt(t);
}

void signal_set_mask(uk_sigset mask)
{
	uk_sigset blocked = mask & ~SET_UNBLOCKABLE & ~signal_self->mask;

	signal_self->mask = mask & ~SET_UNBLOCKABLE;
	if (blocked & signal_process_queue.set)
		signal_retarget();
}

static bool accepts(struct uk_thread *t, int signo)
{
	return t->is_app && t->state != UK_THREAD_DEAD && !(signal_of(t)->mask & SET_OF(signo));
}

/* Who takes a signal of the process: the caller, the first thread, or any that does not block it. */
static struct uk_thread *choose(int signo)
{
	struct uk_thread *first = uk_thread_find(UK_PID), *t;

	if (first && accepts(first, signo))
		return first;
	if (accepts(uk_current, signo))
		return uk_current;
	uk_list_for_each(t, &uk_threads, all)
		if (accepts(t, signo))
			return t;
	return NULL;
}

/* Whether the signal would only be thrown away. A blocked one waits even if it is ignored now. */
static bool is_discarded(struct uk_thread *t, int signo)
{
	if (!t)
		t = uk_thread_find(UK_PID);
	if (t && ((signal_of(t)->mask | signal_of(t)->real_mask) & SET_OF(signo)))
		return false;
	return signal_ignored(signo);
}

/* SIGCONT and the stop signals take each other back. */
static void cancel_opposite(int signo)
{
	uk_sigset opposite = 0;
	struct uk_thread *t;

	if (signo == UK_SIGCONT)
		opposite = SET_STOP;
	else if (SET_OF(signo) & SET_STOP)
		opposite = SET_OF(UK_SIGCONT);
	if (!opposite)
		return;
	signal_queue_drop(&signal_process_queue, opposite);
	uk_list_for_each(t, &uk_threads, all)
		if (t->is_app)
			signal_queue_drop(&signal_of(t)->queue, opposite);
}

static void notify(struct uk_thread *t, int signo)
{
	if (!t)
		t = choose(signo);
	if (t && accepts(t, signo))
		uk_sched_interrupt(t);
	if (uk_pollq_notify)
		uk_pollq_notify(&uk_signal_pollq, UK_POLLIN);
}

int uk_signal_send(struct uk_thread *t, const struct uk_siginfo *info)
{
	int r;

	if (info->signo < 1 || info->signo > SIGNALS)
		return -EINVAL;
	if (info->signo == UK_SIGKILL)
		uk_process_kill(UK_SIGKILL);
	cancel_opposite(info->signo);
	if (is_discarded(t, info->signo))
		return 0;
	r = signal_queue_add(t ? &signal_of(t)->queue : &signal_process_queue, info);
	if (!r)
		notify(t, info->signo);
	return r;
}

bool uk_signal_send_entry(struct uk_thread *t, struct uk_signal_entry *e)
{
	struct signal_queue *q = t ? &signal_of(t)->queue : &signal_process_queue;
	int signo = e->info.signo;

	if (!uk_list_empty(&e->node))
		return false;
	if (signo == UK_SIGKILL)
		uk_process_kill(UK_SIGKILL);
	if (is_discarded(t, signo))
		return true;
	uk_list_add_tail(&e->node, &q->list);
	q->set |= SET_OF(signo);
	notify(t, signo);
	return true;
}

static void settle(struct signal_queue *q, int signo)
{
	struct uk_signal_entry *e;

	uk_list_for_each(e, &q->list, node)
		if (e->info.signo == signo)
			return;
	q->set &= ~SET_OF(signo);
}

void uk_signal_entry_cancel(struct uk_signal_entry *e)
{
	struct uk_thread *t;

	if (uk_list_empty(&e->node))
		return;
	uk_list_del(&e->node);
	settle(&signal_process_queue, e->info.signo);
	uk_list_for_each(t, &uk_threads, all)
		if (t->is_app)
			settle(&signal_of(t)->queue, e->info.signo);
}

/* The signal is delivered whatever the program wanted of it. */
static void force(const struct uk_siginfo *info)
{
	struct signal_thread *s = signal_self;
	uk_sigset bit = SET_OF(info->signo);

	if ((s->mask & bit) || signal_actions[info->signo].handler == SIG_IGN)
		signal_actions[info->signo].handler = SIG_DFL;
	s->mask &= ~bit;
	signal_queue_drop(&s->queue, bit);
	signal_queue_add(&s->queue, info);
}

#define VECTOR_PAGE_FAULT 14
#define PAGE_FAULT_USER 4

void uk_signal_fault(struct uk_regs *regs, const struct uk_siginfo *info)
{
	struct signal_thread *s = signal_self;

	s->trapno = regs->vector;
	s->error = regs->error;
	if (regs->vector == VECTOR_PAGE_FAULT) {
		/* The application is the user, whatever ring it runs in. */
		s->error |= PAGE_FAULT_USER;
		s->cr2 = info->fault.addr;
	}
	force(info);
}

void signal_bad_frame(int signo)
{
	struct uk_siginfo info;

	memset(&info, 0, sizeof(info));
	info.signo = UK_SIGSEGV;
	info.code = UK_SI_KERNEL;
	if (signo == UK_SIGSEGV)
		signal_actions[UK_SIGSEGV].handler = SIG_DFL;
	force(&info);
}

void uk_signal_end_thread(struct uk_thread *t)
{
	signal_of(t)->ending = true;
	uk_sched_interrupt(t);
}

uk_sigset uk_signal_pending_set(void)
{
	return signal_self->queue.set | signal_process_queue.set;
}

void uk_signal_sets(struct uk_thread *t, struct uk_signal_sets *s)
{
	*s = (struct uk_signal_sets){
		.pending = signal_of(t)->queue.set,
		.shared = signal_process_queue.set,
		.blocked = signal_of(t)->mask,
	};
	for (int signo = 1; signo <= SIGNALS; signo++) {
		uint64_t handler = signal_actions[signo].handler;

		if (handler == SIG_IGN)
			s->ignored |= SET_OF(signo);
		else if (handler != SIG_DFL)
			s->caught |= SET_OF(signo);
	}
}

bool uk_signal_take(uk_sigset set, struct uk_siginfo *info)
{
	return signal_queue_take(&signal_self->queue, set, info) ||
	       signal_queue_take(&signal_process_queue, set, info);
}

void uk_signal_mask_for_call(uk_sigset mask)
{
	struct signal_thread *s = signal_self;

	if (!s->has_saved)
		s->saved_mask = s->mask;
	s->has_saved = true;
	signal_set_mask(mask);
}
