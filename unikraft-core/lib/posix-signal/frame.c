/* SPDX-License-Identifier: BSD-3-Clause */
/* Pushes signal frames and takes them back (rt_sigreturn). */
#include <uk/print.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "frame.h"

#define FLAG_TRAP 0x100UL
#define FLAG_DIRECTION 0x400UL
#define FLAG_RESUME 0x10000UL
/* CF PF AF ZF SF TF DF OF RF AC: what a frame may set. Never IOPL, IF, NT, VM. */
#define FLAGS_OF_FRAME 0x50dd5UL

size_t uk_signal_frame_size(void)
{
	return RED_ZONE + sizeof(struct signal_frame) + 8 + signal_fpu_size() + FP_ALIGN + 16;
}

static void context_out(struct signal_context *c, const struct uk_regs *r)
{
	const struct signal_thread *s = signal_self;

	c->r8 = r->r8;
	c->r9 = r->r9;
	c->r10 = r->r10;
	c->r11 = r->r11;
	c->r12 = r->r12;
	c->r13 = r->r13;
	c->r14 = r->r14;
	c->r15 = r->r15;
	c->rdi = r->rdi;
	c->rsi = r->rsi;
	c->rbp = r->rbp;
	c->rbx = r->rbx;
	c->rdx = r->rdx;
	c->rax = r->rax;
	c->rcx = r->rcx;
	c->rsp = r->rsp;
	c->rip = r->rip;
	c->rflags = r->rflags;
	c->cs = (uint16_t)r->cs;
	c->ss = (uint16_t)r->ss;
	c->err = s->error;
	c->trapno = s->trapno;
	c->cr2 = s->cr2;
}

/* The selectors stay: there is one code and one data segment. */
static void context_in(const struct signal_context *c, struct uk_regs *r)
{
	r->r8 = c->r8;
	r->r9 = c->r9;
	r->r10 = c->r10;
	r->r11 = c->r11;
	r->r12 = c->r12;
	r->r13 = c->r13;
	r->r14 = c->r14;
	r->r15 = c->r15;
	r->rdi = c->rdi;
	r->rsi = c->rsi;
	r->rbp = c->rbp;
	r->rbx = c->rbx;
	r->rdx = c->rdx;
	r->rax = c->rax;
	r->rcx = c->rcx;
	r->rsp = c->rsp;
	r->rip = c->rip;
	r->rflags = (r->rflags & ~FLAGS_OF_FRAME) | (c->rflags & FLAGS_OF_FRAME);
}

/* Where the FPU state and below it the frame go; false: they do not fit on the alternate stack. */
static bool place(const struct uk_regs *regs, const struct signal_action *a, uint64_t *fp, uint64_t *frame)
{
	const struct signal_stack *alt = &signal_self->altstack;
	bool was_on = signal_on_altstack(regs->rsp), enters = false;
	uint64_t sp = regs->rsp - RED_ZONE;

	if ((a->flags & SA_ONSTACK) && alt->size && !was_on) {
		enters = true;
		sp = alt->sp + alt->size;
	}
	*fp = UK_ALIGN_DOWN(sp - signal_fpu_size(), FP_ALIGN);
	*frame = UK_ALIGN_DOWN(*fp - sizeof(struct signal_frame), 16UL) - 8;
	if (was_on || enters)
		return *frame > alt->sp && *frame - alt->sp < alt->size;
	return true;
}

int signal_frame_push(struct uk_regs *regs, const struct signal_action *a, const struct uk_siginfo *info)
{
	struct signal_thread *s = signal_self;
	struct signal_frame f;
	uint64_t fp, at;

	if (!place(regs, a, &fp, &at) || !(a->flags & SA_RESTORER))
		return -EFAULT;
	memset(&f, 0, sizeof(f));
	f.restorer = a->restorer;
	f.info = *info;
	f.uc.flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS | (signal_fpu_extended() ? UC_FP_XSTATE : 0);
	f.uc.stack = s->altstack;
	f.uc.mask = s->has_saved ? s->saved_mask : s->mask;
	context_out(&f.uc.context, regs);
	f.uc.context.oldmask = f.uc.mask;
	f.uc.context.fpstate = fp;
	if (signal_fpu_out((void *)fp) || uk_copy_out((void *)at, &f, sizeof(f)))
		return -EFAULT;
	if (s->altstack.flags & SS_AUTODISARM)
		signal_altstack_reset(s);
	/* The handler starts with an FPU in its initial state. */
	signal_fpu_in(NULL);
	regs->rdi = (uint64_t)info->signo;
	regs->rsi = at + offsetof(struct signal_frame, info);
	regs->rdx = at + offsetof(struct signal_frame, uc);
	regs->rax = 0;
	regs->rip = a->handler;
	regs->rsp = at;
	regs->rflags &= ~(FLAG_DIRECTION | FLAG_RESUME | FLAG_TRAP);
	return 0;
}

/* The return to any other address would fault in the kernel. */
static bool is_canonical(uint64_t address)
{
	return (uint64_t)((int64_t)(address << 16) >> 16) == address;
}

UK_SYSCALL(rt_sigreturn, 0)
{
	struct uk_regs *regs = uk_syscall_regs();
	/* The handler's ret took the restorer's address. */
	const struct signal_frame *uframe = (const struct signal_frame *)(regs->rsp - sizeof(uint64_t));
	struct signal_ucontext uc;

	regs->orig_rax = (uint64_t)-1;
	if (uk_copy_in(&uc, &uframe->uc, sizeof(uc)) || !is_canonical(uc.context.rip))
		goto bad;
	signal_set_mask(uc.mask);
	if (signal_fpu_in((const void *)uc.context.fpstate))
		goto bad;
	context_in(&uc.context, regs);
	/* Linux, too, goes on when the stack cannot be set. */
	signal_altstack_set(&uc.stack, regs->rsp);
	return (long)regs->rax;
bad:
	uk_pr_warn("thread %d '%s': bad signal frame at 0x%lx", uk_current->tid, uk_current->name,
		   (unsigned long)uframe);
	signal_bad_frame(0);
	return (long)regs->rax;
}
