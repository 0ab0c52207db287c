/* SPDX-License-Identifier: BSD-3-Clause */
/* Groups, between the options that name them and the list of memberships. */
#ifndef POSIX_INETDATAGRAM_MULTICAST_H
#define POSIX_INETDATAGRAM_MULTICAST_H

#include "datagram.h"

struct inet_group {
	ip_addr_t group, source;
	uint8_t device; /* index of the interface; 0: by the route */
};

enum inet_source_change { INET_SOURCE_JOIN, INET_SOURCE_LEAVE, INET_SOURCE_BLOCK, INET_SOURCE_UNBLOCK };

/** 0; -EINVAL: no group; -ENODEV: no interface; -EADDRINUSE, -EADDRNOTAVAIL: a member already, or not; -ENOBUFS: too many. */
int inet_group_join(struct inet_dgram *d, struct inet_group *g);
int inet_group_leave(struct inet_dgram *d, struct inet_group *g);
/** Membership for single senders, or without some. As above; -EINVAL: it is the other kind. */
int inet_group_source(struct inet_dgram *d, struct inet_group *g, enum inet_source_change change);

#endif
