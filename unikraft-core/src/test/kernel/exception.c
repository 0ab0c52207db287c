// SPDX-License-Identifier: BSD-3-Clause
// An exception of linked-in code, in an image without signals, names what happened and what is missing.
// cpu: max qemu64
// outcome: panic the application got exception 14 (address 0xdead000), and this image has no signals; add library posix-signal
// output: … touch…
#include "kernel_test.h"

static __attribute__((noinline)) void touch(volatile char *p)
{
	*p = 0;
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	touch((volatile char *)0xdead000UL);
	return 0;
}
