// SPDX-License-Identifier: BSD-3-Clause
// A CPU without random numbers gets them from a virtio device, before anything asks for some.
// boot: loglevel=info
// cpu: qemu64
// machine: pc q35 microvm
// devices: random
// libraries: virtio-rng
// outcome: exit 0
// output: unikraft: virtio-…: gives random numbers
// output: two are the same: 0
#include <uk/random.h>
#include "kernel_test.h"

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	uint64_t v[2];

	uk_plat_kernel_enter();
	uk_random_fill(v, sizeof(v));
	uk_plat_kernel_leave();
	test_print("two are the same: %d\n", v[0] == v[1]);
	return 0;
}
