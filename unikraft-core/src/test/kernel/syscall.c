// SPDX-License-Identifier: BSD-3-Clause
// System calls from linked-in code: registers that must survive do, a bad address is -EFAULT, and
// a call that is not in the image says so once.
// outcome: exit 0
// output: unikraft: syscall 'inotify_init1' is not in this image…
// output: missing: -38 -38
// output: result 21, registers kept
// output: bad addresses: -14 -14 -14
#include <uk/syscall.h>
#include "kernel_test.h"

/* A number that Linux has not given out. */
#define UK_NR_test_sum 510
UK_SYSCALL(test_sum, 6, int, a, int, b, int, c, int, d, int, e, int, f)
{
	return a + b + c + d + e + f;
}

#define UK_NR_test_copy 511
UK_SYSCALL(test_copy, 1, const void *, from)
{
	char buf[16];

	return uk_copy_in(buf, from, sizeof(buf));
}

static long call(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;

	__asm__ volatile("syscall"
			 : "+a"(nr)
			 : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return nr;
}

/* Sets registers that a call must keep, and looks at them afterwards. */
static bool keeps_registers(void)
{
	bool kept;

	__asm__ volatile("push %%rbp; push %%rbx; mov $0x1234567, %%rbx; lea 1(%%rbx), %%rbp;"
			 "lea 2(%%rbx), %%r12; lea 3(%%rbx), %%r15; mov %%rsp, %%r13;"
			 "mov $510, %%eax; std; syscall;"
			 "pushf; pop %%rcx; cld; and $0x600, %%ecx; cmp $0x600, %%ecx; jne 1f;"
			 "cmp %%rsp, %%r13; jne 1f; cmp $0x1234567, %%rbx; jne 1f;"
			 "sub $1, %%rbp; cmp %%rbp, %%rbx; jne 1f; sub $2, %%r12;"
			 "cmp %%r12, %%rbx; jne 1f; sub $3, %%r15; cmp %%r15, %%rbx;"
			 "1: pop %%rbx; pop %%rbp; sete %0"
			 : "=r"(kept)
			 :
			 : "rax", "rcx", "r11", "r12", "r13", "r15", "memory", "cc");
	return kept;
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	long first = call(294, 0, 0, 0, 0, 0, 0);

	test_print("missing: %ld %ld\n", first, call(294, 0, 0, 0, 0, 0, 0));
	test_print("result %ld, registers %s\n", call(510, 1, 2, 3, 4, 5, 6),
		   keeps_registers() ? "kept" : "lost");
	test_print("bad addresses: %ld %ld %ld\n", call(511, 0, 0, 0, 0, 0, 0),
		   call(511, 0x10000, 0, 0, 0, 0, 0), call(511, (long)main, 0, 0, 0, 0, 0));
	return 0;
}
