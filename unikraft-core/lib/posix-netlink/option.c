/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of level SOL_NETLINK. */
#include <uk/errno.h>
#include <uk/string.h>
#include "netlink.h"

#define SWITCHES                                                             \
	(1U << NETLINK_PKTINFO | 1U << NETLINK_BROADCAST_ERROR | 1U << NETLINK_NO_ENOBUFS | \
	 1U << NETLINK_LISTEN_ALL_NSID | 1U << NETLINK_CAP_ACK | 1U << NETLINK_EXT_ACK |   \
	 1U << NETLINK_GET_STRICT_CHK)

static bool is_switch(int name)
{
	return name > 0 && name < 32 && (SWITCHES & 1U << name);
}

int netlink_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len)
{
	struct netlink_sock *n = netlink_of(s);
	uint32_t v = 0;

	if (level != SOL_NETLINK)
		return -ENOPROTOOPT;
	if (len < sizeof(v))
		return -EINVAL;
	memcpy(&v, value, sizeof(v));
	if (is_switch(name)) {
		n->options = (n->options & ~(1U << name)) | (v ? 1U << name : 0);
		return 0;
	}
	if (name != NETLINK_ADD_MEMBERSHIP && name != NETLINK_DROP_MEMBERSHIP)
		return -ENOPROTOOPT;
	if (!v || v > NETLINK_GROUPS)
		return -EINVAL;
	if (name == NETLINK_ADD_MEMBERSHIP)
		n->groups |= 1UL << (v - 1);
	else
		n->groups &= ~(1UL << (v - 1));
	return 0;
}

int netlink_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	struct netlink_sock *n = netlink_of(s);
	uint32_t v;

	if (level != SOL_NETLINK)
		return -ENOPROTOOPT;
	if (name == NETLINK_LIST_MEMBERSHIPS) {
		/* The length tells who had no room how much it takes. */
		memcpy(value, &n->groups, UK_MIN(*len & ~3UL, sizeof(n->groups)));
		*len = sizeof(n->groups);
		return 0;
	}
	if (!is_switch(name))
		return -ENOPROTOOPT;
	if (*len < sizeof(v))
		return -EINVAL;
	v = netlink_option(n, name);
	memcpy(value, &v, sizeof(v));
	*len = sizeof(v);
	return 0;
}
