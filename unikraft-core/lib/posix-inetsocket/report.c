/* SPDX-License-Identifier: BSD-3-Clause */
/* Tells who started the machine where the application listens, so that nobody need connect to find out. */
#include <uk/plat.h>
#include <uk/string.h>
#include <uk/inetsocket.h>

void inet_report(const struct inet_sock *i)
{
	char address[IPADDR_STRLEN_MAX], line[sizeof("listen tcp  65535") + IPADDR_STRLEN_MAX];
	const char *protocol = i->protocol == INET_IPPROTO_UDP ? "udp" : "tcp";

	/* lwIP has no text for the address of both versions. */
	ipaddr_ntoa_r(&i->local, address, sizeof(address));
	uk_snprintf(line, sizeof(line), "listen %s %s %u", protocol,
		    IP_IS_ANY_TYPE_VAL(i->local) ? "::" : address, i->port);
	uk_plat_report(line);
}
