// SPDX-License-Identifier: BSD-3-Clause
// System calls from linked-in code: registers that must survive do, memory of the image is taken, a bad
// address is -EFAULT, and a call that is not in the image says so once.
// outcome: exit 0
// output: unikraft: syscall 'inotify_init1' is not in this image…
// output: missing: -38 -38
// output: result 21, registers kept
// output: from code, data and stack: 0 0 0
// output: to data and stack: 0 0, to constants and code: -14 -14
// output: from nowhere: -14 -14 -14 -14, to nowhere: -14 -14 -14
// output: text: 5 5 -14 -14
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

#define UK_NR_test_fill 509
UK_SYSCALL(test_fill, 1, void *, to)
{
	static const char text[16] = "hello";

	return uk_copy_out(to, text, sizeof(text));
}

#define UK_NR_test_text 508
UK_SYSCALL(test_text, 1, const char *, from)
{
	char buf[16];

	return uk_strncpy_in(buf, from, sizeof(buf));
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

static long copy(const volatile void *from)
{
	return call(511, (long)from, 0, 0, 0, 0, 0);
}

static long fill(const volatile void *to)
{
	return call(509, (long)to, 0, 0, 0, 0, 0);
}

static long text(const volatile char *from)
{
	return call(508, (long)from, 0, 0, 0, 0, 0);
}

static void addresses(void)
{
	static const char constant[16];
	static char data[16];
	char stack[16] = "";
	/* Below the lowest that is ever mapped, not canonical, between the kernel's mappings, around the end. */
	void *const nowhere[] = { (void *)0x10000, (void *)0x800000000000, (void *)0xffff9fff00000000,
				  (void *)-8 };

	test_print("from code, data and stack: %ld %ld %ld\n", copy((void *)main), copy(data),
		   copy(stack));
	test_print("to data and stack: %ld %ld, to constants and code: %ld %ld\n", fill(data),
		   fill(stack), fill(constant), fill((void *)main));
	test_print("from nowhere: %ld %ld %ld %ld, to nowhere: %ld %ld %ld\n", copy(nowhere[0]),
		   copy(nowhere[1]), copy(nowhere[2]), copy(nowhere[3]), fill(nowhere[1]),
		   fill(nowhere[2]), fill(nowhere[3]));
	test_print("text: %ld %ld %ld %ld\n", text(data), text(stack), text(nowhere[1]),
		   text(nowhere[2]));
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	long first = call(294, 0, 0, 0, 0, 0, 0);

	test_print("missing: %ld %ld\n", first, call(294, 0, 0, 0, 0, 0, 0));
	test_print("result %ld, registers %s\n", call(510, 1, 2, 3, 4, 5, 6),
		   keeps_registers() ? "kept" : "lost");
	addresses();
	return 0;
}
