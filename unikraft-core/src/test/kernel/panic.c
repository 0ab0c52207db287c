// SPDX-License-Identifier: BSD-3-Clause
// A call of a null pointer in the kernel ends in a panic that names the callers.
// outcome: panic page fault in the kernel: execute 0
// output: unikraft: panic: page fault in the kernel: execute 0
// output: unikraft: rip 0000000000000000 …
// output: unikraft: backtrace:
// output: … call_null+…
// output: … call_it+…
#include <uk/init.h>
#include "kernel_test.h"

static void (*volatile nothing)(void);

static __attribute__((noinline)) int call_null(void)
{
	nothing();
	return nothing ? -1 : 0;
}

static int call_it(void)
{
	return call_null() - 1;
}
UK_INIT(late, call_it);

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	return 0;
}
