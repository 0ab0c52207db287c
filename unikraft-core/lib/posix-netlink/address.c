/* SPDX-License-Identifier: BSD-3-Clause */
/* RTM_GETADDR: addresses of interfaces. */
#include <uk/errno.h>
#include <uk/string.h>
#include "netlink.h"

#define IFA_ADDRESS 1
#define IFA_LOCAL 2
#define IFA_LABEL 3
#define IFA_BROADCAST 4
#define IFA_CACHEINFO 6
#define IFA_FLAGS 8
#define IFA_MAX 12

#define IFA_F_DEPRECATED 0x20
#define IFA_F_TENTATIVE 0x40
#define IFA_F_PERMANENT 0x80

/** struct ifaddrmsg */
struct address_header {
	uint8_t family, prefix, flags, scope;
	uint32_t index;
};
/** struct ifa_cacheinfo */
struct cache_info {
	uint32_t preferred, valid, created, updated;
};

uint8_t netlink_scope(int family, const uint8_t *a)
{
	static const uint8_t loopback[16] = { [15] = 1 };

	if (family == UK_AF_INET)
		return a[0] == 127		      ? RT_SCOPE_HOST
		       : a[0] == 169 && a[1] == 254 ? RT_SCOPE_LINK
						      : RT_SCOPE_UNIVERSE;
	if (!memcmp(a, loopback, sizeof(loopback)))
		return RT_SCOPE_HOST;
	if (a[0] == 0xfe && (a[1] & 0xc0) == 0x80)
		return RT_SCOPE_LINK;
	return a[0] == 0xfe && (a[1] & 0xc0) == 0xc0 ? RT_SCOPE_SITE : RT_SCOPE_UNIVERSE;
}

static uint32_t flags_of(const struct uk_netif_address *a)
{
	return (a->valid == UINT32_MAX ? IFA_F_PERMANENT : 0) | (a->tentative ? IFA_F_TENTATIVE : 0) |
	       (a->preferred ? 0 : IFA_F_DEPRECATED);
}

static bool put_address(struct netlink_datagram *out, struct netlink_header h,
			const struct uk_netif *i, const struct uk_netif_address *a)
{
	size_t len = netlink_address_len(a->family);
	struct cache_info cache = { .preferred = a->preferred, .valid = a->valid };
	struct address_header head = {
		.family = (uint8_t)a->family, .prefix = (uint8_t)a->prefix,
		.flags = (uint8_t)flags_of(a), .scope = netlink_scope(a->family, a->address),
		.index = (uint32_t)i->index,
	};
	struct netlink_writer w;

	netlink_begin(&w, out, &h, &head, sizeof(head));
	netlink_put(&w, IFA_ADDRESS, a->address, len);
	if (a->family == UK_AF_INET) {
		netlink_put(&w, IFA_LOCAL, a->address, len);
		if (i->flags & UK_IFF_BROADCAST)
			netlink_put(&w, IFA_BROADCAST, a->broadcast, sizeof(a->broadcast));
		netlink_put_text(&w, IFA_LABEL, i->name);
	}
	netlink_put_u32(&w, IFA_FLAGS, flags_of(a));
	netlink_put(&w, IFA_CACHEINFO, &cache, sizeof(cache));
	return netlink_end(&w);
}

static int address_filter(const struct netlink_request *rq, struct netlink_dump *d)
{
	struct netlink_attribute a[IFA_MAX];
	struct address_header head;

	memcpy(&head, rq->data, sizeof(head));
	if (!rq->strict)
		return 0;
	if (head.prefix || head.flags || head.scope)
		return -EINVAL;
	if (head.index) {
		struct uk_netif i;

		if (!netlink_find_link((int)head.index, &i))
			return -ENODEV;
		d->only = (int)head.index;
		d->filtered = true;
	}
	return netlink_attributes(rq->data + sizeof(head), rq->len - sizeof(head), a, IFA_MAX, true);
}

/* The addresses of one family. False: the datagram is full. */
static bool dump_family(struct netlink_dump *d, struct netlink_datagram *out, int family)
{
	struct netlink_header h = netlink_dump_header(d, RTM_NEWADDR);
	struct uk_netif_address a;
	struct uk_netif i;

	for (; uk_netif_next(d->after, &i); d->after = i.index, d->next = 0) {
		if (d->only && d->only != i.index)
			continue;
		for (; uk_netif_address(i.index, d->next, &a); d->next++)
			if (a.family == family && !put_address(out, h, &i, &a))
				return false;
	}
	d->after = 0;
	return true;
}

static bool address_dump(struct netlink_dump *d, struct netlink_datagram *out)
{
	static const int families[] = { UK_AF_INET, UK_AF_INET6 };

	for (; d->phase < UK_ARRAY_SIZE(families); d->phase++) {
		int family = families[d->phase];

		if (netlink_address_len(d->family) && d->family != family)
			continue;
		if (!dump_family(d, out, family))
			return false;
	}
	return true;
}

const struct netlink_kind netlink_addr = {
	.get = RTM_GETADDR, .header = sizeof(struct address_header),
	.filter = address_filter, .dump = address_dump,
};
