/* SPDX-License-Identifier: BSD-3-Clause */
/* The signal frame has the layout that the host's C library expects of Linux. */
#define _GNU_SOURCE
#include <assert.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <ucontext.h>

#undef SA_SIGINFO
#undef SA_ONSTACK
#undef SA_RESTART
#undef SA_NODEFER
#undef SA_RESETHAND
#undef SIG_DFL
#undef SIG_IGN
#undef SS_ONSTACK
#undef SS_DISABLE
#undef SS_AUTODISARM
#undef MINSIGSTKSZ
#undef SIGTSTP
#undef SIGTTIN
#undef SIGTTOU
#undef SIGURG
#undef SIGXCPU
#undef SIGXFSZ
#undef SIGWINCH
#undef SIGSYS
#undef FP_XSTATE_MAGIC1
#undef FP_XSTATE_MAGIC2
#undef FP_XSTATE_MAGIC2_SIZE
#include "../frame.h"

#define SAME(ours, theirs)                                                   \
	assert(offsetof(struct signal_ucontext, ours) == offsetof(ucontext_t, theirs))
#define REGISTER(ours, index) SAME(context.ours, uc_mcontext.gregs[index])

int main(void)
{
	SAME(flags, uc_flags);
	SAME(link, uc_link);
	SAME(stack.sp, uc_stack.ss_sp);
	SAME(stack.flags, uc_stack.ss_flags);
	SAME(stack.size, uc_stack.ss_size);
	SAME(mask, uc_sigmask);
	SAME(context.fpstate, uc_mcontext.fpregs);
	REGISTER(r8, REG_R8);
	REGISTER(r15, REG_R15);
	REGISTER(rdi, REG_RDI);
	REGISTER(rsi, REG_RSI);
	REGISTER(rbp, REG_RBP);
	REGISTER(rbx, REG_RBX);
	REGISTER(rdx, REG_RDX);
	REGISTER(rax, REG_RAX);
	REGISTER(rcx, REG_RCX);
	REGISTER(rsp, REG_RSP);
	REGISTER(rip, REG_RIP);
	REGISTER(rflags, REG_EFL);
	REGISTER(cs, REG_CSGSFS);
	REGISTER(err, REG_ERR);
	REGISTER(trapno, REG_TRAPNO);
	REGISTER(oldmask, REG_OLDMASK);
	REGISTER(cr2, REG_CR2);
	assert(sizeof(struct uk_siginfo) == sizeof(siginfo_t));
	assert(offsetof(struct uk_siginfo, fault.addr) == offsetof(siginfo_t, si_addr));
	assert(offsetof(struct uk_siginfo, user.pid) == offsetof(siginfo_t, si_pid));
	assert(offsetof(struct uk_siginfo, user.value) == offsetof(siginfo_t, si_value));
	assert(offsetof(struct uk_siginfo, timer.overrun) == offsetof(siginfo_t, si_overrun));
	assert(FP_SW_OFFSET == offsetof(struct _libc_fpstate, __glibc_reserved1) + 48);
	return 0;
}
