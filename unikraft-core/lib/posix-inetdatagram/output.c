/* SPDX-License-Identifier: BSD-3-Clause */
/* Whom a datagram is for, by which interface it goes, and which address it carries. */
#include <uk/string.h>
#include "datagram.h"

#define LOOPBACK 1 /* index of the interface */
#define LOOPBACK_BROADCAST 0x7fffffffUL
#define TTL_DEFAULT 64
#define PMTUDISC_DO 2
#define PMTUDISC_PROBE 3
/** What lwIP can carry: an IP packet of 65535 bytes with all headers. */
#define IP_PACKET_MAX 65535

/* Of an address that a send or connect names; IPv6 sockets take those of IPv4 too. */
static int named_address(const struct uk_socket *s, const struct uk_sockaddr *a, size_t len,
			 ip_addr_t *ip, uint16_t *port)
{
	struct uk_socket four = *s;
	struct uk_sockaddr named = *a;
	bool six = s->family == UK_AF_INET6;
	int r;

	if (len < sizeof(a->family))
		return -EINVAL;
	if (!six && a->family == UK_AF_UNSPEC)
		named.family = UK_AF_INET;
	if (six && a->family == UK_AF_INET) {
		if (inet_of(s)->v6only)
			return -ENETUNREACH;
		four.family = UK_AF_INET;
		return inet_addr_in(&four, a, len, ip, port);
	}
	r = inet_addr_in(s, &named, len, ip, port);
	if (!r && six && IP_IS_V4(ip) && !IP_IS_ANY_TYPE_VAL(*ip) && inet_of(s)->v6only)
		r = -ENETUNREACH;
	return r;
}

int inet_destination(struct uk_socket *s, const struct uk_msg *m, ip_addr_t *to, uint16_t *port)
{
	const struct inet_dgram *d = inet_dgram_of(s);

	if (m->addr_len &&
	    !(s->family == UK_AF_INET6 && m->addr_len >= 2 && m->addr.family == UK_AF_UNSPEC))
		return named_address(s, &m->addr, m->addr_len, to, port);
	if (!d->connected)
		return -EDESTADDRREQ;
	*to = d->remote;
	*port = d->remote_port;
	return 0;
}

/* What must go by a certain interface, or may not go at all. */
static int choose_netif(const struct inet_dgram *d, struct inet_path *w)
{
	bool group = ip_addr_ismulticast(&w->to), six = IP_IS_V6(&w->to);
	uint8_t device = w->device ? w->device : d->inet.device;

	if (!device && group)
		device = six ? d->group_device6 : d->group_device;
	if (!device && six && ip6_addr_has_zone(ip_2_ip6(&w->to)))
		device = ip6_addr_zone(ip_2_ip6(&w->to));
	if (!device && six && !group && ip6_addr_lacks_zone(ip_2_ip6(&w->to), IP6_UNKNOWN))
		return -EINVAL;
	w->netif = device ? netif_get_by_index(device) : ip_route(&d->inet.local, &w->to);
	if (!w->netif)
		return device ? -ENODEV : -ENETUNREACH;
	if (!six || !ip6_addr_has_scope(ip_2_ip6(&w->to), IP6_UNKNOWN))
		return 0;
	if (ip6_addr_lacks_zone(ip_2_ip6(&w->to), IP6_UNKNOWN))
		ip6_addr_assign_zone(ip_2_ip6(&w->to), IP6_UNKNOWN, w->netif);
	return ip6_addr_test_zone(ip_2_ip6(&w->to), w->netif) ? 0 : -EINVAL;
}

bool inet_is_broadcast(const ip_addr_t *ip, struct netif *netif)
{
	if (!IP_IS_V4(ip))
		return false;
	/* For lwIP the loopback has no such address. */
	return ip_addr_isbroadcast(ip, netif) || ip_2_ip4(ip)->addr == PP_HTONL(LOOPBACK_BROADCAST);
}

/* An address that one can be spoken to by. */
static bool names_one(const ip_addr_t *ip, struct netif *netif)
{
	return !IP_IS_ANY_TYPE_VAL(*ip) && !ip_addr_isany(ip) && !ip_addr_ismulticast(ip) &&
	       !inet_is_broadcast(ip, netif);
}

static int choose_source(const struct inet_dgram *d, struct inet_path *w)
{
	const ip_addr_t *local = &d->inet.local, *chosen;

	if (w->has_source && IP_GET_TYPE(&w->source) == IP_GET_TYPE(&w->to)) {
		if (!inet_addr_is_local(&w->source))
			return -EINVAL;
		w->from = w->source;
	} else if (names_one(local, w->netif)) {
		if (IP_GET_TYPE(local) != IP_GET_TYPE(&w->to))
			return -ENETUNREACH;
		w->from = *local;
	} else if (IP_IS_V6(&w->to)) {
		chosen = ip6_select_source_address(w->netif, ip_2_ip6(&w->to));
		if (!chosen)
			return -EADDRNOTAVAIL;
		w->from = *chosen;
	} else if (ip_addr_ismulticast(&w->to) && !ip4_addr_isany_val(d->group_source)) {
		ip_addr_copy_from_ip4(w->from, d->group_source);
	} else {
		w->from = *netif_ip_addr4(w->netif);
		if (ip_addr_isany(&w->from))
			return -ENETUNREACH;
	}
	/* Nobody out there could answer. */
	if (IP_IS_V4(&w->from) && ip4_addr_isloopback(ip_2_ip4(&w->from)) &&
	    netif_get_index(w->netif) != LOOPBACK && !inet_addr_is_local(&w->to))
		return -EINVAL;
	return 0;
}

int inet_path(struct uk_socket *s, struct uk_msg *m, const ip_addr_t *to, uint16_t port,
	      struct inet_path *w)
{
	struct inet_dgram *d = inet_dgram_of(s);
	bool six, group;
	int r, ttl, tos;

	*w = (struct inet_path){ .to = *to, .port = port, .want_ttl = -1, .want_tos = -1 };
	if (m && m->control_len) {
		r = inet_control_in(s, m, w);
		if (r)
			return r;
	}
	inet_addr_here(&w->to);
	r = choose_netif(d, w);
	if (!r)
		r = choose_source(d, w);
	if (r)
		return r;
	six = IP_IS_V6(&w->to);
	group = ip_addr_ismulticast(&w->to);
	w->broadcast = inet_is_broadcast(&w->to, w->netif);
	if (w->broadcast && !uk_socket_option(s, UK_SO_BROADCAST))
		return -EACCES;
	/* The loopback brings back what it is given. */
	w->loop = netif_get_index(w->netif) != LOOPBACK &&
		  (w->broadcast || (group && (six ? d->loop6 : d->loop)));
	ttl = group ? (six ? d->group_hops : d->group_ttl) : (six ? d->inet.hops : d->inet.ttl);
	tos = six ? d->inet.tclass : d->inet.tos;
	w->ttl = (uint8_t)(w->want_ttl >= 0 ? w->want_ttl : ttl >= 0 ? ttl : TTL_DEFAULT);
	w->tos = (uint8_t)(w->want_tos >= 0 ? w->want_tos : tos);
	return 0;
}

int inet_path_fits(const struct inet_dgram *d, const struct inet_path *w, size_t len)
{
	bool six = IP_IS_V6(&w->to);
	int discover = six ? d->inet.mtu_discover6 : d->inet.mtu_discover;
	size_t whole = len + (six ? 40 : 20);

	if (whole > IP_PACKET_MAX)
		return -EMSGSIZE;
	if ((discover == PMTUDISC_DO || discover == PMTUDISC_PROBE) && w->netif->mtu &&
	    whole > w->netif->mtu)
		return -EMSGSIZE;
	return 0;
}

static void dgram_disconnect(struct inet_dgram *d)
{
	struct inet_sock *i = &d->inet;

	d->connected = false;
	d->remote_port = 0;
	if (!i->address_given) {
		if (i->socket->family == UK_AF_INET)
			ip_addr_set_zero_ip4(&i->local);
		else if (i->v6only)
			ip_addr_set_zero_ip6(&i->local);
		else
			i->local = *IP_ANY_TYPE;
	}
	if (!i->port_given) {
		inet_unbind(i);
		i->port = 0;
	}
}

int inet_dgram_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct inet_dgram *d = inet_dgram_of(s);
	bool udp = d->inet.protocol == INET_IPPROTO_UDP;
	struct inet_path w;
	ip_addr_t to, before = d->inet.local;
	uint16_t port;
	int r;

	if (len < sizeof(a->family))
		return -EINVAL;
	if (a->family == UK_AF_UNSPEC) {
		dgram_disconnect(d);
		return 0;
	}
	r = named_address(s, a, len, &to, &port);
	if (r)
		return r;
	/* A new peer: the address that was chosen for the old one does not count. */
	if (d->connected && !d->inet.address_given)
		d->inet.local = s->family == UK_AF_INET ? *IP4_ADDR_ANY : *IP_ANY_TYPE;
	r = inet_path(s, NULL, &to, port, &w);
	if (!r && udp && !d->inet.port)
		r = inet_autobind(&d->inet);
	if (r) {
		d->inet.local = before;
		return r;
	}
	if (!names_one(&d->inet.local, w.netif))
		d->inet.local = w.from;
	d->remote = w.to;
	d->remote_port = port;
	d->connected = true;
	s->error = 0;
	return 0;
}
