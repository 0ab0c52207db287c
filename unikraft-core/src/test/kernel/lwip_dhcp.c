// SPDX-License-Identifier: BSD-3-Clause
// By DHCP the interface gets its address before the application begins.
// boot: loglevel=info
// devices: network
// machine: pc q35 microvm
// libraries: lwip virtio-net
// outcome: exit 0
// output: unikraft: eth0: 10.0.2.15/24, gateway 10.0.2.2 by DHCP
// output: 10.0.2.2 answers
// output: 10.0.2.15 answers
#include "lwip_ping.h"

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	static const char *const others[] = { "10.0.2.2", "10.0.2.15" };

	return ping_all(others, UK_ARRAY_SIZE(others));
}
