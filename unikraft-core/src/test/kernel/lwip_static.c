// SPDX-License-Identifier: BSD-3-Clause
// Kernel parameter netdev.ip gives the address, and nobody is asked for one.
// boot: loglevel=info netdev.ip=10.0.2.77/24:10.0.2.2:10.0.2.3::tester:example.org
// devices: network
// libraries: lwip virtio-net
// outcome: exit 0
// output: unikraft: eth0: 10.0.2.77/24, gateway 10.0.2.2
// output: 10.0.2.2 answers
// output: 10.0.2.77 answers
#include "lwip_ping.h"

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	static const char *const others[] = { "10.0.2.2", "10.0.2.77" };

	return ping_all(others, UK_ARRAY_SIZE(others));
}
