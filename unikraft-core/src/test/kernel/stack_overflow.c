// SPDX-License-Identifier: BSD-3-Clause
// A kernel stack that is used up is reported, with where it happened.
// outcome: panic the kernel stack overflowed (access to 0xffffc9…
// output: unikraft: backtrace:
// output: … recurse+…
// output: … recurse+…
#include <uk/init.h>
#include "kernel_test.h"

#pragma GCC diagnostic ignored "-Winfinite-recursion"
static __attribute__((noinline)) int recurse(int depth)
{
	volatile char frame[200];

	frame[0] = (char)depth;
	return recurse(depth + 1) + frame[0];
}

static int overflow(void)
{
	return recurse(0);
}
UK_INIT(late, overflow);

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	return 0;
}
