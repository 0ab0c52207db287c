/* SPDX-License-Identifier: BSD-3-Clause */
/* What kernel parameter netdev.ip says of one device. */
#ifndef LWIP_CONFIG_H
#define LWIP_CONFIG_H

#include <uk/essentials.h>

struct address {
	bool given, ipv6;
	uint8_t bytes[16]; /* network order; of IPv4 the first four */
};

struct config {
	bool dhcp;                /* nothing is given */
	struct address address, gateway, dns[2];
	unsigned int prefix;      /* bits */
	char hostname[64], domain[254]; /* "": not given */
};

/**
 * <address>/<prefix>[:<gateway>[:<dns0>[:<dns1>[:<hostname>[:<domain>]]]]];
 * an IPv6 address stands in [ ]; fields may be empty; an empty text or "dhcp"
 * is DHCP. 0, or -EINVAL with what is wrong in *why.
 */
int uk_lwip_config_parse(struct config *c, const char *text, const char **why);

#endif
