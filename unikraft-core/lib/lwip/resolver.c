/* SPDX-License-Identifier: BSD-3-Clause */
/* The name servers that DHCP and router advertisements tell: lwIP's interface for them, and ours to show them. */
#include <uk/essentials.h>
#include <lwip/dns.h>

/* DHCP tells IPv4 ones by number from 0, router advertisements IPv6 ones, also from 0: two lists. */
static ip_addr_t servers[2][DNS_MAX_SERVERS];

void dns_init(void)
{
}

void dns_tmr(void)
{
}

/** NULL takes an IPv6 server away: DHCP does not. */
void dns_setserver(u8_t n, const ip_addr_t *server)
{
	if (n >= DNS_MAX_SERVERS)
		return;
	if (server)
		servers[IP_IS_V6(server)][n] = *server;
	else
		ip_addr_set_any(true, &servers[1][n]);
}

/** Only nd6.c asks, for what it may take away. */
const ip_addr_t *dns_getserver(u8_t n)
{
	return n < DNS_MAX_SERVERS ? &servers[1][n] : IP6_ADDR_ANY;
}
