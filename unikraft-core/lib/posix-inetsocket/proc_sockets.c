/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/net: the tables of sockets that netstat and ss read, and the kernel's parameters. */
#include <lwip/priv/tcp_priv.h>
#include <uk/string.h>
#include "datagram.h"
#include "tcp.h"

#define PORTS 65536
/* Linux's numbers of states, by lwIP's. */
static const uint8_t states[] = {
	[CLOSED] = 7, [LISTEN] = 10, [SYN_SENT] = 2, [SYN_RCVD] = 3, [ESTABLISHED] = 1,
	[FIN_WAIT_1] = 4, [FIN_WAIT_2] = 5, [CLOSE_WAIT] = 8, [CLOSING] = 11, [LAST_ACK] = 9,
	[TIME_WAIT] = 6,
};
#define UDP_CONNECTED 1
#define UDP_UNCONNECTED 7

struct line {
	ip_addr_t local, remote;
	uint16_t local_port, remote_port;
	unsigned int state, sent, received;
	uint64_t inode;
};

/* By an IPv6 socket, though it may talk IPv4. */
static bool is_six(const struct uk_socket *s, const ip_addr_t *local)
{
	return s ? s->family == UK_AF_INET6 : IP_IS_V6(local);
}

/* Words of an address in memory order, as numbers. */
static void add_address(struct uk_text *t, bool six, const ip_addr_t *ip, uint16_t port)
{
	uint32_t w[4] = { 0, 0, PP_HTONL(0xffff), 0 };

	if (!six) {
		uk_text_add(t, " %08X:%04X", IP_IS_V4(ip) ? ip_2_ip4(ip)->addr : 0, port);
		return;
	}
	if (IP_IS_V4_VAL(*ip))
		w[3] = ip_2_ip4(ip)->addr;
	else
		memcpy(w, ip_2_ip6(ip)->addr, sizeof(w));
	uk_text_add(t, " %08X%08X%08X%08X:%04X", w[0], w[1], w[2], w[3], port);
}

static void add_line(struct uk_text *t, unsigned int width, unsigned int number, bool six,
		     const struct line *l)
{
	uk_text_add(t, "%*u:", (int)width, number);
	add_address(t, six, &l->local, l->local_port);
	add_address(t, six, &l->remote, l->remote_port);
	uk_text_add(t, " %02X %08X:%08X 00:00000000 00000000 %5u %8u %lu 1 0000000000000000", l->state,
		    l->sent, l->received, 0U, 0U, l->inode);
}

static void add_pcbs(struct uk_text *t, const struct tcp_pcb *p, bool six, unsigned int *number)
{
	for (; p; p = p->next) {
		const struct stream *owner = p->state == LISTEN ? p->callback_arg : stream_of_pcb(p);
		struct uk_socket *s = owner ? owner->inet.socket : NULL;
		struct line l = {
			.local = p->local_ip, .local_port = p->local_port, .state = states[p->state],
			.inode = s ? s->number : 0,
		};

		if (is_six(s, &p->local_ip) != six)
			continue;
		if (p->state == LISTEN) {
			l.remote = six ? *IP6_ADDR_ANY : *IP4_ADDR_ANY;
		} else {
			l.remote = p->remote_ip;
			l.remote_port = p->remote_port;
			l.sent = p->snd_lbb - p->lastack;
			l.received = owner ? (unsigned int)owner->received.len : 0;
		}
		add_line(t, 4, (*number)++, six, &l);
		uk_text_add(t, " 20 4 30 10 -1\n");
	}
}

static int show_tcp_of(struct uk_text *t, bool six)
{
	unsigned int number = 0;

	uk_text_add(t, "  sl  local_address %srem%s_address %s  st tx_queue rx_queue tr tm->when retrnsmt   "
		       "uid  timeout inode\n",
		    six ? "                        " : "", six ? "ote" : "",
		    six ? "                     " : "");
	add_pcbs(t, tcp_listen_pcbs.pcbs, six, &number);
	add_pcbs(t, tcp_active_pcbs, six, &number);
	add_pcbs(t, tcp_tw_pcbs, six, &number);
	return 0;
}

static int show_tcp(struct uk_text *t)
{
	return show_tcp_of(t, false);
}
UK_PROC_ENTRY(net_tcp, .path = "self/net/tcp", .show = show_tcp);

static int show_tcp6(struct uk_text *t)
{
	return show_tcp_of(t, true);
}
UK_PROC_ENTRY(net_tcp6, .path = "self/net/tcp6", .show = show_tcp6);

static void add_udp(struct uk_text *t, const struct inet_dgram *d, bool six)
{
	struct uk_socket *s = d->inet.socket;
	struct line l = {
		.local = d->inet.local, .local_port = d->inet.port, .remote = d->remote,
		.remote_port = d->remote_port, .inode = s->number,
		.received = (unsigned int)d->queued,
		.state = d->connected ? UDP_CONNECTED : UDP_UNCONNECTED,
	};

	if (is_six(s, &l.local) != six)
		return;
	if (!d->connected)
		l.remote = six ? *IP6_ADDR_ANY : *IP4_ADDR_ANY;
	if (IP_IS_ANY_TYPE_VAL(l.local))
		l.local = *IP6_ADDR_ANY;
	add_line(t, 5, l.local_port, six, &l);
	uk_text_add(t, " %lu\n", d->dropped);
}

static int show_udp_of(struct uk_text *t, bool six)
{
	uk_text_add(t, "   sl  local_address %srem%s_address %s  st tx_queue rx_queue tr tm->when retrnsmt   "
		       "uid  timeout inode ref pointer drops\n",
		    six ? "                        " : "", six ? "ote" : "",
		    six ? "                     " : "");
	for (unsigned int port = 1; port < PORTS; port++) {
		struct inet_sock *i = NULL;

		while ((i = inet_next_bound(INET_IPPROTO_UDP, (uint16_t)port, i)))
			add_udp(t, (const struct inet_dgram *)i, six);
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

#define CONSTANT(name, where, text)                                          \
	static int show_##name(struct uk_text *t)                            \
	{                                                                    \
		uk_text_add(t, "%s\n", text);                                \
		return 0;                                                    \
	}                                                                    \
	UK_PROC_ENTRY(name, .path = "sys/net/" where, .show = show_##name)

CONSTANT(somaxconn, "core/somaxconn", "4096");
CONSTANT(rmem_default, "core/rmem_default", "212992");
CONSTANT(wmem_default, "core/wmem_default", "212992");
CONSTANT(rmem_max, "core/rmem_max", "212992");
CONSTANT(wmem_max, "core/wmem_max", "212992");
CONSTANT(optmem_max, "core/optmem_max", "131072");
CONSTANT(port_range, "ipv4/ip_local_port_range", "32768\t60999");
CONSTANT(unprivileged, "ipv4/ip_unprivileged_port_start", "1024");
CONSTANT(default_ttl, "ipv4/ip_default_ttl", "64");
CONSTANT(forward, "ipv4/ip_forward", "0");
CONSTANT(fastopen, "ipv4/tcp_fastopen", "0");
CONSTANT(timestamps, "ipv4/tcp_timestamps", "0");
CONSTANT(window_scaling, "ipv4/tcp_window_scaling", "1");
CONSTANT(keepalive_time, "ipv4/tcp_keepalive_time", "7200");
CONSTANT(keepalive_intvl, "ipv4/tcp_keepalive_intvl", "75");
CONSTANT(keepalive_probes, "ipv4/tcp_keepalive_probes", "9");
CONSTANT(igmp_max, "ipv4/igmp_max_memberships", "20");
CONSTANT(bindv6only, "ipv6/bindv6only", "0");
CONSTANT(disable6_all, "ipv6/conf/all/disable_ipv6", "0");
CONSTANT(disable6_default, "ipv6/conf/default/disable_ipv6", "0");
CONSTANT(disable6_lo, "ipv6/conf/lo/disable_ipv6", "0");
CONSTANT(forwarding6, "ipv6/conf/all/forwarding", "0");
