/* SPDX-License-Identifier: BSD-3-Clause */
/* clone(2) and clone3(2), for threads. There is one process: fork is impossible. */
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "thread.h"

#define CSIGNAL 0xffUL
#define CLONE_VM 0x100UL
#define CLONE_FS 0x200UL
#define CLONE_FILES 0x400UL
#define CLONE_SIGHAND 0x800UL
#define CLONE_PTRACE 0x2000UL
#define CLONE_THREAD 0x10000UL
#define CLONE_SYSVSEM 0x40000UL
#define CLONE_SETTLS 0x80000UL
#define CLONE_PARENT_SETTID 0x100000UL
#define CLONE_CHILD_CLEARTID 0x200000UL
#define CLONE_DETACHED 0x400000UL
#define CLONE_UNTRACED 0x800000UL
#define CLONE_CHILD_SETTID 0x1000000UL
#define CLONE_IO 0x80000000UL
#define CLONE_CLEAR_SIGHAND 0x100000000UL

/* What a thread shares with its process; unsharing any of it is not possible here. */
#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
/* Of no consequence without tracers, System V semaphores and I/O priorities. */
#define NEUTRAL_FLAGS (CLONE_PTRACE | CLONE_SYSVSEM | CLONE_DETACHED | CLONE_UNTRACED | CLONE_IO)
#define KNOWN_FLAGS                                                          \
	(THREAD_FLAGS | NEUTRAL_FLAGS | CLONE_SETTLS | CLONE_PARENT_SETTID |   \
	 CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID)

/* struct clone_args (linux/sched.h), first version and what was added. */
struct clone_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	uint64_t set_tid, set_tid_size;
	uint64_t cgroup;
};
#define CLONE_ARGS_SIZE_VER0 64

UK_THREAD_LOCAL(struct process_thread, process_thread) = { .timer_slack = 50000 };

static long check_flags(uint64_t flags)
{
	static bool told;

	if ((flags & CLONE_SIGHAND) && !(flags & CLONE_VM))
		return -EINVAL;
	if ((flags & CLONE_THREAD) && !(flags & CLONE_SIGHAND))
		return -EINVAL;
	if ((flags & CLONE_SIGHAND) && (flags & CLONE_CLEAR_SIGHAND))
		return -EINVAL;
	if ((flags & THREAD_FLAGS) == THREAD_FLAGS && !(flags & ~KNOWN_FLAGS))
		return 0;
	if (!told)
		uk_pr_warn("clone(flags 0x%lx): a unikernel runs one process; it cannot start another",
			   (unsigned long)flags);
	told = true;
	return -ENOSYS;
}

/* sp 0: the child goes on with the caller's stack pointer. */
static long clone_thread(uint64_t flags, uint64_t sp, uint32_t *parent_tid, uint32_t *child_tid,
			 uint64_t tls)
{
	struct uk_regs regs = *uk_syscall_regs();
	struct uk_thread *t;
	uint32_t tid;

	if ((flags & CLONE_SETTLS) && tls >= UK_USER_END)
		return -EPERM;
	regs.rax = 0;
	regs.orig_rax = (uint64_t)-1;
	if (sp)
		regs.rsp = sp;
	t = uk_thread_create_app(uk_current->name, &regs);
	if (!t)
		return -EAGAIN;
	t->fs_base = flags & CLONE_SETTLS ? tls : uk_tls_get();
	t->gs_base = uk_gs_get();
	uk_fpu_save(t->fpu);
	tid = (uint32_t)t->tid;
	/* Linux, too, does not look at whether these two writes succeed. */
	if (flags & CLONE_PARENT_SETTID)
		uk_copy_out(parent_tid, &tid, sizeof(tid));
	if (flags & CLONE_CHILD_SETTID)
		uk_copy_out(child_tid, &tid, sizeof(tid));
	if (flags & CLONE_CHILD_CLEARTID)
		uk_thread_local(t, process_thread).clear_tid = child_tid;
	uk_thread_start(t);
	return (long)tid;
}

/* partial: threads only */
UK_SYSCALL(clone, 5, unsigned long, flags, uint64_t, sp, uint32_t *, parent_tid, uint32_t *, child_tid,
	   uint64_t, tls)
{
	long r = check_flags(flags & ~CSIGNAL);

	return r ? r : clone_thread(flags, sp, parent_tid, child_tid, tls);
}

static long clone_args_in(struct clone_args *a, const void *uargs, size_t size)
{
	uint8_t rest[64];

	if (size > UK_PAGE_SIZE)
		return -E2BIG;
	if (size < CLONE_ARGS_SIZE_VER0)
		return -EINVAL;
	memset(a, 0, sizeof(*a));
	if (uk_copy_in(a, uargs, UK_MIN(size, sizeof(*a))))
		return -EFAULT;
	/* Fields of later versions must ask for nothing. */
	for (size_t at = sizeof(*a); at < size; at += sizeof(rest)) {
		size_t n = UK_MIN(size - at, sizeof(rest));

		if (uk_copy_in(rest, (const char *)uargs + at, n))
			return -EFAULT;
		for (size_t i = 0; i < n; i++)
			if (rest[i])
				return -E2BIG;
	}
	return 0;
}

/* partial: threads only */
UK_SYSCALL(clone3, 2, const void *, uargs, size_t, size)
{
	struct clone_args a;
	long r = clone_args_in(&a, uargs, size);

	if (r)
		return r;
	if ((a.flags & (CLONE_DETACHED | CSIGNAL)) || (a.exit_signal & ~CSIGNAL))
		return -EINVAL;
	if ((a.flags & CLONE_THREAD) && a.exit_signal)
		return -EINVAL;
	if (!a.stack != !a.stack_size || !uk_user_range((void *)a.stack, a.stack_size))
		return -EINVAL;
	if (a.set_tid_size)
		return -ENOSYS;
	r = check_flags(a.flags);
	if (r)
		return r;
	return clone_thread(a.flags, a.stack + a.stack_size, (uint32_t *)a.parent_tid,
			    (uint32_t *)a.child_tid, a.tls);
}

UK_SYSCALL(set_tid_address, 1, uint32_t *, tidptr)
{
	process_self->clear_tid = tidptr;
	return uk_current->tid;
}

UK_SYSCALL(gettid, 0)
{
	return uk_current->tid;
}

bool process_knows(int pid)
{
	struct uk_thread *t;

	if (pid == 0 || pid == UK_PID)
		return true;
	t = pid > 0 ? uk_thread_find(pid) : NULL;
	return t && t->is_app;
}
