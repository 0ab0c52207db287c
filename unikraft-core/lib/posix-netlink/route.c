/* SPDX-License-Identifier: BSD-3-Clause */
/* RTM_GETROUTE: the routing table, and which route an address takes. */
#include <uk/errno.h>
#include <uk/string.h>
#include "netlink.h"

#define RTA_DST 1
#define RTA_SRC 2
#define RTA_IIF 3
#define RTA_OIF 4
#define RTA_GATEWAY 5
#define RTA_PRIORITY 6
#define RTA_PREFSRC 7
#define RTA_TABLE 15
#define RTA_MAX 31

#define RT_TABLE_MAIN 254
#define RT_TABLE_LOCAL 255
#define RTPROT_KERNEL 2
#define RTPROT_BOOT 3
#define RTM_F_CLONED 0x200
#define RTM_F_LOOKUP_TABLE 0x1000
#define RTCF_LOCAL 0x80000000
/** Linux's metric of IPv6 routes that name none. */
#define METRIC_IPV6 1024
#define METRIC_IPV6_KERNEL 256

/** struct rtmsg */
struct route_header {
	uint8_t family, to_len, from_len, tos, table, protocol, scope, type;
	uint32_t flags;
};

/* The address of interface index that a packet to address carries, by its scope if there is one. */
static bool source(int family, int index, const uint8_t *to, struct uk_netif_address *best)
{
	struct uk_netif_address a;
	bool found = false;

	for (unsigned int n = 0; uk_netif_address(index, n, &a); n++) {
		if (a.family != family || a.tentative)
			continue;
		if (!found || (netlink_scope(family, best->address) != netlink_scope(family, to) &&
			       netlink_scope(family, a.address) == netlink_scope(family, to)))
			*best = a;
		found = true;
	}
	return found;
}

static void put_table(struct netlink_writer *w, uint8_t table)
{
	netlink_put_u32(w, RTA_TABLE, table);
}

static bool put_route(struct netlink_datagram *out, struct netlink_header h,
		      const struct uk_route *r)
{
	size_t len = netlink_address_len(r->family);
	struct route_header head = {
		.family = (uint8_t)r->family, .to_len = (uint8_t)r->prefix, .table = RT_TABLE_MAIN,
		.protocol = r->has_gateway ? RTPROT_BOOT : RTPROT_KERNEL, .type = RTN_UNICAST,
		.scope = r->family == UK_AF_INET && !r->has_gateway ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
	};
	struct uk_netif_address from;
	struct netlink_writer w;

	netlink_begin(&w, out, &h, &head, sizeof(head));
	put_table(&w, RT_TABLE_MAIN);
	if (r->prefix)
		netlink_put(&w, RTA_DST, r->destination, len);
	if (r->family == UK_AF_INET6)
		netlink_put_u32(&w, RTA_PRIORITY, r->has_gateway ? METRIC_IPV6 : METRIC_IPV6_KERNEL);
	if (r->has_gateway)
		netlink_put(&w, RTA_GATEWAY, r->gateway, len);
	else if (r->family == UK_AF_INET && source(r->family, r->index, r->destination, &from))
		netlink_put(&w, RTA_PREFSRC, from.address, len);
	netlink_put_u32(&w, RTA_OIF, (uint32_t)r->index);
	return netlink_end(&w);
}

static int route_filter(const struct netlink_request *rq, struct netlink_dump *d)
{
	struct netlink_attribute a[RTA_MAX];
	struct route_header head;
	uint32_t only, table;
	int r;

	if (!rq->strict)
		return 0;
	memcpy(&head, rq->data, sizeof(head));
	if (head.to_len || head.from_len || head.tos || head.scope)
		return -EINVAL;
	r = netlink_attributes(rq->data + sizeof(head), rq->len - sizeof(head), a, RTA_MAX, true);
	if (!r)
		r = netlink_attribute_u32(&a[RTA_OIF], &only);
	if (!r)
		r = netlink_attribute_u32(&a[RTA_TABLE], &table);
	if (r)
		return r;
	table = a[RTA_TABLE].value ? table : head.table;
	if (table && table != RT_TABLE_MAIN)
		return -ENOENT;
	d->only = (int)only;
	d->filtered = only || table || head.protocol || head.type;
	return 0;
}

static bool route_dump(struct netlink_dump *d, struct netlink_datagram *out)
{
	struct netlink_header h = netlink_dump_header(d, RTM_NEWROUTE);
	struct uk_route r;

	for (; uk_route(d->next, &r); d->next++) {
		if ((netlink_address_len(d->family) && d->family != r.family) ||
		    (d->only && d->only != r.index))
			continue;
		if (!put_route(out, h, &r))
			return false;
	}
	return true;
}

static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned int bits)
{
	unsigned int rest = bits % 8;

	return !memcmp(a, b, bits / 8) &&
	       (!rest || !((a[bits / 8] ^ b[bits / 8]) & (uint8_t)(0xff00 >> rest)));
}

static bool is_own(int family, const uint8_t *to)
{
	struct uk_netif_address a;
	struct uk_netif i;

	for (int after = 0; uk_netif_next(after, &i); after = i.index)
		for (unsigned int n = 0; uk_netif_address(i.index, n, &a); n++)
			if (a.family == family && !memcmp(a.address, to, netlink_address_len(family)))
				return true;
	return family == UK_AF_INET && to[0] == 127;
}

/* The most specific route; only: of that interface, 0: of any. */
static bool find_route(int family, const uint8_t *to, int only, struct uk_route *best)
{
	bool found = false;
	struct uk_route r;

	for (unsigned int n = 0; uk_route(n, &r); n++) {
		if (r.family != family || (only && only != r.index) ||
		    !same_prefix(r.destination, to, r.prefix))
			continue;
		if (!found || r.prefix > best->prefix)
			*best = r;
		found = true;
	}
	return found;
}

static bool put_answer(const struct netlink_request *rq, struct netlink_datagram *out, int family,
		       const uint8_t *to, int only, bool lookup_table)
{
	struct netlink_header h = { .type = RTM_NEWROUTE, .seq = rq->h.seq, .pid = rq->from->port };
	size_t len = netlink_address_len(family);
	struct route_header head = {
		.family = (uint8_t)family, .to_len = (uint8_t)(len * 8), .table = RT_TABLE_MAIN,
		.flags = RTM_F_CLONED,
	};
	struct uk_route r = { .family = family, .index = 1 };
	struct uk_netif_address from;
	struct netlink_writer w;
	bool own = is_own(family, to);

	if (!own && !find_route(family, to, only, &r))
		return false;
	head.type = own ? RTN_LOCAL : RTN_UNICAST;
	/* Linux tells IPv4's true table only to who asks for it. */
	if (own && (family == UK_AF_INET6 || lookup_table))
		head.table = RT_TABLE_LOCAL;
	if (own && family == UK_AF_INET)
		head.flags |= RTCF_LOCAL;
	netlink_begin(&w, out, &h, &head, sizeof(head));
	put_table(&w, head.table);
	netlink_put(&w, RTA_DST, to, len);
	if (r.has_gateway)
		netlink_put(&w, RTA_GATEWAY, r.gateway, len);
	netlink_put_u32(&w, RTA_OIF, (uint32_t)r.index);
	if (own)
		netlink_put(&w, RTA_PREFSRC, to, len);
	else if (source(family, r.index, to, &from))
		netlink_put(&w, RTA_PREFSRC, from.address, len);
	return netlink_end(&w);
}

static int route_one(const struct netlink_request *rq, struct netlink_datagram *out)
{
	struct netlink_attribute a[RTA_MAX];
	uint8_t to[16] = { 0 };
	struct route_header head;
	uint32_t only;
	size_t len;
	int r;

	memcpy(&head, rq->data, sizeof(head));
	len = netlink_address_len(head.family);
	if (!len)
		return -EOPNOTSUPP;
	r = netlink_attributes(rq->data + sizeof(head), rq->len - sizeof(head), a, RTA_MAX, rq->strict);
	if (!r)
		r = netlink_attribute_u32(&a[RTA_OIF], &only);
	if (r)
		return r;
	if (a[RTA_DST].value && a[RTA_DST].len < len)
		return -EINVAL;
	if (a[RTA_DST].value)
		memcpy(to, a[RTA_DST].value, len);
	return put_answer(rq, out, head.family, to, (int)only, head.flags & RTM_F_LOOKUP_TABLE)
		       ? 0
		       : -ENETUNREACH;
}

const struct netlink_kind netlink_route = {
	.get = RTM_GETROUTE, .header = sizeof(struct route_header),
	.filter = route_filter, .dump = route_dump, .one = route_one,
};
