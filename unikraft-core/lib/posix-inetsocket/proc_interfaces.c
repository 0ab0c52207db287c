/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/net: interfaces, addresses, routes, neighbours. Formats: proc(5). */
#include <uk/netif.h>
#include <uk/string.h>
#include <uk/inetsocket.h>

#define RTF_UP 1
#define RTF_GATEWAY 2
#define RTF_HOST 4

static int show_dev(struct uk_text *t)
{
	struct uk_netif i;

	uk_text_add(t, "Inter-|   Receive                                                |  Transmit\n"
		       " face |bytes    packets errs drop fifo frame compressed multicast|"
		       "bytes    packets errs drop fifo colls carrier compressed\n");
	for (int after = 0; uk_netif_next(after, &i); after = i.index) {
		const struct uk_netdev_stats *s = &i.stats;

		uk_text_add(t, "%6s: %7lu %7lu %4lu %4lu %4u %5u %10u %9u %8lu %7lu %4lu %4lu %4u %5u %7u %10u\n",
			    i.name, s->rx_bytes, s->rx_frames, s->rx_errors, s->rx_dropped, 0U, 0U, 0U,
			    0U, s->tx_bytes, s->tx_frames, s->tx_errors, s->tx_dropped, 0U, 0U, 0U, 0U);
	}
	return 0;
}
UK_PROC_ENTRY(net_dev, .path = "self/net/dev", .show = show_dev);

static void add_hex(struct uk_text *t, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		uk_text_add(t, "%02x", p[i]);
}

/* IPV6_ADDR_* of the scope, as the kernel has it in its own type of addresses. */
static unsigned int scope6(const uint8_t *a)
{
	static const uint8_t loopback[16] = { [15] = 1 };

	if (!memcmp(a, loopback, sizeof(loopback)))
		return 0x10;
	if (a[0] == 0xfe && (a[1] & 0xc0) == 0x80)
		return 0x20;
	return a[0] == 0xfe && (a[1] & 0xc0) == 0xc0 ? 0x40 : 0;
}

static int show_if_inet6(struct uk_text *t)
{
	struct uk_netif_address a;
	struct uk_netif i;

	for (int after = 0; uk_netif_next(after, &i); after = i.index) {
		for (unsigned int n = 0; uk_netif_address(i.index, n, &a); n++) {
			unsigned int flags = (a.valid == UINT32_MAX ? 0x80U : 0) | (a.tentative ? 0x40U : 0) |
					     (a.preferred ? 0 : 0x20U);

			if (a.family != UK_AF_INET6)
				continue;
			add_hex(t, a.address, sizeof(a.address));
			uk_text_add(t, " %02x %02x %02x %02x %8s\n", (unsigned int)i.index, a.prefix,
				    scope6(a.address), flags, i.name);
		}
	}
	return 0;
}
UK_PROC_ENTRY(net_if_inet6, .path = "self/net/if_inet6", .show = show_if_inet6);

static const char *name_of(int index, struct uk_netif *i)
{
	return uk_netif_next(index - 1, i) && i->index == index ? i->name : "?";
}

static uint32_t ip_of(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static int show_route(struct uk_text *t)
{
	struct uk_netif i;
	struct uk_route r;
	char line[128];

	uk_text_add(t, "%-127s\n",
		    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT");
	for (unsigned int n = 0; uk_route(n, &r); n++) {
		uint32_t mask = r.prefix ? __builtin_bswap32(UINT32_MAX << (32 - UK_MIN(r.prefix, 32U))) : 0;

		if (r.family != UK_AF_INET)
			continue;
		uk_snprintf(line, sizeof(line), "%s\t%08X\t%08X\t%04X\t0\t0\t0\t%08X\t0\t0\t0",
			    name_of(r.index, &i), ip_of(r.destination), ip_of(r.gateway),
			    (unsigned int)(RTF_UP | (r.has_gateway ? RTF_GATEWAY : 0) |
					   (r.prefix == 32 ? RTF_HOST : 0)),
			    mask);
		uk_text_add(t, "%-127s\n", line);
	}
	return 0;
}
UK_PROC_ENTRY(net_route, .path = "self/net/route", .show = show_route);

static int show_ipv6_route(struct uk_text *t)
{
	static const uint8_t any[16];
	struct uk_netif i;
	struct uk_route r;

	for (unsigned int n = 0; uk_route(n, &r); n++) {
		if (r.family != UK_AF_INET6)
			continue;
		add_hex(t, r.destination, sizeof(r.destination));
		uk_text_add(t, " %02x ", r.prefix);
		add_hex(t, any, sizeof(any));
		uk_text_add(t, " 00 ");
		add_hex(t, r.gateway, sizeof(r.gateway));
		uk_text_add(t, " %08x %08x %08x %08x %8s\n", r.has_gateway ? 0x400U : 0x100U, 1U, 0U,
			    (unsigned int)(RTF_UP | (r.has_gateway ? RTF_GATEWAY : 0)),
			    name_of(r.index, &i));
	}
	return 0;
}
UK_PROC_ENTRY(net_ipv6_route, .path = "self/net/ipv6_route", .show = show_ipv6_route);

static int show_arp(struct uk_text *t)
{
	struct uk_neighbour e;
	struct uk_netif i;

	uk_text_add(t, "IP address       HW type     Flags       HW address            Mask     Device\n");
	for (unsigned int n = 0; uk_neighbour(n, &e); n++) {
		char ip[16];

		if (e.family != UK_AF_INET)
			continue;
		uk_snprintf(ip, sizeof(ip), "%u.%u.%u.%u", e.address[0], e.address[1], e.address[2],
			    e.address[3]);
		uk_text_add(t, "%-16s 0x%-10x0x%-10x%02x:%02x:%02x:%02x:%02x:%02x     *        %s\n", ip, 1U,
			    2U, e.mac[0], e.mac[1], e.mac[2], e.mac[3], e.mac[4], e.mac[5],
			    name_of(e.index, &i));
	}
	return 0;
}
UK_PROC_ENTRY(net_arp, .path = "self/net/arp", .show = show_arp);
