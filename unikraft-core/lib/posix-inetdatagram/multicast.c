/* SPDX-License-Identifier: BSD-3-Clause */
/* Groups that a socket is a member of, and which senders it wants to hear there. */
#include <lwip/igmp.h>
#include <lwip/mld6.h>
#include <lwip/netif.h>
#include <uk/alloc.h>
#include <uk/string.h>
#include "multicast.h"

/** Linux's net.ipv4.igmp_max_memberships. */
#define MEMBERSHIPS_MAX 20

static struct inet_membership *find_membership(const struct inet_dgram *d,
					       const ip_addr_t *group, uint8_t device)
{
	struct inet_membership *m;

	uk_list_for_each(m, &d->memberships, node)
		if ((!device || m->device == device) && ip_addr_cmp_zoneless(&m->group, group))
			return m;
	return NULL;
}

static int join_link(const struct inet_membership *m)
{
	struct netif *netif = netif_get_by_index(m->device);
	err_t e;

	uk_lwip_enter();
	e = IP_IS_V6(&m->group) ? mld6_joingroup_netif(netif, ip_2_ip6(&m->group))
				: igmp_joingroup_netif(netif, ip_2_ip4(&m->group));
	uk_lwip_leave();
	return e == ERR_OK ? 0 : e == ERR_MEM ? -ENOBUFS : -ENODEV;
}

static void leave_link(const struct inet_membership *m)
{
	struct netif *netif = netif_get_by_index(m->device);

	if (!netif)
		return;
	uk_lwip_enter();
	if (IP_IS_V6(&m->group))
		mld6_leavegroup_netif(netif, ip_2_ip6(&m->group));
	else
		igmp_leavegroup_netif(netif, ip_2_ip4(&m->group));
	uk_lwip_leave();
}

/* Where a group is joined when nobody says. */
static int choose_device(struct inet_group *g)
{
	struct netif *netif;

	if (g->device)
		return netif_get_by_index(g->device) ? 0 : -ENODEV;
	netif = ip_route(IP_IS_V6(&g->group) ? IP6_ADDR_ANY : IP4_ADDR_ANY, &g->group);
	if (!netif)
		return -ENODEV;
	g->device = netif_get_index(netif);
	return 0;
}

static int add_membership(struct inet_dgram *d, const struct inet_group *g,
			  struct inet_membership **out)
{
	struct inet_membership *m;
	unsigned int count = 0;
	int r;

	uk_list_for_each(m, &d->memberships, node)
		count++;
	if (count >= MEMBERSHIPS_MAX)
		return -ENOBUFS;
	m = uk_zalloc(sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->group = g->group;
	m->device = g->device;
	r = join_link(m);
	if (r) {
		uk_free(m);
		return r;
	}
	uk_list_add_tail(&m->node, &d->memberships);
	*out = m;
	return 0;
}

static void drop_membership(struct inet_membership *m)
{
	leave_link(m);
	uk_list_del(&m->node);
	uk_free(m);
}

int inet_group_join(struct inet_dgram *d, struct inet_group *g)
{
	struct inet_membership *m;
	int r;

	if (!ip_addr_ismulticast(&g->group))
		return -EINVAL;
	r = choose_device(g);
	if (r)
		return r;
	return find_membership(d, &g->group, g->device) ? -EADDRINUSE : add_membership(d, g, &m);
}

int inet_group_leave(struct inet_dgram *d, struct inet_group *g)
{
	struct inet_membership *m;

	if (!ip_addr_ismulticast(&g->group))
		return IP_IS_V6(&g->group) ? -EINVAL : -EADDRNOTAVAIL;
	if (g->device && !netif_get_by_index(g->device))
		return -ENODEV;
	m = find_membership(d, &g->group, g->device);
	if (!m)
		return -EADDRNOTAVAIL;
	drop_membership(m);
	return 0;
}

void inet_groups_leave(struct inet_dgram *d)
{
	while (!uk_list_empty(&d->memberships))
		drop_membership(uk_list_first(&d->memberships, struct inet_membership, node));
}

static unsigned int source_at(const struct inet_membership *m, const ip_addr_t *source)
{
	unsigned int n = 0;

	while (n < m->sources && !ip_addr_cmp_zoneless(&m->source[n], source))
		n++;
	return n;
}

static int list_source(struct inet_membership *m, const ip_addr_t *source)
{
	if (source_at(m, source) < m->sources)
		return -EADDRNOTAVAIL;
	if (m->sources == INET_SOURCES_MAX)
		return -ENOBUFS;
	m->source[m->sources++] = *source;
	return 0;
}

static int unlist_source(struct inet_membership *m, const ip_addr_t *source)
{
	unsigned int n = source_at(m, source);

	if (n == m->sources)
		return -EADDRNOTAVAIL;
	m->source[n] = m->source[--m->sources];
	/* Membership that nobody may be heard by is none. */
	if (m->only_listed && !m->sources)
		drop_membership(m);
	return 0;
}

/* Becomes a member for one sender, or for one more. */
static int join_source(struct inet_dgram *d, struct inet_group *g)
{
	struct inet_membership *m = find_membership(d, &g->group, g->device);
	int r;

	if (m && !m->only_listed && m->sources)
		return -EINVAL;
	if (!m) {
		r = add_membership(d, g, &m);
		if (r)
			return r;
	}
	m->only_listed = true;
	return list_source(m, &g->source);
}

int inet_group_source(struct inet_dgram *d, struct inet_group *g, enum inet_source_change change)
{
	struct inet_membership *m;
	bool for_one = change == INET_SOURCE_JOIN || change == INET_SOURCE_LEAVE;
	int r;

	if (!ip_addr_ismulticast(&g->group) || IP_GET_TYPE(&g->group) != IP_GET_TYPE(&g->source))
		return -EINVAL;
	r = choose_device(g);
	if (r)
		return r;
	if (change == INET_SOURCE_JOIN)
		return join_source(d, g);
	m = find_membership(d, &g->group, g->device);
	if (!m)
		return -EINVAL;
	if (m->only_listed != for_one)
		return -EINVAL;
	if (change == INET_SOURCE_BLOCK)
		return list_source(m, &g->source);
	return unlist_source(m, &g->source);
}

bool inet_group_wanted(const struct inet_dgram *d, const struct inet_packet *k)
{
	const struct inet_membership *m = find_membership(d, &k->to, netif_get_index(k->netif));

	if (!m)
		return IP_IS_V6(&k->to) ? d->all6 : d->all;
	return (source_at(m, &k->from) < m->sources) == m->only_listed;
}
