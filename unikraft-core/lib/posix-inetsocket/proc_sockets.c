/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/net: the tables of sockets that netstat and ss read, and the kernel's parameters. */
#include <lwip/priv/tcp_priv.h>
#include <uk/string.h>
#include "tcp.h"

/* Linux's numbers of states, by lwIP's. */
static const uint8_t states[] = {
	[CLOSED] = 7, [LISTEN] = 10, [SYN_SENT] = 2, [SYN_RCVD] = 3, [ESTABLISHED] = 1,
	[FIN_WAIT_1] = 4, [FIN_WAIT_2] = 5, [CLOSE_WAIT] = 8, [CLOSING] = 11, [LAST_ACK] = 9,
	[TIME_WAIT] = 6,
};

/* By an IPv6 socket, though it may talk IPv4. */
bool inet_proc_is_six(const struct uk_socket *s, const ip_addr_t *local)
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

void inet_proc_line(struct uk_text *t, int width, unsigned int number, bool six,
		    const struct inet_proc_line *l)
{
	uk_text_add(t, "%*u:", width, number);
	add_address(t, six, &l->local, l->local_port);
	add_address(t, six, &l->remote, l->remote_port);
	uk_text_add(t, " %02X %08X:%08X 00:00000000 00000000 %5u %8u %lu 1 0000000000000000", l->state,
		    l->sent, l->received, 0U, 0U, l->inode);
}

void inet_proc_head(struct uk_text *t, int width, bool six, const char *rest)
{
	uk_text_add(t, "%*ssl  local_address %srem%s_address %s  st tx_queue rx_queue tr tm->when retrnsmt   "
		       "uid  timeout inode%s\n",
		    width, "", six ? "                        " : "", six ? "ote" : "",
		    six ? "                     " : "", rest);
}

static void add_pcbs(struct uk_text *t, const struct tcp_pcb *p, bool six, unsigned int *number)
{
	for (; p; p = p->next) {
		const struct stream *owner = p->state == LISTEN ? p->callback_arg : stream_of_pcb(p);
		struct uk_socket *s = owner ? owner->inet.socket : NULL;
		struct inet_proc_line l = {
			.local = p->local_ip, .local_port = p->local_port, .state = states[p->state],
			.inode = s ? s->number : 0,
		};

		if (inet_proc_is_six(s, &p->local_ip) != six)
			continue;
		if (p->state == LISTEN) {
			l.remote = six ? *IP6_ADDR_ANY : *IP4_ADDR_ANY;
		} else {
			l.remote = p->remote_ip;
			l.remote_port = p->remote_port;
			l.sent = p->snd_lbb - p->lastack;
			l.received = owner ? (unsigned int)owner->received.len : 0;
		}
		inet_proc_line(t, 4, (*number)++, six, &l);
		uk_text_add(t, " 20 4 30 10 -1\n");
	}
}

static int show_tcp_of(struct uk_text *t, bool six)
{
	unsigned int number = 0;

	inet_proc_head(t, 2, six, "");
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
