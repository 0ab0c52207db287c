// SPDX-License-Identifier: BSD-3-Clause
// Vector registers survive that others run: all of YMM where the CPU has AVX, else XMM.
// cpu: max qemu64
// outcome: exit 0
// output: unchanged
#include "threads.h"

static char stacks[2][8192] UK_ALIGNED(16);
static volatile unsigned long rounds[2];
static volatile int wrong;
static bool avx;

static bool has_avx(void)
{
	unsigned int a = 1, b, c = 0, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return c >> 28 & 1;
}

/* Loads a pattern, lets time go by, and compares. */
static void check(unsigned char seed)
{
	unsigned char in[32], out[32];

	for (int i = 0; i < 32; i++)
		in[i] = (unsigned char)(seed + i);
	/* One asm statement: the compiler must not touch the registers in between. */
	if (avx)
		__asm__ volatile("vmovdqu (%0), %%ymm15; mov $20000, %%ecx; 1: pause; dec %%ecx; jnz 1b;"
				 "vmovdqu %%ymm15, (%1)"
				 : : "r"(in), "r"(out) : "memory", "ecx");
	else
		__asm__ volatile("movdqu (%0), %%xmm15; mov $20000, %%ecx; 1: pause; dec %%ecx; jnz 1b;"
				 "movdqu %%xmm15, (%1)"
				 : : "r"(in), "r"(out) : "memory", "ecx");
	for (int i = 0; i < (avx ? 32 : 16); i++)
		if (out[i] != in[i])
			wrong = i + 1;
}

static void thread0(void)
{
	for (;; rounds[0]++)
		check(1);
}

static void thread1(void)
{
	for (;; rounds[1]++)
		check(100);
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	avx = has_avx();
	test_thread(thread0, stacks[1]);
	test_thread(thread1, stacks[2]);
	while (rounds[0] < 300 || rounds[1] < 300)
		check(200);
	if (wrong)
		test_print("byte %d changed\n", wrong - 1);
	else
		test_print("unchanged\n");
	return wrong;
}
