/* SPDX-License-Identifier: BSD-3-Clause */
/* The process among others, of which there are none: pids, sessions, children. */
#include <uk/print.h>
#include <uk/process.h>
#include <uk/syscall.h>
#include "thread.h"

UK_SYSCALL(getpid, 0)
{
	return UK_PID;
}

/* As the first process of a PID namespace sees it. */
UK_SYSCALL(getppid, 0)
{
	return 0;
}

/* It leads its group and its session. */
UK_SYSCALL(getpgrp, 0)
{
	return UK_PID;
}

UK_SYSCALL(getpgid, 1, int, pid)
{
	return process_knows(pid) ? UK_PID : -ESRCH;
}

UK_SYSCALL(getsid, 1, int, pid)
{
	return process_knows(pid) ? UK_PID : -ESRCH;
}

UK_SYSCALL(setsid, 0)
{
	return -EPERM;
}

UK_SYSCALL(setpgid, 2, int, pid, int, pgid)
{
	if (pgid < 0)
		return -EINVAL;
	if (!process_knows(pid))
		return -ESRCH;
	return -EPERM;
}

#define WNOHANG 1U
#define WSTOPPED 2U
#define WEXITED 4U
#define WCONTINUED 8U
#define WNOWAIT 0x01000000U
#define WNOTHREAD 0x20000000U
#define WALL 0x40000000U
#define WCLONE 0x80000000U

UK_SYSCALL(wait4, 4, int, pid, int *, status, unsigned int, options, void *, usage)
{
	(void)status;
	(void)usage;
	if (options & ~(WNOHANG | WSTOPPED | WCONTINUED | WNOTHREAD | WCLONE | WALL))
		return -EINVAL;
	return pid == INT32_MIN ? -ESRCH : -ECHILD;
}

#define P_ALL 0
#define P_PIDFD 3

UK_SYSCALL(waitid, 5, int, type, int, id, void *, info, unsigned int, options, void *, usage)
{
	(void)info;
	(void)usage;
	if (options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | WNOTHREAD | WCLONE | WALL))
		return -EINVAL;
	if (!(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return -EINVAL;
	if (type < P_ALL || type > P_PIDFD || (type != P_ALL && id < 0))
		return -EINVAL;
	return type == P_PIDFD ? -EBADF : -ECHILD;
}

static long no_other_process(const char *call)
{
	static bool told;

	if (!told)
		uk_pr_warn("%s: a unikernel runs one process; it cannot start another", call);
	told = true;
	return -ENOSYS;
}

/* partial: always ENOSYS */
UK_SYSCALL(fork, 0)
{
	return no_other_process("fork");
}

/* partial: always ENOSYS */
UK_SYSCALL(vfork, 0)
{
	return no_other_process("vfork");
}
