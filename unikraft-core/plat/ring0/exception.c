/* SPDX-License-Identifier: BSD-3-Clause */
/* The signals that Linux sends for exceptions of the application (sigaction(2); arch/x86/kernel/traps.c). */
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/signal.h>
#include <uk/uaccess.h>
#include "internal.h"

#define TRAP_TRACE 2
#define TRAP_HWBKPT 4
#define BUS_ADRALN 1
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7

#define DR6_STEP 0x4000UL
#define DR6_CLEAR 0xffff0ff0UL

extern __typeof__(uk_signal_fault) uk_signal_fault UK_WEAK;

/* Exception flags, as in both status words; those that are not masked count, the first in this order. */
static int float_code(unsigned int flags)
{
	if (flags & 0x01)
		return FPE_FLTINV;
	if (flags & 0x04)
		return UK_FPE_FLTDIV;
	if (flags & 0x08)
		return FPE_FLTOVF;
	if (flags & 0x12)
		return FPE_FLTUND;
	if (flags & 0x20)
		return FPE_FLTRES;
	return 0;
}

static int x87_code(void)
{
	uint16_t control, status;

	__asm__ volatile("fnstcw %0\n\tfnstsw %1" : "=m"(control), "=m"(status));
	return float_code(status & ~control & 0x3f);
}

static int simd_code(void)
{
	uint32_t mxcsr;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	return float_code(mxcsr & ~(mxcsr >> 7) & 0x3f);
}

static int debug_code(void)
{
	uint64_t dr6;

	__asm__ volatile("movq %%dr6, %0" : "=r"(dr6));
	__asm__ volatile("movq %0, %%dr6" : : "r"(DR6_CLEAR));
	return dr6 & DR6_STEP ? TRAP_TRACE : TRAP_HWBKPT;
}

static void page_fault(struct uk_siginfo *info, uint64_t address, int fault)
{
	info->signo = fault == -ENXIO ? UK_SIGBUS : UK_SIGSEGV;
	info->code = fault == -ENXIO  ? UK_BUS_ADRERR :
		     fault == -EACCES ? UK_SEGV_ACCERR :
					UK_SEGV_MAPERR;
	info->fault.addr = address;
}

/* cr2 and fault (what uk_vm_fault said) count for page faults only. */
static struct uk_siginfo siginfo_for(const struct uk_regs *regs, uint64_t cr2, int fault)
{
	struct uk_siginfo info = { .signo = UK_SIGSEGV, .code = UK_SI_KERNEL };

	switch (regs->vector) {
	case 0:
		info.signo = UK_SIGFPE;
		info.code = UK_FPE_INTDIV;
		info.fault.addr = regs->rip;
		break;
	case 1:
		info.signo = UK_SIGTRAP;
		info.code = debug_code();
		info.fault.addr = regs->rip;
		break;
	case 3:
		info.signo = UK_SIGTRAP;
		break;
	case 6:
		info.signo = UK_SIGILL;
		info.code = UK_ILL_ILLOPN;
		info.fault.addr = regs->rip;
		break;
	case 11: /* segment not present, */
	case 12: /* stack: also an address that is not canonical */
		info.signo = UK_SIGBUS;
		break;
	case 14:
		page_fault(&info, cr2, fault);
		break;
	case 16:
	case 19:
		info.signo = UK_SIGFPE;
		info.code = regs->vector == 16 ? x87_code() : simd_code();
		info.fault.addr = regs->rip;
		break;
	case 17:
		info.signo = UK_SIGBUS;
		info.code = BUS_ADRALN;
		break;
	default: /* overflow, bounds, protection: SIGSEGV without an address */
		break;
	}
	return info;
}

void uk_exception_signal(struct uk_regs *regs, uint64_t cr2, int fault)
{
	struct uk_siginfo info = siginfo_for(regs, cr2, fault);

	if (!uk_signal_fault)
		uk_panic_regs(regs,
			      "the application got exception %lu (address %#lx), and this image has no signals; add library posix-signal",
			      regs->vector, info.fault.addr);
	uk_signal_fault(regs, &info);
}
