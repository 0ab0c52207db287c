/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of the levels IPPROTO_IP and IPPROTO_IPV6 that every protocol has. */
#include <uk/string.h>
#include <uk/inetsocket.h>

#define IP_TOS 1
#define IP_TTL 2
#define IP_OPTIONS 4
#define IP_PKTINFO 8
#define IP_MTU_DISCOVER 10
#define IP_RECVERR 11
#define IP_RECVTTL 12
#define IP_RECVTOS 13
#define IP_FREEBIND 15

#define IPV6_2292PKTINFO 2
#define IPV6_2292HOPLIMIT 8
#define IPV6_UNICAST_HOPS 16
#define IPV6_MTU_DISCOVER 23
#define IPV6_RECVERR 25
#define IPV6_V6ONLY 26
#define IPV6_RECVPKTINFO 49
#define IPV6_RECVHOPLIMIT 51
#define IPV6_RECVTCLASS 66
#define IPV6_TCLASS 67

/** Linux's ip_default_ttl, and the hop limit of an interface. */
#define TTL_DEFAULT 64
#define HOPS_DEFAULT 64
#define DISCOVER_MAX 5

int inet_put_int(int v, void *value, size_t *len)
{
	*len = UK_MIN(*len, sizeof(v));
	memcpy(value, &v, *len);
	return 0;
}

int inet_take_int(const void *value, size_t len, int *v)
{
	if (len < sizeof(*v))
		return -EINVAL;
	memcpy(v, value, sizeof(*v));
	return 0;
}

/* The level IPPROTO_IP takes a byte too. */
static int take_int_or_byte(const void *value, size_t len, int *v)
{
	if (len >= sizeof(*v))
		return inet_take_int(value, len, v);
	*v = len ? *(const uint8_t *)value : 0;
	return 0;
}

static const struct {
	int level, name;
	enum inet_switch which;
} switches[] = {
	{ INET_IPPROTO_IP, IP_PKTINFO, INET_PKTINFO },
	{ INET_IPPROTO_IP, IP_RECVERR, INET_RECVERR },
	{ INET_IPPROTO_IP, IP_RECVTTL, INET_RECVTTL },
	{ INET_IPPROTO_IP, IP_RECVTOS, INET_RECVTOS },
	{ INET_IPPROTO_IP, IP_FREEBIND, INET_FREEBIND },
	{ INET_IPPROTO_IPV6, IPV6_RECVERR, INET_RECVERR6 },
	{ INET_IPPROTO_IPV6, IPV6_2292PKTINFO, INET_OLD_PKTINFO6 },
	{ INET_IPPROTO_IPV6, IPV6_2292HOPLIMIT, INET_OLD_HOPLIMIT6 },
	{ INET_IPPROTO_IPV6, IPV6_RECVPKTINFO, INET_RECVPKTINFO6 },
	{ INET_IPPROTO_IPV6, IPV6_RECVHOPLIMIT, INET_RECVHOPLIMIT6 },
	{ INET_IPPROTO_IPV6, IPV6_RECVTCLASS, INET_RECVTCLASS6 },
};

static int find_switch(int level, int name)
{
	for (size_t n = 0; n < UK_ARRAY_SIZE(switches); n++)
		if (switches[n].level == level && switches[n].name == name)
			return (int)switches[n].which;
	return -1;
}

/* A stream's congestion bits are not the application's. */
static uint8_t with_congestion_bits(const struct inet_sock *i, uint8_t before, int v)
{
	return i->protocol == INET_IPPROTO_TCP ? (uint8_t)((v & ~3) | (before & 3)) : (uint8_t)v;
}

static int set_ip(struct inet_sock *i, int name, int v)
{
	switch (name) {
	case IP_TOS:
		i->tos = with_congestion_bits(i, i->tos, v);
		return 0;
	case IP_TTL:
		if (v != -1 && (v < 1 || v > UINT8_MAX))
			return -EINVAL;
		i->ttl = v;
		return 0;
	case IP_MTU_DISCOVER:
		if (v < 0 || v > DISCOVER_MAX)
			return -EINVAL;
		i->mtu_discover = v;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_v6only(struct inet_sock *i, int v)
{
	if (inet_holds(i))
		return -EINVAL;
	i->v6only = v != 0;
	if (v)
		ip_addr_set_zero_ip6(&i->local);
	else
		i->local = *IP_ANY_TYPE;
	return 0;
}

static int set_ip6(struct inet_sock *i, int name, int v)
{
	switch (name) {
	case IPV6_V6ONLY:
		return set_v6only(i, v);
	case IPV6_UNICAST_HOPS:
		if (v < -1 || v > UINT8_MAX)
			return -EINVAL;
		i->hops = v;
		return 0;
	case IPV6_TCLASS:
		if (v < -1 || v > UINT8_MAX)
			return -EINVAL;
		i->tclass = with_congestion_bits(i, i->tclass, v < 0 ? 0 : v);
		return 0;
	case IPV6_MTU_DISCOVER:
		if (v < 0 || v > DISCOVER_MAX)
			return -EINVAL;
		i->mtu_discover6 = v;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static bool has_level(const struct uk_socket *s, int level)
{
	return level == INET_IPPROTO_IP || (level == INET_IPPROTO_IPV6 && s->family == UK_AF_INET6);
}

int inet_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len)
{
	struct inet_sock *i = inet_of(s);
	int which, v, r;

	if (!has_level(s, level))
		return -ENOPROTOOPT;
	r = level == INET_IPPROTO_IP ? take_int_or_byte(value, len, &v)
				     : inet_take_int(value, len, &v);
	if (r)
		return r;
	which = find_switch(level, name);
	if (which < 0)
		return level == INET_IPPROTO_IP ? set_ip(i, name, v) : set_ip6(i, name, v);
	i->switches = (i->switches & ~(1U << which)) | (v ? 1U << which : 0);
	return 0;
}

static int get_ip(const struct inet_sock *i, int name, int *v)
{
	switch (name) {
	case IP_TOS:
		*v = i->tos;
		return 0;
	case IP_TTL:
		*v = i->ttl < 0 ? TTL_DEFAULT : i->ttl;
		return 0;
	case IP_MTU_DISCOVER:
		*v = i->mtu_discover;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int get_ip6(const struct inet_sock *i, int name, int *v)
{
	switch (name) {
	case IPV6_V6ONLY:
		*v = i->v6only;
		return 0;
	case IPV6_UNICAST_HOPS:
		*v = i->hops < 0 ? HOPS_DEFAULT : i->hops;
		return 0;
	case IPV6_TCLASS:
		*v = i->tclass;
		return 0;
	case IPV6_MTU_DISCOVER:
		*v = i->mtu_discover6;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int inet_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	struct inet_sock *i = inet_of(s);
	int which = find_switch(level, name);
	int v, r = 0;

	if (!has_level(s, level))
		return s->family == UK_AF_INET && level != UK_SOL_SOCKET ? -EOPNOTSUPP : -ENOPROTOOPT;
	if (level == INET_IPPROTO_IP && name == IP_OPTIONS) {
		*len = 0; /* none can be set */
		return 0;
	}
	if (which >= 0)
		v = inet_switch(i, (enum inet_switch)which);
	else
		r = level == INET_IPPROTO_IP ? get_ip(i, name, &v) : get_ip6(i, name, &v);
	return r ? r : inet_put_int(v, value, len);
}

void inet_inherit(struct inet_sock *i, const struct inet_sock *from)
{
	i->v6only = from->v6only;
	i->ttl = from->ttl;
	i->hops = from->hops;
	i->tos = from->tos;
	i->tclass = from->tclass;
	i->switches = from->switches;
	i->mtu_discover = from->mtu_discover;
	i->mtu_discover6 = from->mtu_discover6;
	i->device = from->device;
}

void inet_apply(const struct inet_sock *i, struct ip_pcb *pcb, const ip_addr_t *ip)
{
	bool six = IP_IS_V6(ip);
	int ttl = six ? i->hops : i->ttl;

	pcb->tos = six ? i->tclass : i->tos;
	pcb->ttl = ttl < 0 ? TTL_DEFAULT : (uint8_t)ttl;
}
