/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Name servers, as kernel parameters, DHCP and router advertisements tell them.
 * /proc/net/pnp shows them, as Linux's does those of its boot, and
 * /etc/resolv.conf is a link to it: so it is always what is known.
 */
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/node.h>
#include <uk/print.h>
#include <uk/string.h>
#include <lwip/dns.h>
#include "internal.h"

#define RESOLV_CONF "/etc/resolv.conf"
#define PNP "net/pnp"

/* An image without files has neither. */
#pragma weak uk_find_path
#pragma weak uk_make_path
#pragma weak uk_unlink_path
#pragma weak uk_name_put
#pragma weak uk_open
#pragma weak uk_pread
#pragma weak uk_file_put
#pragma weak uk_text_add

/* By DHCP, by router advertisements: both are told by number from 0. Given: by parameters. */
enum { BY_DHCP, BY_ROUTER, GIVEN, SOURCES };
static ip_addr_t servers[SOURCES][DNS_MAX_SERVERS];
static char domain[254];

void dns_init(void)
{
}

void dns_tmr(void)
{
}

/** lwIP: NULL takes an IPv6 server away, DHCP does not. */
void dns_setserver(u8_t n, const ip_addr_t *server)
{
	if (n >= DNS_MAX_SERVERS)
		return;
	if (server)
		servers[IP_IS_V6(server) ? BY_ROUTER : BY_DHCP][n] = *server;
	else
		servers[BY_ROUTER][n] = (ip_addr_t){ 0 };
}

/** lwIP: only nd6.c asks, for what it may take away. */
const ip_addr_t *dns_getserver(u8_t n)
{
	return n < DNS_MAX_SERVERS ? &servers[BY_ROUTER][n] : IP6_ADDR_ANY;
}

void uk_lwip_resolver_add(const ip_addr_t *server)
{
	for (unsigned int i = 0; i < DNS_MAX_SERVERS; i++)
		if (ip_addr_isany(&servers[GIVEN][i])) {
			servers[GIVEN][i] = *server;
			return;
		}
}

void uk_lwip_resolver_domain(const char *name)
{
	uk_strlcpy(domain, name, sizeof(domain));
}

static void show_server(struct uk_text *t, const ip_addr_t *server)
{
	char text[IPADDR_STRLEN_MAX];
	struct netif *netif = NULL;

	if (ip_addr_isany(server))
		return;
	if (IP_IS_V6(server) && ip6_addr_has_zone(ip_2_ip6(server)))
		netif = netif_get_by_index(ip6_addr_zone(ip_2_ip6(server)));
	uk_lwip_text(server, text, sizeof(text));
	if (netif && strchr(text, '%'))
		*strchr(text, '%') = 0;
	uk_text_add(t, "nameserver %s%s%s\n", text, netif ? "%" : "", netif ? uk_lwip_name(netif) : "");
}

static int show_pnp(struct uk_text *t)
{
	static const uint8_t order[] = { GIVEN, BY_DHCP, BY_ROUTER };

	if (domain[0])
		uk_text_add(t, "search %s\n", domain);
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(order); i++)
		for (unsigned int n = 0; n < DNS_MAX_SERVERS; n++)
			show_server(t, &servers[order[i]][n]);
	return 0;
}
UK_PROC_ENTRY(pnp_entry, .path = "self/" PNP, .show = show_pnp);

/* Whether the image's own says something: a line that is neither empty nor a comment. */
static bool says_something(void)
{
	struct uk_file *f;
	bool says = false, at_start = true;
	uint64_t at = 0;
	char text[256];
	ssize_t n;

	if (uk_open(RESOLV_CONF, UK_O_RDONLY, 0, &f))
		return false;
	while (!says && (n = uk_pread(f, text, sizeof(text), at)) > 0) {
		for (ssize_t i = 0; !says && i < n; i++) {
			says = at_start && !strchr("#; \t\r\n", text[i]);
			at_start = text[i] == '\n';
		}
		at += n;
	}
	uk_file_put(f);
	return says;
}

void uk_lwip_resolver_start(void)
{
	const struct uk_make link = { .mode = UK_S_IFLNK | 0777, .link = "/proc/" PNP };
	struct uk_name *name;
	int r;

	if (!uk_find_path || uk_find_path("/proc/" PNP, true, &name))
		return; /* no files, or no /proc */
	uk_name_put(name);
	if (says_something()) {
		uk_pr_info("the image has its own " RESOLV_CONF ", which stays");
		return;
	}
	r = uk_unlink_path(RESOLV_CONF);
	if (!r || r == -ENOENT)
		r = uk_make_path(RESOLV_CONF, &link, &name);
	if (!r)
		uk_name_put(name);
	else if (r != -ENOENT) /* without /etc nobody looks for it */
		uk_pr_warn(RESOLV_CONF " cannot be made (error %d): programs will find no name server", -r);
}
