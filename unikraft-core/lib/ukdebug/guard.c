/* SPDX-License-Identifier: BSD-3-Clause */
/* What -fstack-protector-strong with a global guard asks for. */
#include <uk/plat.h>
#include <uk/print.h>

extern uintptr_t __stack_chk_guard;
void __stack_chk_fail(void) UK_NORETURN;

/* In force until entropy is there; the zero byte ends strings that run over. */
uintptr_t __stack_chk_guard = 0x9d3fa6c1e87b5200;

__attribute__((no_stack_protector)) void uk_debug_guard_init(void)
{
	uintptr_t random = 0;

	/* Without a random source the time since power-on must do. */
	if (uk_plat_entropy(&random, sizeof(random)) != sizeof(random))
		random ^= __builtin_ia32_rdtsc() * 0x9e3779b97f4a7c15;
	__stack_chk_guard = (__stack_chk_guard ^ random) & ~0xffUL;
}

void __stack_chk_fail(void)
{
	UK_PANIC("a function wrote past the end of a buffer on its stack");
}
