/* SPDX-License-Identifier: BSD-3-Clause */
/* Ancillary data of datagrams: interfaces and addresses, time to live, type of service. */
#include <lwip/netif.h>
#include <uk/string.h>
#include "datagram.h"

#define IP_TOS 1
#define IP_TTL 2
#define IP_PKTINFO 8
#define IPV6_2292PKTINFO 2
#define IPV6_2292HOPLIMIT 8
#define IPV6_PKTINFO 50
#define IPV6_HOPLIMIT 52
#define IPV6_TCLASS 67

/** struct in_pktinfo */
struct pktinfo {
	int32_t index;
	uint32_t local, header;
};
/** struct in6_pktinfo */
struct pktinfo6 {
	uint8_t address[16];
	uint32_t index;
};

static int take_device(struct inet_path *w, int index)
{
	if (index < 0 || index > UINT8_MAX || (index && !netif_get_by_index((uint8_t)index)))
		return -ENODEV;
	w->device = (uint8_t)index;
	return 0;
}

static int take_number(const void *data, size_t n, int least, int *v)
{
	if (n < sizeof(*v))
		return -EINVAL;
	memcpy(v, data, sizeof(*v));
	return *v < least || *v > UINT8_MAX ? -EINVAL : 0;
}

static int take_ip(struct inet_path *w, int type, const void *data, size_t n)
{
	struct pktinfo info;

	switch (type) {
	case IP_TTL:
		return take_number(data, n, 1, &w->want_ttl);
	case IP_TOS:
		if (n == 1) {
			w->want_tos = *(const uint8_t *)data;
			return 0;
		}
		return take_number(data, n, 0, &w->want_tos);
	case IP_PKTINFO:
		if (n != sizeof(info))
			return -EINVAL;
		memcpy(&info, data, sizeof(info));
		if (info.local) {
			memset(&w->source, 0, sizeof(w->source));
			ip_addr_set_ip4_u32_val(w->source, info.local);
			w->has_source = true;
		}
		return take_device(w, info.index);
	default:
		return -EINVAL;
	}
}

static int take_ip6(struct inet_path *w, int type, const void *data, size_t n)
{
	static const uint8_t any[16], mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct pktinfo6 info;
	uint32_t word[4];
	int r;

	switch (type) {
	case IPV6_HOPLIMIT:
	case IPV6_2292HOPLIMIT:
		return take_number(data, n, -1, &w->want_ttl);
	case IPV6_TCLASS:
		return take_number(data, n, -1, &w->want_tos);
	case IPV6_PKTINFO:
	case IPV6_2292PKTINFO:
		break;
	default:
		return -EINVAL;
	}
	if (n < sizeof(info))
		return -EINVAL;
	memcpy(&info, data, sizeof(info));
	r = take_device(w, (int)info.index);
	if (r || !memcmp(info.address, any, sizeof(any)))
		return r;
	memcpy(word, info.address, sizeof(word));
	memset(&w->source, 0, sizeof(w->source));
	w->has_source = true;
	if (!memcmp(info.address, mapped, sizeof(mapped))) {
		ip_addr_set_ip4_u32_val(w->source, word[3]);
		return 0;
	}
	IP_ADDR6(&w->source, word[0], word[1], word[2], word[3]);
	if (w->device && ip6_addr_has_scope(ip_2_ip6(&w->source), IP6_UNKNOWN))
		ip6_addr_set_zone(ip_2_ip6(&w->source), w->device);
	return 0;
}

int inet_control_in(const struct uk_socket *s, const struct uk_msg *m, struct inet_path *w)
{
	size_t at = 0;

	while (m->control_len - at >= sizeof(struct uk_cmsg)) {
		const uint8_t *data = m->control + at + sizeof(struct uk_cmsg);
		struct uk_cmsg c;
		int r = 0;

		memcpy(&c, m->control + at, sizeof(c));
		if (c.len < sizeof(c) || c.len > m->control_len - at)
			return -EINVAL;
		if (c.level == INET_IPPROTO_IP)
			r = take_ip(w, c.type, data, c.len - sizeof(c));
		else if (c.level == INET_IPPROTO_IPV6 && s->family == UK_AF_INET6)
			r = take_ip6(w, c.type, data, c.len - sizeof(c));
		else if (c.level == UK_SOL_SOCKET && c.type != 1 && c.type != 2)
			r = -EINVAL; /* but SCM_RIGHTS and SCM_CREDENTIALS mean nothing here */
		if (r)
			return r;
		at += UK_MIN(UK_CMSG_ALIGN(c.len), m->control_len - at);
	}
	return 0;
}

static int put_ip(const struct uk_socket *s, struct uk_msg *m, const struct inet_datagram *q)
{
	const struct inet_sock *i = inet_of(s);
	uint32_t to = ip_2_ip4(&q->to)->addr;
	struct pktinfo info = { q->device, to, to };
	struct netif *netif = netif_get_by_index(q->device);
	int ttl = q->ttl, r = 0;

	if (netif && (ip_addr_ismulticast(&q->to) || inet_is_broadcast(&q->to, netif)))
		info.local = netif_ip4_addr(netif)->addr;
	if (inet_switch(i, INET_PKTINFO))
		r = uk_msg_put_control(m, INET_IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
	if (!r && inet_switch(i, INET_RECVTTL))
		r = uk_msg_put_control(m, INET_IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
	if (!r && inet_switch(i, INET_RECVTOS))
		r = uk_msg_put_control(m, INET_IPPROTO_IP, IP_TOS, &q->tos, sizeof(q->tos));
	return r;
}

static int put_pktinfo6(const struct uk_socket *s, struct uk_msg *m, const struct inet_datagram *q,
			int type)
{
	struct pktinfo6 info = { .index = q->device };
	struct uk_sockaddr a;

	/* As the socket's family writes it: an IPv4 address mapped. */
	inet_addr_out(s, &q->to, 0, &a);
	memcpy(info.address, a.data + 6, sizeof(info.address));
	return uk_msg_put_control(m, INET_IPPROTO_IPV6, type, &info, sizeof(info));
}

static int put_ip6(const struct uk_socket *s, struct uk_msg *m, const struct inet_datagram *q)
{
	const struct inet_sock *i = inet_of(s);
	int hops = q->ttl, class = q->tos, r = 0;

	if (inet_switch(i, INET_RECVHOPLIMIT6))
		r = uk_msg_put_control(m, INET_IPPROTO_IPV6, IPV6_HOPLIMIT, &hops, sizeof(hops));
	if (!r && inet_switch(i, INET_RECVTCLASS6))
		r = uk_msg_put_control(m, INET_IPPROTO_IPV6, IPV6_TCLASS, &class, sizeof(class));
	if (!r && inet_switch(i, INET_OLD_PKTINFO6))
		r = put_pktinfo6(s, m, q, IPV6_2292PKTINFO);
	if (!r && inet_switch(i, INET_OLD_HOPLIMIT6))
		r = uk_msg_put_control(m, INET_IPPROTO_IPV6, IPV6_2292HOPLIMIT, &hops, sizeof(hops));
	return r;
}

int inet_control_out(const struct uk_socket *s, struct uk_msg *m, const struct inet_datagram *q)
{
	int r = 0;

	if (s->family == UK_AF_INET6 && inet_switch(inet_of(s), INET_RECVPKTINFO6))
		r = put_pktinfo6(s, m, q, IPV6_PKTINFO);
	if (r)
		return r;
	return IP_IS_V4(&q->to) ? put_ip(s, m, q) : put_ip6(s, m, q);
}
