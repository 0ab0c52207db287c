// SPDX-License-Identifier: BSD-3-Clause
// The network stack answers itself by the loopback, with no network device there.
// libraries: lwip
// outcome: exit 0
// output: 127.0.0.1 answers
// output: 127.1.2.3 answers
// output: ::1 answers
#include "lwip_ping.h"

int main(int argc UK_UNUSED, char **argv UK_UNUSED, char **envp UK_UNUSED)
{
	static const char *const own[] = { "127.0.0.1", "127.1.2.3", "::1" };

	return ping_all(own, UK_ARRAY_SIZE(own));
}
