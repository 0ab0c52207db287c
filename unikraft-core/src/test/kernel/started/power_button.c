// SPDX-License-Identifier: BSD-3-Clause
// Waits until it is ended (PowerButtonTest); with an argument, until it is asked to end, which it says.
// libraries: posix-signal
// outcome: exit 3
#include "../calls.h"
#include "../kernel_test.h"

#define SIG_BLOCK 0
#define SIGTERM 15

int main(int argc, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	uint64_t set = 1UL << (SIGTERM - 1);
	long signo;

	if (argc)
		TEST_CALL(rt_sigprocmask, SIG_BLOCK, &set, 0, sizeof(set));
	test_print("waiting\n");
	if (!argc)
		TEST_CALL(pause, 0);
	signo = TEST_CALL(rt_sigtimedwait, &set, 0, 0, sizeof(set));
	test_print("signal %ld\n", signo);
	return 3;
}
