/* SPDX-License-Identifier: BSD-3-Clause */
/* Resource limits and what was used (getrlimit(2), getrusage(2), times(2)). */
#include <uk/file.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/vm.h>
#include "thread.h"

#define INFINITE UINT64_MAX
#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1
#define NR_OPEN (1UL << 20) /* fs.nr_open: the highest limit of descriptors */
#define CLOCK_TICK (1000000000L / 100)

/* Linux's at boot; the limits of memory and files are enforced by their owners. */
struct uk_rlimit uk_rlimits[16] = {
	[0] = { INFINITE, INFINITE },            /* CPU */
	[1] = { INFINITE, INFINITE },            /* FSIZE */
	[2] = { INFINITE, INFINITE },            /* DATA */
	[UK_RLIMIT_STACK] = { 8UL << 20, INFINITE },
	[4] = { 0, INFINITE },                   /* CORE */
	[5] = { INFINITE, INFINITE },            /* RSS */
	[6] = { INFINITE, INFINITE },            /* NPROC */
	[UK_RLIMIT_NOFILE] = { 1024, 4096 },
	[8] = { 8UL << 20, 8UL << 20 },          /* MEMLOCK */
	[UK_RLIMIT_AS] = { INFINITE, INFINITE },
	[10] = { INFINITE, INFINITE },           /* LOCKS */
	[11] = { INFINITE, INFINITE },           /* SIGPENDING */
	[12] = { 819200, 819200 },               /* MSGQUEUE, bytes */
	[13] = { 0, 0 },                         /* NICE */
	[14] = { 0, 0 },                         /* RTPRIO */
	[15] = { INFINITE, INFINITE },           /* RTTIME */
};

static int set_limit(unsigned int which, const struct uk_rlimit *new)
{
	struct uk_rlimit *l = &uk_rlimits[which];

	if (new->cur > new->max)
		return -EINVAL;
	if (which == UK_RLIMIT_NOFILE && new->max > NR_OPEN)
		return -EPERM;
	if (new->max > l->max && !process_capable(PROCESS_CAP_SYS_RESOURCE))
		return -EPERM;
	*l = *new;
	return 0;
}

/* partial: of STACK, NOFILE and AS; other limits are kept, without effect */
UK_SYSCALL(prlimit64, 4, int, pid, unsigned int, which, const struct uk_rlimit *, unew, struct uk_rlimit *, uold)
{
	struct uk_rlimit new, old;
	int r = 0;

	if (which >= UK_ARRAY_SIZE(uk_rlimits))
		return -EINVAL;
	if (unew && uk_copy_in(&new, unew, sizeof(new)))
		return -EFAULT;
	if (!process_knows(pid))
		return -ESRCH;
	old = uk_rlimits[which];
	if (unew)
		r = set_limit(which, &new);
	if (!r && uold)
		r = uk_copy_out(uold, &old, sizeof(old));
	return r;
}

UK_SYSCALL(getrlimit, 2, unsigned int, which, struct uk_rlimit *, u)
{
	if (which >= UK_ARRAY_SIZE(uk_rlimits))
		return -EINVAL;
	return uk_copy_out(u, &uk_rlimits[which], sizeof(*u));
}

/* partial: of STACK, NOFILE and AS; other limits are kept, without effect */
UK_SYSCALL(setrlimit, 2, unsigned int, which, const struct uk_rlimit *, u)
{
	struct uk_rlimit new;

	if (uk_copy_in(&new, u, sizeof(new)))
		return -EFAULT;
	return which < UK_ARRAY_SIZE(uk_rlimits) ? set_limit(which, &new) : -EINVAL;
}

struct timeval {
	int64_t sec, usec;
};
struct rusage {
	struct timeval utime, stime;
	int64_t maxrss; /* KiB */
	int64_t counters[13];
};
extern __typeof__(uk_vm_stat) uk_vm_stat UK_WEAK;

/*
 * Ring 0 does both: all CPU time counts as the user's.
 * partial: times and resident memory
 */
UK_SYSCALL(getrusage, 2, int, who, struct rusage *, u)
{
	uint64_t virt = 0, resident = 0;
	struct rusage usage;
	uk_nsec_t ns = 0;

	memset(&usage, 0, sizeof(usage));
	if (who == RUSAGE_SELF)
		ns = uk_process_cpu_time();
	else if (who == RUSAGE_THREAD)
		ns = uk_thread_cpu_time(uk_current);
	else if (who != RUSAGE_CHILDREN)
		return -EINVAL;
	usage.utime.sec = ns / 1000000000;
	usage.utime.usec = ns % 1000000000 / 1000;
	if (who != RUSAGE_CHILDREN && uk_vm_stat) {
		static uint64_t peak;

		uk_vm_stat(&virt, &resident);
		peak = UK_MAX(peak, resident);
		usage.maxrss = (int64_t)(peak >> 10);
	}
	return uk_copy_out(u, &usage, sizeof(usage));
}

UK_SYSCALL(times, 1, int64_t *, u)
{
	int64_t t[4] = { uk_process_cpu_time() / CLOCK_TICK, 0, 0, 0 };

	if (u && uk_copy_out(u, t, sizeof(t)))
		return -EFAULT;
	return uk_plat_clock_mono() / CLOCK_TICK;
}
