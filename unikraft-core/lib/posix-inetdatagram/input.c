/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What arrives, before lwIP looks at it: copies to raw sockets, datagrams to
 * UDP sockets, errors that ICMP brings.
 */
#include <lwip/prot/icmp.h>
#include <lwip/prot/icmp6.h>
#include <lwip/prot/ip.h>
#include <lwip/raw.h>
#include <uk/alloc.h>
#include <uk/string.h>
#include "datagram.h"

#define PORTS 4 /* bytes of a UDP header that hold the ports */
#define SEQUENCE 4 /* of a TCP header behind them */

struct tap {
	struct uk_list node;
	struct raw_pcb *pcb;
	unsigned int users;
	uint8_t version, protocol;
};
static struct uk_list taps = UK_LIST_INIT(taps);

/* Extension headers that can stand first: packets with them come by taps of these. */
static const uint8_t extensions[] = { IP6_NEXTH_HOPBYHOP, IP6_NEXTH_ROUTING, IP6_NEXTH_DESTOPTS };

static bool is_extension(uint8_t protocol)
{
	return memchr(extensions, protocol, sizeof(extensions));
}

/* What is behind the extension headers of an IPv6 packet. */
static uint8_t last_header(const struct pbuf *p, uint32_t header, uint8_t protocol)
{
	uint32_t at = IP6_HLEN;
	uint8_t head[2];

	while (is_extension(protocol) && at + sizeof(head) <= header &&
	       pbuf_copy_partial(p, head, sizeof(head), (u16_t)at) == sizeof(head)) {
		protocol = head[0];
		at += (head[1] + 1U) * 8;
	}
	return protocol;
}

static void packet_of(struct inet_packet *k, struct pbuf *p)
{
	*k = (struct inet_packet){
		.p = p, .netif = ip_current_input_netif(), .header = ip_current_header_tot_len(),
		.protocol = ip_current_header_proto(), .from = *ip_current_src_addr(),
		.to = *ip_current_dest_addr(),
	};
	k->multicast = ip_addr_ismulticast(&k->to);
	if (ip_current_is_v6()) {
		k->ttl = IP6H_HOPLIM(ip6_current_header());
		k->tos = (uint8_t)IP6H_TC(ip6_current_header());
		k->protocol = last_header(p, k->header, k->protocol);
	} else {
		k->ttl = IPH_TTL(ip4_current_header());
		k->tos = IPH_TOS(ip4_current_header());
		k->broadcast = inet_is_broadcast(&k->to, k->netif);
	}
}

/* Linux's icmp_err_convert: an error for each code of "destination unreachable". */
static const struct error {
	uint8_t error;
	bool fatal;
} unreachable[] = {
	{ ENETUNREACH, false }, { EHOSTUNREACH, false }, { ENOPROTOOPT, true },
	{ ECONNREFUSED, true }, { EMSGSIZE, false },	 { EOPNOTSUPP, false },
	{ ENETUNREACH, true },	{ EHOSTDOWN, true },	 { ENONET, true },
	{ ENETUNREACH, true },	{ EHOSTUNREACH, true },	 { ENETUNREACH, false },
	{ EHOSTUNREACH, false }, { EHOSTUNREACH, true }, { EHOSTUNREACH, true },
	{ EHOSTUNREACH, true },
}, unreachable6[] = {
	{ ENETUNREACH, false }, { EACCES, true }, { EHOSTUNREACH, false }, { EHOSTUNREACH, false },
	{ ECONNREFUSED, true }, { EACCES, true }, { EACCES, true },
};

static struct error error_of(bool six, uint8_t type, uint8_t code)
{
	static const struct error none, expired = { EHOSTUNREACH, false }, bad = { EPROTO, true },
				  too_big = { EMSGSIZE, false };

	if (type == (six ? ICMP6_TYPE_DUR : ICMP_DUR)) {
		if (six)
			return code < UK_ARRAY_SIZE(unreachable6) ? unreachable6[code] : none;
		return code < UK_ARRAY_SIZE(unreachable) ? unreachable[code] : none;
	}
	if (type == (six ? ICMP6_TYPE_TE : ICMP_TE))
		return expired;
	if (type == (six ? ICMP6_TYPE_PP : ICMP_PP))
		return bad;
	return six && type == ICMP6_TYPE_PTB ? too_big : none;
}

static uint16_t port_at(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void set_address(ip_addr_t *ip, bool six, const uint8_t *bytes)
{
	uint32_t w[4] = { 0 };

	memcpy(w, bytes, six ? sizeof(w) : sizeof(*w));
	memset(ip, 0, sizeof(*ip));
	if (six)
		IP_ADDR6(ip, w[0], w[1], w[2], w[3]);
	else
		ip_addr_set_ip4_u32_val(*ip, w[0]);
}

/* An ICMP error quotes the packet that it is about: whose was it? */
static void error_input(const struct inet_packet *k, bool six)
{
	uint8_t b[8 + 60 + PORTS + SEQUENCE]; /* both headers, and an IPv4 header at its longest */
	size_t n = pbuf_copy_partial(k->p, b, sizeof(b), (u16_t)k->header);
	const uint8_t *ip = b + 8;
	size_t header = six ? IP6_HLEN : (n > 8 ? (ip[0] & 0xf) * 4U : 0);
	ip_addr_t from, to;
	struct error e;
	uint8_t protocol;

	if (n < 8 + (six ? IP6_HLEN : IP_HLEN) + PORTS || header < IP_HLEN || n < 8 + header + PORTS)
		return;
	e = error_of(six, b[0], b[1]);
	if (!e.error || ip[0] >> 4 != (six ? 6 : 4))
		return;
	protocol = ip[six ? 6 : 9];
	if (!six && ((ip[6] & 0x1f) || ip[7])) /* a fragment behind the first has no ports */
		return;
	set_address(&from, six, ip + (six ? 8 : 12));
	set_address(&to, six, ip + (six ? 24 : 16));
	if (six) {
		ip6_addr_assign_zone(ip_2_ip6(&from), IP6_UNKNOWN, k->netif);
		ip6_addr_assign_zone(ip_2_ip6(&to), IP6_UNKNOWN, k->netif);
	}
	if (protocol == INET_IPPROTO_TCP && n >= 8 + header + PORTS + SEQUENCE && e.error != EMSGSIZE)
		stream_icmp_error(&from, port_at(ip + header), &to, port_at(ip + header + 2),
				  (uint32_t)port_at(ip + header + 4) << 16 | port_at(ip + header + 6),
				  e.error);
	if (protocol != INET_IPPROTO_UDP)
		return;
	inet_udp_error(&from, port_at(ip + header), &to, port_at(ip + header + 2), e.error, e.fatal);
}

static u8_t input(void *arg UK_UNUSED, struct raw_pcb *pcb UK_UNUSED, struct pbuf *p,
		  const ip_addr_t *from UK_UNUSED)
{
	struct inet_packet k;

	packet_of(&k, p);
	inet_raw_input(&k);
	switch (k.protocol) {
	case INET_IPPROTO_UDP:
		return inet_udp_input(&k);
	case INET_IPPROTO_ICMP:
	case INET_IPPROTO_ICMPV6:
		if (IP_IS_V6(&k.to) == (k.protocol == INET_IPPROTO_ICMPV6))
			error_input(&k, IP_IS_V6(&k.to));
		return 0;
	default:
		return 0;
	}
}

static struct tap *find_tap(uint8_t version, uint8_t protocol)
{
	struct tap *t;

	uk_list_for_each(t, &taps, node)
		if (t->version == version && t->protocol == protocol)
			return t;
	return NULL;
}

static int open_one(uint8_t version, uint8_t protocol)
{
	struct tap *t = find_tap(version, protocol);

	if (t) {
		t->users++;
		return 0;
	}
	t = uk_zalloc(sizeof(*t));
	if (!t)
		return -ENOMEM;
	t->pcb = raw_new_ip_type(version, protocol);
	if (!t->pcb) {
		uk_free(t);
		return -ENOMEM;
	}
	t->users = 1;
	t->version = version;
	t->protocol = protocol;
	raw_recv(t->pcb, input, NULL);
	uk_list_add_tail(&t->node, &taps);
	return 0;
}

static void close_one(uint8_t version, uint8_t protocol)
{
	struct tap *t = find_tap(version, protocol);

	if (--t->users)
		return;
	uk_list_del(&t->node);
	raw_remove(t->pcb);
	uk_free(t);
}

static int open_six(uint8_t protocol)
{
	int r = open_one(IPADDR_TYPE_V6, protocol);
	size_t n = 0;

	for (; !r && n < sizeof(extensions); n++)
		r = open_one(IPADDR_TYPE_V6, extensions[n]);
	if (!r)
		return 0;
	/* The last one was not opened. */
	if (n) {
		close_one(IPADDR_TYPE_V6, protocol);
		while (--n)
			close_one(IPADDR_TYPE_V6, extensions[n - 1]);
	}
	return r;
}

static void close_six(uint8_t protocol)
{
	close_one(IPADDR_TYPE_V6, protocol);
	for (size_t n = 0; n < sizeof(extensions); n++)
		close_one(IPADDR_TYPE_V6, extensions[n]);
}

int inet_tap_open(uint8_t version, uint8_t protocol)
{
	int r = version == IPADDR_TYPE_V6 ? 0 : open_one(IPADDR_TYPE_V4, protocol);

	if (r || version == IPADDR_TYPE_V4)
		return r;
	r = open_six(protocol);
	if (r && version == IPADDR_TYPE_ANY)
		close_one(IPADDR_TYPE_V4, protocol);
	return r;
}

void inet_tap_close(uint8_t version, uint8_t protocol)
{
	if (version != IPADDR_TYPE_V6)
		close_one(IPADDR_TYPE_V4, protocol);
	if (version != IPADDR_TYPE_V4)
		close_six(protocol);
}

bool inet_dgram_matches(const struct inet_dgram *d, const struct inet_packet *k)
{
	const ip_addr_t *local = &d->inet.local;

	if (d->inet.device && d->inet.device != netif_get_index(k->netif))
		return false;
	if (d->connected && !ip_addr_isany(&d->remote) && !ip_addr_cmp(&d->remote, &k->from))
		return false;
	if (IP_IS_ANY_TYPE_VAL(*local))
		return true;
	if (IP_GET_TYPE(local) != IP_GET_TYPE(&k->to))
		return false;
	return ip_addr_isany(local) || ip_addr_cmp(local, &k->to);
}
