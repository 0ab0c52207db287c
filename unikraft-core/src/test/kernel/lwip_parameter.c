// SPDX-License-Identifier: BSD-3-Clause
// A netdev.ip that is none ends the boot, and says why.
// boot: netdev.ip=10.0.2.300/24
// libraries: lwip
// outcome: panic …
// output: unikraft: kernel parameter netdev.ip=10.0.2.300/24: it does not begin with an address. It is <address>/<prefix>…
#include "kernel_test.h"

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	return 0;
}
