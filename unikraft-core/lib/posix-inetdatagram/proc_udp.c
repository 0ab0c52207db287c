/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/net/udp, raw and both of IPv6: the tables of sockets that netstat and ss read. */
#include <uk/string.h>
#include "datagram.h"

#define PORTS 65536
#define UDP_CONNECTED 1
#define UDP_UNCONNECTED 7

void inet_dgram_line(struct uk_text *t, const struct inet_dgram *d, bool six)
{
	struct uk_socket *s = d->inet.socket;
	struct inet_proc_line l = {
		.local = d->inet.local, .local_port = d->inet.port, .remote = d->remote,
		.remote_port = d->remote_port, .inode = s->number,
		.received = (unsigned int)d->queued,
		.state = d->connected ? UDP_CONNECTED : UDP_UNCONNECTED,
	};

	if (inet_proc_is_six(s, &l.local) != six)
		return;
	if (!d->connected)
		l.remote = six ? *IP6_ADDR_ANY : *IP4_ADDR_ANY;
	if (IP_IS_ANY_TYPE_VAL(l.local))
		l.local = *IP6_ADDR_ANY;
	inet_proc_line(t, 5, l.local_port, six, &l);
	uk_text_add(t, " %lu\n", d->dropped);
}

static int show_udp_of(struct uk_text *t, bool six)
{
	inet_proc_head(t, 3, six, " ref pointer drops");
	for (unsigned int port = 1; port < PORTS; port++) {
		struct inet_sock *i = NULL;

		while ((i = inet_next_bound(INET_IPPROTO_UDP, (uint16_t)port, i)))
			inet_dgram_line(t, (const struct inet_dgram *)i, six);
	}
	return 0;
}

static int show_udp(struct uk_text *t)
{
	return show_udp_of(t, false);
}
UK_PROC_ENTRY(net_udp, .path = "self/net/udp", .show = show_udp);

static int show_udp6(struct uk_text *t)
{
	return show_udp_of(t, true);
}
UK_PROC_ENTRY(net_udp6, .path = "self/net/udp6", .show = show_udp6);

static int show_raw(struct uk_text *t)
{
	inet_proc_head(t, 3, false, " ref pointer drops");
	inet_raw_lines(t, false);
	return 0;
}
UK_PROC_ENTRY(net_raw, .path = "self/net/raw", .show = show_raw);

static int show_raw6(struct uk_text *t)
{
	inet_proc_head(t, 3, true, " ref pointer drops");
	inet_raw_lines(t, true);
	return 0;
}
UK_PROC_ENTRY(net_raw6, .path = "self/net/raw6", .show = show_raw6);
