/* SPDX-License-Identifier: BSD-3-Clause */
/* RTM_GETLINK: interfaces. */
#include <uk/errno.h>
#include <uk/string.h>
#include "netlink.h"

#define ARPHRD_ETHER 1
#define ARPHRD_LOOPBACK 772

#define IFLA_ADDRESS 1
#define IFLA_BROADCAST 2
#define IFLA_IFNAME 3
#define IFLA_MTU 4
#define IFLA_QDISC 6
#define IFLA_STATS 7
#define IFLA_MASTER 10
#define IFLA_TXQLEN 13
#define IFLA_OPERSTATE 16
#define IFLA_LINKMODE 17
#define IFLA_LINKINFO 18
#define IFLA_STATS64 23
#define IFLA_GROUP 27
#define IFLA_EXT_MASK 29
#define IFLA_PROMISCUITY 30
#define IFLA_NUM_TX_QUEUES 31
#define IFLA_NUM_RX_QUEUES 32
#define IFLA_CARRIER 33
#define IFLA_MAX 60

#define OPERSTATE_UNKNOWN 0
#define OPERSTATE_DOWN 2
#define OPERSTATE_UP 6

/** struct ifinfomsg */
struct link_header {
	uint8_t family, pad;
	uint16_t type;
	int32_t index;
	uint32_t flags, change;
};

/* The first counters of struct rtnl_link_stats (u32) and rtnl_link_stats64 (u64). */
#define STATS 23
enum { RX_PACKETS, TX_PACKETS, RX_BYTES, TX_BYTES, RX_ERRORS, TX_ERRORS, RX_DROPPED, TX_DROPPED };

bool netlink_find_link(int index, struct uk_netif *i)
{
	return index > 0 && uk_netif_next(index - 1, i) && i->index == index;
}

static bool find_name(const char *name, size_t len, struct uk_netif *i)
{
	for (int after = 0; uk_netif_next(after, i); after = i->index)
		if (strnlen(name, len) == strlen(i->name) && !strncmp(name, i->name, len))
			return true;
	return false;
}

static void put_stats(struct netlink_writer *w, const struct uk_netdev_stats *s)
{
	uint64_t v[STATS] = {
		[RX_PACKETS] = s->rx_frames, [TX_PACKETS] = s->tx_frames,
		[RX_BYTES] = s->rx_bytes, [TX_BYTES] = s->tx_bytes,
		[RX_ERRORS] = s->rx_errors, [TX_ERRORS] = s->tx_errors,
		[RX_DROPPED] = s->rx_dropped, [TX_DROPPED] = s->tx_dropped,
	};
	uint32_t small[STATS];

	for (size_t i = 0; i < STATS; i++)
		small[i] = (uint32_t)v[i];
	netlink_put(w, IFLA_STATS, small, sizeof(small));
	netlink_put(w, IFLA_STATS64, v, sizeof(v));
}

static bool put_link(struct netlink_datagram *out, struct netlink_header h, int family,
		     const struct uk_netif *i)
{
	bool loopback = i->flags & UK_IFF_LOOPBACK;
	struct link_header l = {
		.family = (uint8_t)family, .index = i->index, .flags = i->flags,
		.type = loopback ? ARPHRD_LOOPBACK : ARPHRD_ETHER,
	};
	uint8_t broadcast[UK_NETDEV_MAC_LEN];
	struct netlink_writer w;

	memset(broadcast, loopback ? 0 : 0xff, sizeof(broadcast));
	netlink_begin(&w, out, &h, &l, sizeof(l));
	netlink_put_text(&w, IFLA_IFNAME, i->name);
	netlink_put_u32(&w, IFLA_TXQLEN, 1000);
	netlink_put_u8(&w, IFLA_OPERSTATE,
		       loopback			    ? OPERSTATE_UNKNOWN
		       : i->flags & UK_IFF_LOWER_UP ? OPERSTATE_UP
						    : OPERSTATE_DOWN);
	netlink_put_u8(&w, IFLA_LINKMODE, 0);
	netlink_put_u32(&w, IFLA_MTU, i->mtu);
	netlink_put_u32(&w, IFLA_GROUP, 0);
	netlink_put_u32(&w, IFLA_PROMISCUITY, 0);
	netlink_put_u32(&w, IFLA_NUM_TX_QUEUES, 1);
	netlink_put_u32(&w, IFLA_NUM_RX_QUEUES, 1);
	netlink_put_u8(&w, IFLA_CARRIER, !!(i->flags & UK_IFF_LOWER_UP));
	netlink_put_text(&w, IFLA_QDISC, "noqueue");
	netlink_put(&w, IFLA_ADDRESS, i->mac, sizeof(i->mac));
	netlink_put(&w, IFLA_BROADCAST, broadcast, sizeof(broadcast));
	put_stats(&w, &i->stats);
	return netlink_end(&w);
}

static int link_filter(const struct netlink_request *rq, struct netlink_dump *d)
{
	struct netlink_attribute a[IFLA_MAX];
	struct link_header l;
	int r;

	memcpy(&l, rq->data, sizeof(l));
	if (rq->strict && (l.pad || l.type || l.index || l.flags || l.change))
		return -EINVAL;
	r = netlink_attributes(rq->data + sizeof(l), rq->len - sizeof(l), a, IFLA_MAX, rq->strict);
	if (r)
		return r;
	/* No interface has a master or is of a kind that has a name. */
	d->filtered = a[IFLA_MASTER].value || a[IFLA_LINKINFO].value;
	return 0;
}

static bool link_dump(struct netlink_dump *d, struct netlink_datagram *out)
{
	struct netlink_header h = netlink_dump_header(d, RTM_NEWLINK);
	/* The families that have a dump of their own; all others get the general one. */
	int family = d->family == UK_AF_INET6 ? UK_AF_INET6 : UK_AF_UNSPEC;
	struct uk_netif i;

	if (d->filtered || d->family == UK_AF_BRIDGE)
		return true;
	while (uk_netif_next(d->after, &i)) {
		if (!put_link(out, h, family, &i))
			return false;
		d->after = i.index;
	}
	return true;
}

static int link_one(const struct netlink_request *rq, struct netlink_datagram *out)
{
	struct netlink_header h = { .type = RTM_NEWLINK, .seq = rq->h.seq, .pid = rq->from->port };
	struct netlink_attribute a[IFLA_MAX];
	struct link_header l;
	struct uk_netif i;
	int r;

	memcpy(&l, rq->data, sizeof(l));
	r = netlink_attributes(rq->data + sizeof(l), rq->len - sizeof(l), a, IFLA_MAX, rq->strict);
	if (r)
		return r;
	if (l.index > 0)
		r = netlink_find_link(l.index, &i) ? 0 : -ENODEV;
	else if (a[IFLA_IFNAME].value)
		r = find_name((const char *)a[IFLA_IFNAME].value, a[IFLA_IFNAME].len, &i) ? 0 : -ENODEV;
	else
		r = -EINVAL;
	if (r)
		return r;
	return put_link(out, h, UK_AF_UNSPEC, &i) ? 0 : -EMSGSIZE;
}

const struct netlink_kind netlink_link = {
	.get = RTM_GETLINK, .header = sizeof(struct link_header),
	.filter = link_filter, .dump = link_dump, .one = link_one,
};
