/* SPDX-License-Identifier: BSD-3-Clause */
/* Interfaces, addresses, routes and neighbours, for those who show them (uk/netif.h). */
#include <uk/netif.h>
#include <uk/socket.h>
#include <uk/string.h>
#include <arch/hooks.h>
#include <lwip/etharp.h>
#include <lwip/netif.h>
#include <lwip/priv/nd6_priv.h>
#include "internal.h"

#define LOOPBACK_MTU 65536
#define IPV6_PREFIX 64 /* bits: lwIP has no others */

/* --- Interfaces --- */

bool uk_netif_next(int after, struct uk_netif *n)
{
	struct netif *netif, *first = NULL;

	NETIF_FOREACH(netif)
		if (netif_get_index(netif) > after && (!first || netif->num < first->num))
			first = netif;
	if (!first)
		return false;
	memset(n, 0, sizeof(*n));
	n->index = netif_get_index(first);
	uk_strlcpy(n->name, uk_lwip_name(first), sizeof(n->name));
	n->flags = UK_IFF_MULTICAST;
	n->flags |= netif_is_up(first) ? UK_IFF_UP : 0;
	n->flags |= netif_is_link_up(first) ? UK_IFF_RUNNING | UK_IFF_LOWER_UP : 0;
	if (first->state) {
		n->flags |= UK_IFF_BROADCAST;
		n->mtu = first->mtu;
		memcpy(n->mac, first->hwaddr, sizeof(n->mac));
		n->stats = uk_lwip_device(first)->dev->stats;
	} else {
		n->flags = (n->flags & ~UK_IFF_MULTICAST) | UK_IFF_LOOPBACK;
		n->mtu = LOOPBACK_MTU;
	}
	return true;
}

/* --- Addresses --- */

static void ipv4_address(const struct netif *netif, struct uk_netif_address *a)
{
	uint32_t mask = netif_ip4_netmask(netif)->addr, broadcast = netif_ip4_addr(netif)->addr | ~mask;

	a->family = UK_AF_INET;
	memcpy(a->address, netif_ip4_addr(netif), 4);
	memcpy(a->broadcast, &broadcast, 4);
	a->prefix = uk_lwip_prefix(netif_ip4_netmask(netif));
	a->valid = a->preferred = UINT32_MAX;
}

static void ipv6_address(const struct netif *netif, unsigned int i, struct uk_netif_address *a)
{
	a->family = UK_AF_INET6;
	memcpy(a->address, netif_ip6_addr(netif, i)->addr, 16);
	a->prefix = netif->state ? IPV6_PREFIX : 128;
	a->tentative = !ip6_addr_isvalid(netif_ip6_addr_state(netif, i));
	a->valid = a->preferred = UINT32_MAX;
	if (!netif_ip6_addr_isstatic(netif, i)) {
		a->valid = netif_ip6_addr_valid_life(netif, i);
		a->preferred = netif_ip6_addr_pref_life(netif, i);
	}
}

bool uk_netif_address(int index, unsigned int n, struct uk_netif_address *a)
{
	struct netif *netif = index > 0 && index <= UINT8_MAX ? netif_get_by_index((u8_t)index) : NULL;

	if (!netif)
		return false;
	memset(a, 0, sizeof(*a));
	if (!ip4_addr_isany(netif_ip4_addr(netif)) && n-- == 0) {
		ipv4_address(netif, a);
		return true;
	}
	for (unsigned int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (!ip6_addr_isinvalid(netif_ip6_addr_state(netif, i)) && n-- == 0) {
			ipv6_address(netif, i, a);
			return true;
		}
	return false;
}

/* --- Routes --- */

/* The n-th of netif, or n less by how many it has. */
static bool ipv4_route(const struct netif *netif, unsigned int *n, struct uk_route *r)
{
	uint32_t net;

	if (!netif->state || ip4_addr_isany(netif_ip4_addr(netif)))
		return false;
	r->family = UK_AF_INET;
	if (!ip4_addr_isany(netif_ip4_gw(netif)) && netif == netif_default && (*n)-- == 0) {
		memcpy(r->gateway, netif_ip4_gw(netif), 4);
		r->has_gateway = true;
		return true;
	}
	if ((*n)-- != 0)
		return false;
	net = netif_ip4_addr(netif)->addr & netif_ip4_netmask(netif)->addr;
	memcpy(r->destination, &net, 4);
	r->prefix = uk_lwip_prefix(netif_ip4_netmask(netif));
	return true;
}

/* A network of which netif has an address. */
static bool ipv6_network(const struct netif *netif, unsigned int *n, struct uk_route *r)
{
	for (unsigned int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		bool seen = ip6_addr_isinvalid(netif_ip6_addr_state(netif, i));

		for (unsigned int j = 0; !seen && j < i; j++)
			seen = !ip6_addr_isinvalid(netif_ip6_addr_state(netif, j)) &&
			       ip6_addr_netcmp(netif_ip6_addr(netif, i), netif_ip6_addr(netif, j));
		if (seen || (*n)-- != 0)
			continue;
		r->prefix = netif->state ? IPV6_PREFIX : 128;
		memcpy(r->destination, netif_ip6_addr(netif, i)->addr, netif->state ? IPV6_PREFIX / 8 : 16);
		return true;
	}
	return false;
}

static bool ipv6_route(struct netif *netif, unsigned int *n, struct uk_route *r)
{
	const ip6_addr_t *given = netif->state ? uk_lwip_ipv6_gateway(netif, NULL) : NULL;

	r->family = UK_AF_INET6;
	if (ipv6_network(netif, n, r))
		return true;
	r->has_gateway = true;
	if (given && (*n)-- == 0) {
		memcpy(r->gateway, given->addr, 16);
		return true;
	}
	for (unsigned int i = 0; i < LWIP_ND6_NUM_ROUTERS; i++) {
		const struct nd6_router_list_entry *router = &default_router_list[i];

		if (router->neighbor_entry && router->neighbor_entry->netif == netif &&
		    router->invalidation_timer && (*n)-- == 0) {
			memcpy(r->gateway, router->neighbor_entry->next_hop_address.addr, 16);
			return true;
		}
	}
	return false;
}

bool uk_route(unsigned int n, struct uk_route *r)
{
	struct netif *netif;

	NETIF_FOREACH(netif) {
		memset(r, 0, sizeof(*r));
		r->index = netif_get_index(netif);
		if (ipv4_route(netif, &n, r))
			return true;
	}
	NETIF_FOREACH(netif) {
		memset(r, 0, sizeof(*r));
		r->index = netif_get_index(netif);
		if (ipv6_route(netif, &n, r))
			return true;
	}
	return false;
}

/* --- Neighbours --- */

bool uk_neighbour(unsigned int n, struct uk_neighbour *e)
{
	struct netif *netif;
	struct eth_addr *mac;
	ip4_addr_t *ip;

	memset(e, 0, sizeof(*e));
	for (size_t i = 0; i < ARP_TABLE_SIZE; i++)
		if (etharp_get_entry(i, &ip, &netif, &mac) && n-- == 0) {
			e->family = UK_AF_INET;
			e->index = netif_get_index(netif);
			memcpy(e->address, ip, 4);
			memcpy(e->mac, mac, sizeof(e->mac));
			e->reachable = true;
			return true;
		}
	for (unsigned int i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
		const struct nd6_neighbor_cache_entry *neighbor = &neighbor_cache[i];

		if (neighbor->state == ND6_NO_ENTRY || neighbor->state == ND6_INCOMPLETE || n-- != 0)
			continue;
		e->family = UK_AF_INET6;
		e->index = netif_get_index(neighbor->netif);
		memcpy(e->address, neighbor->next_hop_address.addr, 16);
		memcpy(e->mac, neighbor->lladdr, sizeof(e->mac));
		e->reachable = neighbor->state == ND6_REACHABLE;
		return true;
	}
	return false;
}
