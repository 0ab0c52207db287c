/* SPDX-License-Identifier: BSD-3-Clause */
/* On the way back to the application: handlers, default actions, restarted calls. */
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/string.h>
#include "state.h"

extern __typeof__(uk_process_sequence_abort) uk_process_sequence_abort UK_WEAK;

#define SYSCALL_INSTRUCTION_SIZE 2
#define NOT_A_CALL ((uint64_t)-1)

static const char *name_of(int signo)
{
	static const char names[][8] = { "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT",
					 "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
					 "SIGPIPE", "SIGALRM", "SIGTERM" };

	if (signo == SIGSYS)
		return "SIGSYS";
	return signo < (int)UK_ARRAY_SIZE(names) ? names[signo] : "";
}

static void kill_process(const struct uk_regs *regs, const struct uk_siginfo *info)
{
	const struct signal_thread *s = signal_self;

	if (SET_OF(info->signo) & SET_SYNCHRONOUS)
		uk_pr_err("thread %d '%s' is killed by signal %d %s: code %d, address 0x%lx, rip 0x%lx, rsp 0x%lx, trap %lu, error 0x%lx",
			  uk_current->tid, uk_current->name, info->signo, name_of(info->signo), info->code,
			  (unsigned long)info->fault.addr, (unsigned long)regs->rip, (unsigned long)regs->rsp,
			  (unsigned long)s->trapno, (unsigned long)s->error);
	else if (SET_OF(info->signo) & SET_CORE)
		uk_pr_err("the program is killed by signal %d %s", info->signo, name_of(info->signo));
	uk_process_kill(info->signo);
}

static void default_action(const struct uk_regs *regs, const struct uk_siginfo *info)
{
	if (SET_OF(info->signo) & SET_IGNORED_BY_DEFAULT)
		return;
	if (SET_OF(info->signo) & SET_STOP) {
		/* There is no other process that could continue this one. */
		uk_pr_warn("signal %d would stop the program and nothing could continue it: ignored", info->signo);
		return;
	}
	kill_process(regs, info);
}

static bool is_call(const struct uk_regs *regs)
{
	return regs->orig_rax != NOT_A_CALL;
}

static void restart(struct uk_regs *regs)
{
	regs->rax = regs->orig_rax;
	regs->rip -= SYSCALL_INSTRUCTION_SIZE;
	regs->orig_rax = NOT_A_CALL;
}

/* A handler is about to run in the middle of a system call. */
static void end_call(struct uk_regs *regs, const struct signal_action *a)
{
	int64_t result = (int64_t)regs->rax;

	if (!is_call(regs))
		return;
	if (result == -UK_ERESTARTSYS && (a->flags & SA_RESTART))
		restart(regs);
	else if (result == -UK_ERESTARTSYS || result == -UK_ERESTARTNOHAND)
		regs->rax = (uint64_t)-EINTR;
	regs->orig_rax = NOT_A_CALL;
}

static void handle(struct uk_regs *regs, const struct uk_siginfo *info)
{
	struct signal_action *slot = &signal_actions[info->signo], a = *slot;
	struct signal_thread *s = signal_self;

	end_call(regs, &a);
	if (uk_process_sequence_abort)
		uk_process_sequence_abort(regs);
	if (a.flags & SA_RESETHAND)
		slot->handler = SIG_DFL;
	if (signal_frame_push(regs, &a, info)) {
		signal_bad_frame(info->signo);
		return;
	}
	s->has_saved = false;
	signal_set_mask(s->mask | a.mask | (a.flags & SA_NODEFER ? 0 : SET_OF(info->signo)));
}

static void no_handler(struct uk_regs *regs)
{
	int64_t result = (int64_t)regs->rax;

	if (is_call(regs) && (result == -UK_ERESTARTSYS || result == -UK_ERESTARTNOHAND))
		restart(regs);
}

void uk_signal_deliver(struct uk_regs *regs)
{
	struct signal_thread *s = signal_self;
	struct uk_siginfo info;

	for (;;) {
		if (s->ending)
			uk_thread_exit();
		if (!uk_signal_take(~s->mask, &info)) {
			no_handler(regs);
			if (!s->has_saved)
				return;
			s->has_saved = false;
			signal_set_mask(s->saved_mask);
			continue;
		}
		if (signal_actions[info.signo].handler == SIG_IGN)
			continue;
		if (signal_actions[info.signo].handler == SIG_DFL)
			default_action(regs, &info);
		else
			handle(regs, &info);
	}
}
