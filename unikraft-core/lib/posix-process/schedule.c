/* SPDX-License-Identifier: BSD-3-Clause */
/* Scheduling calls (sched(7)). All threads share one CPU by time slices: policies and priorities are kept, not acted upon. */
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/time.h>
#include "thread.h"

#define SCHED_OTHER 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define SCHED_BATCH 3
#define SCHED_IDLE 5
#define SCHED_RESET_ON_FORK 0x40000000
#define PRIORITY_MAX 99
#define NICE_MIN (-20)
#define NICE_MAX 19
#define CPU_MASK_SIZE 8 /* of a mask with one CPU, as the kernel writes it */
#define RR_SLICE_NS 100000000L

static struct uk_thread *thread_of(int tid)
{
	struct uk_thread *t = tid == 0 ? uk_current : tid > 0 ? uk_thread_find(tid) : NULL;

	return t && t->is_app ? t : NULL;
}

static struct process_thread *state_of(int tid)
{
	struct uk_thread *t = thread_of(tid);

	return t ? &uk_thread_local(t, process_thread) : NULL;
}

UK_SYSCALL(sched_yield, 0)
{
	uk_sched_yield();
	return 0;
}

UK_SYSCALL(sched_getaffinity, 3, int, tid, unsigned int, size, uint64_t *, umask)
{
	uint64_t mask = 1;

	if (size < CPU_MASK_SIZE || size % sizeof(uint64_t))
		return -EINVAL;
	if (!thread_of(tid))
		return -ESRCH;
	return uk_copy_out(umask, &mask, sizeof(mask)) ? -EFAULT : CPU_MASK_SIZE;
}

UK_SYSCALL(sched_setaffinity, 3, int, tid, unsigned int, size, const uint64_t *, umask)
{
	uint64_t mask = 0;

	if (uk_copy_in(&mask, umask, UK_MIN(size, (unsigned int)sizeof(mask))))
		return -EFAULT;
	if (!thread_of(tid))
		return -ESRCH;
	/* One CPU must remain, and there is one. */
	return mask & 1 ? 0 : -EINVAL;
}

UK_SYSCALL(getcpu, 3, unsigned int *, ucpu, unsigned int *, unode, void *, cache)
{
	unsigned int zero = 0;

	(void)cache;
	if (ucpu && uk_copy_out(ucpu, &zero, sizeof(zero)))
		return -EFAULT;
	if (unode && uk_copy_out(unode, &zero, sizeof(zero)))
		return -EFAULT;
	return 0;
}

static bool is_realtime(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

static int check_priority(int policy, int priority)
{
	if (is_realtime(policy))
		return priority >= 1 && priority <= PRIORITY_MAX ? 0 : -EINVAL;
	if (policy != SCHED_OTHER && policy != SCHED_BATCH && policy != SCHED_IDLE)
		return -EINVAL;
	return priority == 0 ? 0 : -EINVAL;
}

static long set_policy(int tid, int policy, const int *upriority)
{
	struct process_thread *s;
	int priority, r;

	if (tid < 0 || !upriority)
		return -EINVAL;
	if (uk_copy_in(&priority, upriority, sizeof(priority)))
		return -EFAULT;
	s = state_of(tid);
	if (!s)
		return -ESRCH;
	if (policy < 0)
		policy = s->policy;
	r = check_priority(policy & ~SCHED_RESET_ON_FORK, priority);
	if (r)
		return r;
	if (is_realtime(policy & ~SCHED_RESET_ON_FORK) && !process_capable(PROCESS_CAP_SYS_NICE))
		return -EPERM;
	s->policy = policy;
	s->priority = priority;
	return 0;
}

/* partial: kept, without effect */
UK_SYSCALL(sched_setscheduler, 3, int, tid, int, policy, const int *, uparam)
{
	return policy < 0 ? -EINVAL : set_policy(tid, policy, uparam);
}

/* partial: kept, without effect */
UK_SYSCALL(sched_setparam, 2, int, tid, const int *, uparam)
{
	return set_policy(tid, -1, uparam);
}

UK_SYSCALL(sched_getscheduler, 1, int, tid)
{
	struct process_thread *s = state_of(tid);

	if (tid < 0)
		return -EINVAL;
	return s ? s->policy : -ESRCH;
}

UK_SYSCALL(sched_getparam, 2, int, tid, int *, uparam)
{
	struct process_thread *s = state_of(tid);

	if (tid < 0 || !uparam)
		return -EINVAL;
	return s ? uk_copy_out(uparam, &s->priority, sizeof(int)) : -ESRCH;
}

UK_SYSCALL(sched_get_priority_max, 1, int, policy)
{
	if (is_realtime(policy))
		return PRIORITY_MAX;
	return check_priority(policy, 0);
}

UK_SYSCALL(sched_get_priority_min, 1, int, policy)
{
	if (is_realtime(policy))
		return 1;
	return check_priority(policy, 0);
}

UK_SYSCALL(sched_rr_get_interval, 2, int, tid, struct uk_timespec *, u)
{
	struct process_thread *s = state_of(tid);
	struct uk_timespec t;

	if (tid < 0)
		return -EINVAL;
	if (!s)
		return -ESRCH;
	t = uk_timespec_of((s->policy & ~SCHED_RESET_ON_FORK) == SCHED_RR ? RR_SLICE_NS : 0);
	return uk_copy_out(u, &t, sizeof(t));
}

#define PRIO_PROCESS 0
#define PRIO_PGRP 1
#define PRIO_USER 2

/* Whether which and who name threads that exist; *t is NULL for all of them. */
static int priority_target(int which, int who, struct uk_thread **t)
{
	*t = NULL;
	if (which < PRIO_PROCESS || which > PRIO_USER)
		return -EINVAL;
	if (which == PRIO_PROCESS) {
		*t = thread_of(who);
		return *t ? 0 : -ESRCH;
	}
	if (which == PRIO_PGRP)
		return who == 0 || who == UK_PID ? 0 : -ESRCH;
	return who == 0 || (uint32_t)who == uk_process_ids.uid ? 0 : -ESRCH;
}

UK_SYSCALL(getpriority, 2, int, which, int, who)
{
	struct uk_thread *t;
	int r = priority_target(which, who, &t), least = NICE_MAX;

	if (r)
		return r;
	if (t)
		return 20 - uk_thread_local(t, process_thread).nice;
	uk_list_for_each(t, &uk_threads, all)
		if (t->is_app)
			least = UK_MIN(least, uk_thread_local(t, process_thread).nice);
	return 20 - least;
}

/* partial: kept, without effect */
UK_SYSCALL(setpriority, 3, int, which, int, who, int, nice)
{
	struct uk_thread *t, *each;
	int r = priority_target(which, who, &t);

	if (r)
		return r;
	nice = UK_MAX(NICE_MIN, UK_MIN(nice, NICE_MAX));
	if (!process_capable(PROCESS_CAP_SYS_NICE))
		uk_list_for_each(each, &uk_threads, all)
			if (each->is_app && (!t || t == each) &&
			    nice < uk_thread_local(each, process_thread).nice)
				return -EACCES;
	uk_list_for_each(each, &uk_threads, all)
		if (each->is_app && (!t || t == each))
			uk_thread_local(each, process_thread).nice = nice;
	return 0;
}

#define MEMBARRIER_QUERY 0
#define MEMBARRIER_GLOBAL 1
#define MEMBARRIER_GLOBAL_EXPEDITED 2
#define MEMBARRIER_REGISTER_GLOBAL_EXPEDITED 4
#define MEMBARRIER_PRIVATE_EXPEDITED 8
#define MEMBARRIER_REGISTER_PRIVATE_EXPEDITED 16
#define MEMBARRIER_PRIVATE_EXPEDITED_SYNC_CORE 32
#define MEMBARRIER_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE 64
#define MEMBARRIER_KNOWN 127

/*
 * One CPU: threads see each other's writes in order, and entering the kernel serializes it.
 * partial: no commands for restartable sequences
 */
UK_SYSCALL(membarrier, 3, int, command, unsigned int, flags, int, cpu)
{
	static unsigned int registered;

	(void)cpu;
	if (flags)
		return -EINVAL;
	switch (command) {
	case MEMBARRIER_QUERY:
		return MEMBARRIER_KNOWN;
	case MEMBARRIER_GLOBAL:
	case MEMBARRIER_GLOBAL_EXPEDITED:
		return 0;
	case MEMBARRIER_REGISTER_GLOBAL_EXPEDITED:
	case MEMBARRIER_REGISTER_PRIVATE_EXPEDITED:
	case MEMBARRIER_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE:
		registered |= (unsigned int)command;
		return 0;
	case MEMBARRIER_PRIVATE_EXPEDITED:
	case MEMBARRIER_PRIVATE_EXPEDITED_SYNC_CORE:
		/* Registering is the next bit. */
		return registered & (unsigned int)command << 1 ? 0 : -EPERM;
	default:
		return -EINVAL;
	}
}
