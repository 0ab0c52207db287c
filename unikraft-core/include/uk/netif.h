/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interfaces, addresses and routes as a network stack has them (library
 * lwip), for those who show them: netlink, SIOCGIF*, /proc/net, /sys/class/net.
 */
#ifndef UK_NETIF_H
#define UK_NETIF_H

#include <uk/essentials.h>
#include <uk/netdev.h>

/* IFF_*, the values are Linux's. */
#define UK_IFF_UP 0x1
#define UK_IFF_BROADCAST 0x2
#define UK_IFF_LOOPBACK 0x8
#define UK_IFF_RUNNING 0x40
#define UK_IFF_MULTICAST 0x1000
#define UK_IFF_LOWER_UP 0x10000

struct uk_netif {
	int index;             /* > 0; 1 is the loopback */
	char name[16];         /* "lo", "eth0" */
	unsigned int flags;    /* UK_IFF_* */
	unsigned int mtu;
	uint8_t mac[UK_NETDEV_MAC_LEN];
	struct uk_netdev_stats stats;
};
/** The first interface with an index > after. False: none. */
bool uk_netif_next(int after, struct uk_netif *n);

struct uk_netif_address {
	int family;            /* UK_AF_INET or UK_AF_INET6 */
	uint8_t address[16];   /* network order; of IPv4 the first four bytes */
	uint8_t broadcast[4];  /* IPv4, with UK_IFF_BROADCAST */
	unsigned int prefix;   /* bits */
	bool tentative;        /* IPv6: not yet known to be unique */
	uint32_t valid, preferred; /* seconds; UINT32_MAX: for ever */
};
/** The n-th address (from 0) of interface index. False: there is none. */
bool uk_netif_address(int index, unsigned int n, struct uk_netif_address *a);

struct uk_route {
	int family;
	uint8_t destination[16], gateway[16];
	unsigned int prefix;   /* 0: default */
	bool has_gateway;
	int index;             /* of the interface */
};
/** The n-th route (from 0). False: there is none. */
bool uk_route(unsigned int n, struct uk_route *r);

struct uk_neighbour {
	int family, index;
	uint8_t address[16], mac[UK_NETDEV_MAC_LEN];
	bool reachable;
};
/** The n-th entry of the neighbour tables (ARP, ND). False: there is none. */
bool uk_neighbour(unsigned int n, struct uk_neighbour *e);

#endif
