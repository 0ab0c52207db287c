/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending by system call (kill(2), tgkill(2), rt_sigqueueinfo(2)). */
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "state.h"

static struct uk_thread *app_thread(int tid)
{
	struct uk_thread *t = uk_thread_find(tid);

	return t && t->is_app ? t : NULL;
}

static bool is_process(int pid)
{
	return pid == UK_PID || (pid > 0 && app_thread(pid));
}

/* Signal 0 only asks whether it could be sent. */
static long send(struct uk_thread *t, int signo, const struct uk_siginfo *info)
{
	if (signo < 0 || signo > SIGNALS)
		return -EINVAL;
	return signo ? uk_signal_send(t, info) : 0;
}

static void from_user(struct uk_siginfo *info, int signo, int code)
{
	memset(info, 0, sizeof(*info));
	info->signo = signo;
	info->code = code;
	info->user.pid = UK_PID;
	info->user.uid = uk_process_ids.uid;
}

/* partial: stop signals are ignored */
UK_SYSCALL(kill, 2, int, pid, int, signo)
{
	struct uk_siginfo info;

	/* 0: the caller's group. -1: all others, and there are none. */
	if (pid != 0 && !is_process(pid))
		return -ESRCH;
	from_user(&info, signo, UK_SI_USER);
	return send(NULL, signo, &info);
}

static long to_thread(int tid, int signo)
{
	struct uk_thread *t = app_thread(tid);
	struct uk_siginfo info;

	if (!t)
		return -ESRCH;
	from_user(&info, signo, UK_SI_TKILL);
	return send(t, signo, &info);
}

/* partial: stop signals are ignored */
UK_SYSCALL(tkill, 2, int, tid, int, signo)
{
	return tid <= 0 ? -EINVAL : to_thread(tid, signo);
}

/* partial: stop signals are ignored */
UK_SYSCALL(tgkill, 3, int, pid, int, tid, int, signo)
{
	if (pid <= 0 || tid <= 0)
		return -EINVAL;
	return pid == UK_PID ? to_thread(tid, signo) : -ESRCH;
}

UK_SYSCALL(rt_sigqueueinfo, 3, int, pid, int, signo, const struct uk_siginfo *, uinfo)
{
	struct uk_siginfo info;

	if (uk_copy_in(&info, uinfo, sizeof(info)))
		return -EFAULT;
	info.signo = signo;
	/* The process may say of itself what it likes; others do not exist. */
	if (!is_process(pid))
		return -ESRCH;
	return send(NULL, signo, &info);
}

UK_SYSCALL(rt_tgsigqueueinfo, 4, int, pid, int, tid, int, signo, const struct uk_siginfo *, uinfo)
{
	struct uk_thread *t = app_thread(tid);
	struct uk_siginfo info;

	if (pid <= 0 || tid <= 0)
		return -EINVAL;
	if (uk_copy_in(&info, uinfo, sizeof(info)))
		return -EFAULT;
	info.signo = signo;
	if (pid != UK_PID || !t)
		return -ESRCH;
	return send(t, signo, &info);
}
