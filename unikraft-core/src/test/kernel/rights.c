// SPDX-License-Identifier: BSD-3-Clause
// The kernel cannot write what it runs, and says so.
// outcome: panic page fault in the kernel: write to 0xffffffff80…
// output: … write_text+…
#include <uk/init.h>
#include "kernel_test.h"

static int write_text(void)
{
	*(volatile char *)(uintptr_t)write_text = 0;
	return 0;
}
UK_INIT(late, write_text);

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	return 0;
}
