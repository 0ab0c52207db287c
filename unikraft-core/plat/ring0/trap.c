/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens on an interrupt, an exception, a system call, and before the application goes on. */
#include <uk/arch_switch.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/process.h>
#include <uk/sched.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/vm.h>
#include "internal.h"
#include "segments.h"

#define VECTOR_NMI 2
#define VECTOR_DOUBLE_FAULT 8
#define VECTOR_PROTECTION 13
#define VECTOR_PAGE_FAULT 14
#define FAULT_USER 4 /* error code: the access was made in ring 3 */

/* What the application decides of its flags: CF PF AF ZF SF TF DF OF RF AC ID. */
#define FLAGS_APP 0x250dd5UL
#define FLAGS_ALWAYS 0x202UL /* IF, and bit 1 is always set */
#define FLAG_TRAP 0x100UL
#define FLAG_INTERRUPT 0x200UL

/* Absent in images that do without. */
extern __typeof__(uk_vm_fault) uk_vm_fault UK_WEAK;
extern __typeof__(uk_signal_due) uk_signal_due UK_WEAK;
extern __typeof__(uk_process_sequence_abort) uk_process_sequence_abort UK_WEAK;
extern __typeof__(uk_signal_deliver) uk_signal_deliver UK_WEAK;
extern __typeof__(uk_syscall_dispatch) uk_syscall_dispatch UK_WEAK;

extern const char uk_entry_code[], uk_entry_code_end[], uk_trap_iret[], uk_idle_interrupted[];
extern const char __uk_text_start[], __uk_text_end[];

void uk_trap(struct uk_regs *regs);
void uk_trap_fatal(struct uk_regs *regs);
bool uk_ring0_syscall(struct uk_regs *regs);
void uk_resume(struct uk_regs *regs) UK_NORETURN;

_Static_assert(sizeof(struct uk_regs) == 184, "entry.S pushes 23 words");
_Static_assert(offsetof(struct uk_regs, rip) == 144, "entry.S reads rip");

/* Entry code puts the frame at the top of the kernel stack when another stack was in use. */
static bool on_other_stack(const struct uk_regs *regs)
{
	bool in_entry = regs->rip >= (uintptr_t)uk_entry_code &&
			regs->rip < (uintptr_t)uk_entry_code_end;

	return (uintptr_t)(regs + 1) == uk_kstack_high && !in_entry;
}

/*
 * Between uk_plat_kernel_enter and uk_plat_kernel_leave the kernel runs on the
 * stack of linked-in code: its functions with interrupts off, and the idle CPU.
 */
static bool from_application(const struct uk_regs *regs)
{
	bool in_image = regs->rip >= (uintptr_t)__uk_text_start && regs->rip < (uintptr_t)__uk_text_end;
	bool idle = regs->rip == (uintptr_t)uk_idle_interrupted;

	return on_other_stack(regs) && !idle && (!in_image || regs->rflags & FLAG_INTERRUPT);
}

/* What the thread did in application code was interrupted by others if another one was there last. */
static void abort_sequence(struct uk_regs *regs)
{
	static struct uk_thread *last;

	while (last != uk_current) {
		last = uk_current;
		if (uk_process_sequence_abort)
			uk_process_sequence_abort(regs);
	}
}

bool uk_app_return(struct uk_regs *regs)
{
	bool unchanged = true;

	for (;;) {
		if (uk_need_resched)
			uk_sched_preempt();
		abort_sequence(regs);
		if (!uk_signal_due || !uk_signal_due())
			break;
		uk_signal_deliver(regs);
		unchanged = false;
	}
	/* No handler ran, or it would have decided about the call. */
	if (regs->orig_rax != (uint64_t)-1 && (regs->rax == (uint64_t)-UK_ERESTARTSYS ||
					       regs->rax == (uint64_t)-UK_ERESTARTNOHAND)) {
		regs->rax = regs->orig_rax;
		regs->rip -= 2; /* length of SYSCALL */
	}
	regs->cs = UK_SEG_CODE;
	regs->ss = UK_SEG_DATA;
	regs->rflags = (regs->rflags & FLAGS_APP) | FLAGS_ALWAYS;
	/* The short way back from a call would be single-stepped itself. */
	return unchanged && regs->orig_rax != (uint64_t)-1 && !(regs->rflags & FLAG_TRAP);
}

void uk_plat_resume(struct uk_regs *regs)
{
	uk_app_return(regs);
	uk_resume(regs);
}

void uk_plat_regs_init(struct uk_regs *regs, uintptr_t entry, uintptr_t sp)
{
	memset(regs, 0, sizeof(*regs));
	regs->orig_rax = (uint64_t)-1;
	regs->rip = entry;
	regs->rsp = sp;
	regs->cs = UK_SEG_CODE;
	regs->ss = UK_SEG_DATA;
	regs->rflags = FLAGS_ALWAYS;
}

bool uk_ring0_syscall(struct uk_regs *regs)
{
	if (uk_syscall_dispatch)
		uk_syscall_dispatch(regs);
	else
		regs->rax = (uint64_t)-ENOSYS;
	return uk_app_return(regs);
}

void uk_plat_kernel_enter(void)
{
	__asm__ volatile("cli" : : : "memory");
}

void uk_plat_kernel_leave(void)
{
	if (uk_need_resched)
		uk_sched_preempt();
	__asm__ volatile("sti" : : : "memory");
}

static int fault_in(uintptr_t address, uint64_t error)
{
	const unsigned int asked = UK_FAULT_PRESENT | UK_FAULT_WRITE | UK_FAULT_EXEC;

	if (address >= UK_USER_END || !uk_vm_fault)
		return -EFAULT;
	return uk_vm_fault(address, error & asked);
}

static void application_exception(struct uk_regs *regs, uint64_t cr2)
{
	int r = 0;

	if (regs->vector == VECTOR_PAGE_FAULT) {
		r = fault_in(cr2, regs->error);
		/* Programs that look at the error code know it from ring 3. */
		regs->error |= FAULT_USER;
	}
	if (regs->vector != VECTOR_PAGE_FAULT || r)
		uk_exception_signal(regs, cr2, r);
	uk_app_return(regs);
}

/*
 * The application's registers could not be loaded: rip is not canonical.
 * They are spread over this frame (general registers) and the one at the
 * top of the stack (the rest).
 */
static void return_failed(const struct uk_regs *regs) UK_NORETURN;
static void return_failed(const struct uk_regs *regs)
{
	struct uk_regs *app = (struct uk_regs *)uk_kstack_high - 1;

	memmove(app, regs, offsetof(struct uk_regs, orig_rax));
	app->orig_rax = (uint64_t)-1;
	app->vector = VECTOR_PROTECTION;
	app->error = 0;
	uk_exception_signal(app, 0, 0);
	uk_plat_resume(app);
}

static void kernel_exception(struct uk_regs *regs, uint64_t cr2)
{
	static const char *const names[32] = {
		[0] = "divide error", [1] = "debug exception", [3] = "breakpoint",
		[6] = "invalid instruction", [13] = "protection fault",
		[12] = "stack fault", [16] = "x87 error", [19] = "SIMD error",
	};

	if (regs->vector == VECTOR_PAGE_FAULT) {
		if (regs->rip >= (uintptr_t)uk_uaccess_start &&
		    regs->rip < (uintptr_t)uk_uaccess_end &&
		    (cr2 < UK_USER_END || uk_user_is_linked_in())) {
			if (fault_in(cr2, regs->error))
				regs->rip = (uintptr_t)uk_uaccess_fixup;
			return;
		}
		/* That stack grows as it is used. */
		if (on_other_stack(regs) && !fault_in(cr2, regs->error))
			return;
		if (cr2 >= uk_kstack_guard && cr2 < uk_kstack_low)
			uk_panic_regs(regs, "the kernel stack overflowed (access to %#lx)", cr2);
		uk_panic_regs(regs, "page fault in the kernel: %s %#lx",
			      regs->error & UK_FAULT_EXEC  ? "execute" :
			      regs->error & UK_FAULT_WRITE ? "write to" :
							     "read of",
			      cr2);
	}
	if (regs->vector == VECTOR_PROTECTION && regs->rip == (uintptr_t)uk_trap_iret)
		return_failed(regs);
	uk_panic_regs(regs, "%s in the kernel",
		      names[regs->vector] ? names[regs->vector] : "exception");
}

void uk_trap(struct uk_regs *regs)
{
	uint64_t cr2 = regs->vector == VECTOR_PAGE_FAULT ? uk_read_cr2() : 0;
	bool application = from_application(regs);

	if (regs->vector >= 32) {
		uk_irq_dispatch(regs->vector);
		if (application)
			uk_app_return(regs);
	} else if (application) {
		application_exception(regs, cr2);
	} else {
		kernel_exception(regs, cr2);
	}
}

void uk_trap_fatal(struct uk_regs *regs)
{
	uint64_t cr2 = uk_read_cr2();

	switch (regs->vector) {
	case VECTOR_NMI:
		uk_panic_regs(regs, "non-maskable interrupt");
	case VECTOR_DOUBLE_FAULT:
		if (cr2 >= uk_kstack_guard && cr2 < uk_kstack_low)
			uk_panic_regs(regs, "the kernel stack overflowed (access to %#lx)", cr2);
		uk_panic_regs(regs, "double fault (last page fault at %#lx)", cr2);
	default:
		uk_panic_regs(regs, "machine check: the hardware reports an error");
	}
}
