// SPDX-License-Identifier: BSD-3-Clause
// Threads that never give up the CPU take turns by the timer, and a sleep ends although they run.
// cpu: max qemu64
// machine: pc microvm
// outcome: exit 0
// output: both ran
// output: slept
#include "threads.h"

static char stacks[2][8192] UK_ALIGNED(16);
static volatile unsigned long count[2];

static void spin0(void)
{
	for (;;)
		count[0]++;
}

static void spin1(void)
{
	for (;;)
		count[1]++;
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	uk_nsec_t before;
	int r;

	test_thread(spin0, stacks[1]);
	test_thread(spin1, stacks[2]);
	for (int i = 0; i < 3; i++) {
		unsigned long seen[2] = { count[0], count[1] };

		while (count[0] == seen[0] || count[1] == seen[1])
			;
	}
	test_print("both ran\n");
	uk_plat_kernel_enter();
	before = uk_plat_clock_mono();
	r = uk_sched_block(before + 20000000, false);
	before = uk_plat_clock_mono() - before;
	uk_plat_kernel_leave();
	if (r != -110 || before < 20000000)
		test_print("slept %ld ns: %d\n", before, r);
	test_print("slept\n");
	return 0;
}
