// SPDX-License-Identifier: BSD-3-Clause
// A division by zero in the kernel ends in a panic.
// outcome: panic divide error in the kernel
// output: … divide+…
#include <uk/init.h>
#include "kernel_test.h"

static int divide(void)
{
	volatile int hundred = 100, zero = 0;

	return hundred / zero;
}
UK_INIT(late, divide);

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	return 0;
}
