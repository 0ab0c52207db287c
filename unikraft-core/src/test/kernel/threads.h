/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads in application code, with interrupts on. */
#ifndef THREADS_H
#define THREADS_H

#include <uk/sched.h>
#include "kernel_test.h"

/* fn must not return. */
static inline void test_thread(void (*fn)(void), char *stack_top)
{
	struct uk_regs regs;
	struct uk_thread *t;

	uk_plat_kernel_enter();
	uk_plat_regs_init(&regs, (uintptr_t)fn, (uintptr_t)stack_top - 8);
	t = uk_thread_create_app("test", &regs);
	if (t)
		uk_thread_start(t);
	uk_plat_kernel_leave();
}

#endif
