/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boots, prints its arguments, ends with the status of main().
 * append: one=1 -- hello 'a b' "c\"d"
 * status: 7
 * report: exit 7
 * output: hello|a b|c"d
 */
#include "kernel_test.h"

int main(int argc, char **argv, char **envp UK_UNUSED)
{
	for (int i = 0; i < argc; i++)
		test_print("%s%s", argv[i], i + 1 < argc ? "|" : "\n");
	return 7;
}
