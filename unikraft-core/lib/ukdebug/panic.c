/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "backtrace.h"

static void print_regs(const struct uk_regs *r)
{
	uk_pr_err("vector %lu error %#lx", r->vector, r->error);
	uk_pr_err("rip %016lx rsp %016lx rflags %08lx cs %lx ss %lx", r->rip,
		  r->rsp, r->rflags, r->cs, r->ss);
	uk_pr_err("rax %016lx rbx %016lx rcx %016lx rdx %016lx", r->rax,
		  r->rbx, r->rcx, r->rdx);
	uk_pr_err("rsi %016lx rdi %016lx rbp %016lx r8  %016lx", r->rsi,
		  r->rdi, r->rbp, r->r8);
	uk_pr_err("r9  %016lx r10 %016lx r11 %016lx r12 %016lx", r->r9,
		  r->r10, r->r11, r->r12);
	uk_pr_err("r13 %016lx r14 %016lx r15 %016lx", r->r13, r->r14, r->r15);
}

void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	static char text[400];
	static int depth;
	const size_t word = sizeof("panic ") - 1;
	va_list ap;

	/* What the panic itself trips over must not start it again. */
	if (depth++) {
		if (depth == 2)
			uk_pr_err("panic inside the panic: %s", fmt);
		uk_plat_exit(UK_PANIC_STATUS);
	}
	memcpy(text, "panic ", word);
	va_start(ap, fmt);
	uk_vsnprintf(text + word, sizeof(text) - word, fmt, ap);
	va_end(ap);
	uk_pr_err("panic: %s", text + word);
	uk_plat_report(text);
	if (regs) {
		print_regs(regs);
		uk_backtrace(regs->rip, regs->rbp, regs->rsp);
	} else {
		uintptr_t frame = (uintptr_t)__builtin_frame_address(0);

		uk_pr_err("rip %016lx rsp %016lx (of the caller)",
			  (uintptr_t)__builtin_return_address(0),
			  frame + 2 * sizeof(uintptr_t));
		uk_backtrace(0, frame, frame);
	}
	uk_plat_exit(UK_PANIC_STATUS);
}
