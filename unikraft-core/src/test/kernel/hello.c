// SPDX-License-Identifier: BSD-3-Clause
// Boots, prints its arguments, ends with the status of main().
// boot: one=1
// args: hello 'a b' 'c"d'
// cpu: max qemu64 Skylake-Server
// machine: pc q35 microvm
// memory: 2M
// outcome: exit 7
// output: hello|a b|c"d
#include "kernel_test.h"

int main(int argc, char **argv, char **envp UK_UNUSED)
{
	for (int i = 0; i < argc; i++)
		test_print("%s%s", argv[i], i + 1 < argc ? "|" : "\n");
	return 7;
}
