/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Restartable sequences (rseq(2)): a thread registers a structure in which it
 * says what sequence it runs; one that was preempted or got a signal inside
 * of it goes on at its abort handler.
 */
#include <uk/process.h>
#include <uk/regs.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "thread.h"

#define RSEQ_FLAG_UNREGISTER 1
#define RSEQ_SIZE 32U
#define CPU_ID_UNINITIALIZED 0xffffffffU

/* struct rseq of the application, as of its first version. */
struct rseq {
	uint32_t cpu_id_start, cpu_id;
	uint64_t sequence;
	uint32_t flags, pad[3];
};
struct rseq_sequence {
	uint32_t version, flags;
	uint64_t start, length, abort;
};
_Static_assert(sizeof(struct rseq) == RSEQ_SIZE, "struct rseq");
_Static_assert(sizeof(struct rseq_sequence) == 32, "struct rseq_cs");

extern __typeof__(uk_signal_fault) uk_signal_fault UK_WEAK;

static long set_cpu(struct rseq *urseq, uint32_t cpu_id)
{
	const uint32_t ids[2] = { 0, cpu_id };

	return uk_copy_out(urseq, ids, sizeof(ids));
}

static long unregister(struct rseq *urseq, uint32_t len, uint32_t signature)
{
	struct process_thread *s = process_self;
	long r;

	if (s->rseq != urseq || !urseq || len != RSEQ_SIZE)
		return -EINVAL;
	if (s->rseq_signature != signature)
		return -EPERM;
	r = set_cpu(urseq, CPU_ID_UNINITIALIZED);
	if (!r)
		s->rseq = NULL;
	return r;
}

UK_SYSCALL(rseq, 4, struct rseq *, urseq, uint32_t, len, int, flags, uint32_t, signature)
{
	struct process_thread *s = process_self;
	long r;

	if (flags & RSEQ_FLAG_UNREGISTER)
		return flags & ~RSEQ_FLAG_UNREGISTER ? -EINVAL : unregister(urseq, len, signature);
	if (flags)
		return -EINVAL;
	if (s->rseq) {
		if (s->rseq != urseq || len != RSEQ_SIZE)
			return -EINVAL;
		return s->rseq_signature != signature ? -EPERM : -EBUSY;
	}
	if ((uintptr_t)urseq % RSEQ_SIZE || len != RSEQ_SIZE)
		return -EINVAL;
	/* CPU 0 is the only one: the numbers never change. */
	r = set_cpu(urseq, 0);
	if (r)
		return r;
	s->rseq = urseq;
	s->rseq_signature = signature;
	return 0;
}

/* 1: rip stands in the sequence; 0: not; -EFAULT or -EINVAL: it is not one. */
static int is_inside(const struct process_thread *s, uint64_t at, uint64_t rip, struct rseq_sequence *c)
{
	uint32_t signature;

	if (uk_copy_in(c, (const void *)at, sizeof(*c)))
		return -EFAULT;
	if (c->version || c->abort - c->start < c->length)
		return -EINVAL;
	if (uk_copy_in(&signature, (const void *)(c->abort - sizeof(signature)), sizeof(signature)))
		return -EFAULT;
	if (signature != s->rseq_signature)
		return -EINVAL;
	return rip - c->start < c->length;
}

static void bad_sequence(struct uk_regs *regs)
{
	struct uk_siginfo info;

	memset(&info, 0, sizeof(info));
	info.signo = UK_SIGSEGV;
	info.code = UK_SI_KERNEL;
	if (uk_signal_fault)
		uk_signal_fault(regs, &info);
	else
		uk_process_kill(UK_SIGSEGV);
}

void uk_process_sequence_abort(struct uk_regs *regs)
{
	struct process_thread *s = process_self;
	struct rseq_sequence c;
	uint64_t at;
	int r;

	if (!s->rseq)
		return;
	r = uk_copy_in(&at, &s->rseq->sequence, sizeof(at));
	if (r || !at) {
		if (r)
			bad_sequence(regs);
		return;
	}
	r = is_inside(s, at, regs->rip, &c);
	if (r < 0 || uk_clear_user(&s->rseq->sequence, sizeof(at)))
		bad_sequence(regs);
	else if (r)
		regs->rip = c.abort;
}

static void forget_rseq(void)
{
	process_self->rseq = NULL;
}
UK_EXEC_HOOK(forget_rseq);
