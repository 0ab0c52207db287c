/* SPDX-License-Identifier: BSD-3-Clause */
#include <uk/arch_switch.h>

void uk_arch_stack_start(void);

void *uk_arch_stack_prepare(void *top, void (*fn)(void *), void *arg)
{
	uint64_t *sp = (uint64_t *)((uintptr_t)top & ~15UL);

	*--sp = 0; /* keeps the stack aligned at the call of fn */
	*--sp = (uint64_t)uk_arch_stack_start;
	*--sp = 0;             /* rbp */
	*--sp = 0;             /* rbx */
	*--sp = (uint64_t)fn;  /* r12 */
	*--sp = (uint64_t)arg; /* r13 */
	*--sp = 0;             /* r14 */
	*--sp = 0;             /* r15 */
	return sp;
}
