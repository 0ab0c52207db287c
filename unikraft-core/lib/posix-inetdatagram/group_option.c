/* SPDX-License-Identifier: BSD-3-Clause */
/* Options about groups of both versions, and SO_BINDTODEVICE. */
#include <lwip/netif.h>
#include <uk/netif.h>
#include <uk/string.h>
#include "multicast.h"

#define SO_BINDTODEVICE 25

#define IP_MULTICAST_IF 32
#define IP_MULTICAST_TTL 33
#define IP_MULTICAST_LOOP 34
#define IP_ADD_MEMBERSHIP 35
#define IP_DROP_MEMBERSHIP 36
#define IP_UNBLOCK_SOURCE 37
#define IP_BLOCK_SOURCE 38
#define IP_ADD_SOURCE_MEMBERSHIP 39
#define IP_DROP_SOURCE_MEMBERSHIP 40
#define IP_MULTICAST_ALL 49
#define IPV6_MULTICAST_IF 17
#define IPV6_MULTICAST_HOPS 18
#define IPV6_MULTICAST_LOOP 19
#define IPV6_JOIN_GROUP 20
#define IPV6_LEAVE_GROUP 21
#define IPV6_MULTICAST_ALL 29
/* Of both levels */
#define MCAST_JOIN_GROUP 42
#define MCAST_BLOCK_SOURCE 43
#define MCAST_UNBLOCK_SOURCE 44
#define MCAST_LEAVE_GROUP 45
#define MCAST_JOIN_SOURCE_GROUP 46
#define MCAST_LEAVE_SOURCE_GROUP 47

#define SOCKADDR_STORAGE 128
/* struct group_req: index, padding, address; struct group_source_req has one more. */
#define GROUP_REQ (8 + SOCKADDR_STORAGE)
#define GROUP_SOURCE_REQ (8 + 2 * SOCKADDR_STORAGE)

static uint32_t word_at(const void *value, size_t n)
{
	uint32_t v;

	memcpy(&v, (const uint8_t *)value + 4 * n, sizeof(v));
	return v;
}

static void set_address4(ip_addr_t *ip, uint32_t v)
{
	memset(ip, 0, sizeof(*ip));
	ip_addr_set_ip4_u32_val(*ip, v);
}

/* The interface with an IPv4 address; 0.0.0.0: any will do. */
static int device_with(uint32_t address, uint8_t *device)
{
	struct netif *n;

	*device = 0;
	if (!address)
		return 0;
	NETIF_FOREACH(n) {
		if (netif_ip4_addr(n)->addr == address) {
			*device = netif_get_index(n);
			return 0;
		}
	}
	return -ENODEV;
}

static int device_at(uint32_t index, uint8_t *device)
{
	if (index > UINT8_MAX || (index && !netif_get_by_index((uint8_t)index)))
		return -ENODEV;
	*device = (uint8_t)index;
	return 0;
}

/* struct ip_mreq (group, address of the interface) or ip_mreqn (and its index). */
static int membership4(struct inet_dgram *d, int name, const void *value, size_t len)
{
	struct inet_group g = { .device = 0 };
	uint32_t index = len >= 12 ? word_at(value, 2) : 0;
	int r;

	if (len < 8)
		return -EINVAL;
	set_address4(&g.group, word_at(value, 0));
	r = index ? device_at(index, &g.device) : device_with(word_at(value, 1), &g.device);
	if (r)
		return r;
	return name == IP_ADD_MEMBERSHIP ? inet_group_join(d, &g) : inet_group_leave(d, &g);
}

/* struct ip_mreq_source: group, address of the interface, sender. */
static int source4(struct inet_dgram *d, int name, const void *value, size_t len)
{
	enum inet_source_change change = name == IP_ADD_SOURCE_MEMBERSHIP    ? INET_SOURCE_JOIN
					 : name == IP_DROP_SOURCE_MEMBERSHIP ? INET_SOURCE_LEAVE
					 : name == IP_BLOCK_SOURCE	       ? INET_SOURCE_BLOCK
									       : INET_SOURCE_UNBLOCK;
	struct inet_group g = { .device = 0 };
	int r;

	if (len != 12)
		return -EINVAL;
	set_address4(&g.group, word_at(value, 0));
	set_address4(&g.source, word_at(value, 2));
	r = device_with(word_at(value, 1), &g.device);
	return r ? r : inet_group_source(d, &g, change);
}

/* struct ipv6_mreq: group, index of the interface. */
static int membership6(struct inet_dgram *d, int name, const void *value, size_t len)
{
	struct inet_group g = { .device = 0 };
	int r;

	if (len < 20)
		return -EINVAL;
	IP_ADDR6(&g.group, word_at(value, 0), word_at(value, 1), word_at(value, 2), word_at(value, 3));
	ip6_addr_clear_zone(ip_2_ip6(&g.group));
	r = device_at(word_at(value, 4), &g.device);
	if (r)
		return r;
	return name == IPV6_JOIN_GROUP ? inet_group_join(d, &g) : inet_group_leave(d, &g);
}

/* An address of a struct group_req, which is of the level's family. */
static int address_at(const uint8_t *p, int level, ip_addr_t *ip)
{
	uint16_t family;

	memcpy(&family, p, sizeof(family));
	if (family != (level == INET_IPPROTO_IP ? UK_AF_INET : UK_AF_INET6))
		return level == INET_IPPROTO_IP ? -EINVAL : -EADDRNOTAVAIL;
	if (level == INET_IPPROTO_IP) {
		set_address4(ip, word_at(p, 1));
		return 0;
	}
	memset(ip, 0, sizeof(*ip));
	IP_ADDR6(ip, word_at(p, 2), word_at(p, 3), word_at(p, 4), word_at(p, 5));
	return 0;
}

static int group_request(struct inet_dgram *d, int level, int name, const void *value, size_t len)
{
	bool whole = name == MCAST_JOIN_GROUP || name == MCAST_LEAVE_GROUP;
	const uint8_t *p = value;
	struct inet_group g = { .device = 0 };
	int r;

	if (len < (whole ? (size_t)GROUP_REQ : (size_t)GROUP_SOURCE_REQ))
		return -EINVAL;
	r = address_at(p + 8, level, &g.group);
	if (!r)
		r = device_at(word_at(value, 0), &g.device);
	if (!r && !whole)
		r = address_at(p + 8 + SOCKADDR_STORAGE, level, &g.source);
	if (r)
		return r;
	switch (name) {
	case MCAST_JOIN_GROUP:
		return inet_group_join(d, &g);
	case MCAST_LEAVE_GROUP:
		return inet_group_leave(d, &g);
	case MCAST_JOIN_SOURCE_GROUP:
		return inet_group_source(d, &g, INET_SOURCE_JOIN);
	case MCAST_LEAVE_SOURCE_GROUP:
		return inet_group_source(d, &g, INET_SOURCE_LEAVE);
	case MCAST_BLOCK_SOURCE:
		return inet_group_source(d, &g, INET_SOURCE_BLOCK);
	default:
		return inet_group_source(d, &g, INET_SOURCE_UNBLOCK);
	}
}

/* An address, struct ip_mreq or ip_mreqn: where sent groups go. */
static int set_group_if4(struct inet_dgram *d, const void *value, size_t len)
{
	uint32_t index = len >= 12 ? word_at(value, 2) : 0;
	uint32_t address = len >= 8 ? word_at(value, 1) : len >= 4 ? word_at(value, 0) : 0;
	uint8_t device;
	int r;

	if (len < 4)
		return -EINVAL;
	r = index ? device_at(index, &device) : device_with(address, &device);
	if (r)
		return index ? -EADDRNOTAVAIL : r == -ENODEV ? -EADDRNOTAVAIL : r;
	if (d->inet.device && device && device != d->inet.device)
		return -EINVAL;
	d->group_device = device;
	d->group_source.addr = address;
	return 0;
}

static int set_group4(struct inet_dgram *d, int name, const void *value, size_t len)
{
	int v;

	switch (name) {
	case IP_ADD_MEMBERSHIP:
	case IP_DROP_MEMBERSHIP:
		return membership4(d, name, value, len);
	case IP_UNBLOCK_SOURCE:
	case IP_BLOCK_SOURCE:
	case IP_ADD_SOURCE_MEMBERSHIP:
	case IP_DROP_SOURCE_MEMBERSHIP:
		return source4(d, name, value, len);
	case IP_MULTICAST_IF:
		return set_group_if4(d, value, len);
	case IP_MULTICAST_TTL:
	case IP_MULTICAST_LOOP:
	case IP_MULTICAST_ALL:
		break;
	default:
		return -ENOPROTOOPT;
	}
	if (!len)
		return -EINVAL;
	v = len >= sizeof(v) ? (int)word_at(value, 0) : *(const uint8_t *)value;
	if (name == IP_MULTICAST_LOOP) {
		d->loop = v;
		return 0;
	}
	if (name == IP_MULTICAST_ALL) {
		if (v != 0 && v != 1)
			return -EINVAL;
		d->all = v;
		return 0;
	}
	if (v < -1 || v > UINT8_MAX)
		return -EINVAL;
	d->group_ttl = v < 0 ? 1 : (uint8_t)v;
	return 0;
}

static int set_group6(struct inet_dgram *d, int name, const void *value, size_t len)
{
	int v, r;

	if (name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP)
		return membership6(d, name, value, len);
	if (name != IPV6_MULTICAST_IF && name != IPV6_MULTICAST_HOPS && name != IPV6_MULTICAST_LOOP &&
	    name != IPV6_MULTICAST_ALL)
		return -ENOPROTOOPT;
	r = inet_take_int(value, len, &v);
	if (r)
		return r;
	switch (name) {
	case IPV6_MULTICAST_IF:
		return device_at((uint32_t)v, &d->group_device6);
	case IPV6_MULTICAST_HOPS:
		if (v < -1 || v > UINT8_MAX)
			return -EINVAL;
		d->group_hops = v < 0 ? 1 : (uint8_t)v;
		return 0;
	default:
		if (v != 0 && v != 1)
			return -EINVAL;
		if (name == IPV6_MULTICAST_LOOP)
			d->loop6 = v;
		else
			d->all6 = v;
		return 0;
	}
}

/* The name of an interface; an empty one ends it. */
static int bind_to_device(struct inet_dgram *d, const char *name, size_t len)
{
	struct uk_netif i;

	len = strnlen(name, UK_MIN(len, sizeof(i.name) - 1));
	if (!len) {
		d->inet.device = 0;
		return 0;
	}
	for (int after = 0; uk_netif_next(after, &i); after = i.index) {
		if (strlen(i.name) == len && !strncmp(i.name, name, len)) {
			d->inet.device = (uint8_t)i.index;
			return 0;
		}
	}
	return -ENODEV;
}

int inet_group_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len)
{
	struct inet_dgram *d = inet_dgram_of(s);

	if (level == UK_SOL_SOCKET)
		return name == SO_BINDTODEVICE ? bind_to_device(d, value, len) : -ENOPROTOOPT;
	if (level != INET_IPPROTO_IP && (level != INET_IPPROTO_IPV6 || s->family != UK_AF_INET6))
		return -ENOPROTOOPT;
	if (name >= MCAST_JOIN_GROUP && name <= MCAST_LEAVE_SOURCE_GROUP)
		return group_request(d, level, name, value, len);
	return level == INET_IPPROTO_IP ? set_group4(d, name, value, len) : set_group6(d, name, value, len);
}

static int get_device(const struct inet_dgram *d, void *value, size_t *len)
{
	struct uk_netif i;

	if (!d->inet.device) {
		*len = 0;
		return 0;
	}
	if (!uk_netif_next(d->inet.device - 1, &i))
		return -ENODEV;
	if (*len < sizeof(i.name))
		return -EINVAL;
	*len = strlen(i.name) + 1;
	memcpy(value, i.name, *len);
	return 0;
}

static int get_group4(const struct inet_dgram *d, int name, void *value, size_t *len)
{
	uint32_t source = d->group_source.addr;

	switch (name) {
	case IP_MULTICAST_IF:
		*len = UK_MIN(*len, sizeof(source));
		memcpy(value, &source, *len);
		return 0;
	case IP_MULTICAST_TTL:
		return inet_put_int(d->group_ttl, value, len);
	case IP_MULTICAST_LOOP:
		return inet_put_int(d->loop, value, len);
	case IP_MULTICAST_ALL:
		return inet_put_int(d->all, value, len);
	default:
		return -ENOPROTOOPT;
	}
}

static int get_group6(const struct inet_dgram *d, int name, void *value, size_t *len)
{
	switch (name) {
	case IPV6_MULTICAST_IF:
		return inet_put_int(d->group_device6, value, len);
	case IPV6_MULTICAST_HOPS:
		return inet_put_int(d->group_hops, value, len);
	case IPV6_MULTICAST_LOOP:
		return inet_put_int(d->loop6, value, len);
	case IPV6_MULTICAST_ALL:
		return inet_put_int(d->all6, value, len);
	default:
		return -ENOPROTOOPT;
	}
}

int inet_group_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	struct inet_dgram *d = inet_dgram_of(s);

	if (level == UK_SOL_SOCKET && name == SO_BINDTODEVICE)
		return get_device(d, value, len);
	if (level == INET_IPPROTO_IP)
		return get_group4(d, name, value, len);
	if (level == INET_IPPROTO_IPV6 && s->family == UK_AF_INET6)
		return get_group6(d, name, value, len);
	return -ENOPROTOOPT;
}
