// SPDX-License-Identifier: BSD-3-Clause
// Linked-in code may block in a kernel function: interrupts of the idle CPU, which then has that code's stack, are not
// taken for some in the application. Nor are faults of the kernel functions that it calls.
// machine: pc microvm
// outcome: exit 0
// output: blocked 200 times, the other thread too
// output: copied from nowhere: -14
#include <uk/errno.h>
#include <uk/sched.h>
#include <uk/uaccess.h>
#include "kernel_test.h"

#define TIMES 200
#define STEP 1000000 /* ns */

static unsigned int others;

/* Wakes while main() is blocked, and with it, so that both are in the run queues. */
static void other(void *arg UK_UNUSED)
{
	for (others = 0; others < TIMES; others++)
		uk_sched_block(uk_plat_clock_mono() + STEP, false);
	uk_thread_exit();
}

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	int blocked = 0, r;
	char c;

	uk_plat_kernel_enter();
	uk_thread_start(uk_thread_create("other", other, NULL));
	uk_plat_kernel_leave();
	for (int i = 0; i < TIMES; i++) {
		uk_plat_kernel_enter();
		blocked += uk_sched_block(uk_plat_clock_mono() + STEP, false) == -ETIMEDOUT;
		uk_plat_kernel_leave();
	}
	uk_plat_kernel_enter();
	uk_sched_block(uk_plat_clock_mono() + 20 * STEP, false);
	uk_plat_kernel_leave();
	test_print("blocked %d times, the other thread %s\n", blocked, others == TIMES ? "too" : "not as often");
	uk_plat_kernel_enter();
	r = uk_copy_in(&c, (const void *)16, 1);
	uk_plat_kernel_leave();
	test_print("copied from nowhere: %d\n", r);
	return 0;
}
