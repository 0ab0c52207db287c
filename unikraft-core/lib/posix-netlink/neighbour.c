/* SPDX-License-Identifier: BSD-3-Clause */
/* RTM_GETNEIGH: the tables of ARP and neighbour discovery. */
#include <uk/errno.h>
#include <uk/string.h>
#include "netlink.h"

#define NDA_DST 1
#define NDA_LLADDR 2
#define NDA_IFINDEX 8
#define NDA_MASTER 9
#define NDA_MAX 17

#define NUD_REACHABLE 0x02
#define NUD_STALE 0x04

/** struct ndmsg */
struct neighbour_header {
	uint8_t family, pad1;
	uint16_t pad2;
	int32_t index;
	uint16_t state;
	uint8_t flags, type;
};

static int neighbour_filter(const struct netlink_request *rq, struct netlink_dump *d)
{
	struct netlink_attribute a[NDA_MAX];
	struct neighbour_header head;
	uint32_t only;
	int r;

	memcpy(&head, rq->data, sizeof(head));
	if (rq->strict && (head.pad1 || head.pad2 || head.index || head.state || head.type))
		return -EINVAL;
	r = netlink_attributes(rq->data + sizeof(head), rq->len - sizeof(head), a, NDA_MAX, rq->strict);
	if (!r)
		r = netlink_attribute_u32(&a[NDA_IFINDEX], &only);
	if (r)
		return rq->strict ? r : 0;
	d->only = (int)only;
	d->filtered = only;
	return 0;
}

static bool neighbour_dump(struct netlink_dump *d, struct netlink_datagram *out)
{
	struct netlink_header h = netlink_dump_header(d, RTM_NEWNEIGH);
	struct uk_neighbour e;

	for (; uk_neighbour(d->next, &e); d->next++) {
		struct neighbour_header head = {
			.family = (uint8_t)e.family, .index = e.index, .type = RTN_UNICAST,
			.state = e.reachable ? NUD_REACHABLE : NUD_STALE,
		};
		struct netlink_writer w;

		if ((netlink_address_len(d->family) && d->family != e.family) ||
		    (d->only && d->only != e.index))
			continue;
		netlink_begin(&w, out, &h, &head, sizeof(head));
		netlink_put(&w, NDA_DST, e.address, netlink_address_len(e.family));
		netlink_put(&w, NDA_LLADDR, e.mac, sizeof(e.mac));
		if (!netlink_end(&w))
			return false;
	}
	return true;
}

const struct netlink_kind netlink_neighbour = {
	.get = RTM_GETNEIGH, .header = sizeof(struct neighbour_header),
	.filter = neighbour_filter, .dump = neighbour_dump,
};
