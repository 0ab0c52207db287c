// SPDX-License-Identifier: BSD-3-Clause
// Single steps of linked-in code: a debug exception is the application's, also right behind a system call.
// outcome: panic the application got exception 1 …
// output: … main+…
#include <uk/syscall.h>
#include "kernel_test.h"

#define UK_NR_test_nothing 510
UK_SYSCALL(test_nothing, 0)
{
	return 0;
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	long r = 510;

	/* popf lets one more instruction pass: the call. */
	__asm__ volatile("pushf; orl $0x100, (%%rsp); popf; syscall; nop"
			 : "+a"(r) : : "rcx", "r11", "memory", "cc");
	return (int)r;
}
