/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses of the interfaces: given by kernel parameters, or asked for. What
 * somebody has to know is said when an interface has got an address.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/hostname.h>
#include <uk/init.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/string.h>
#include <arch/hooks.h>
#include <lwip/dhcp.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/prot/dhcp.h>
#include "internal.h"

#define PARAMETER "netdev.ip"
#define NSEC_PER_MSEC 1000000L

static struct config *configs;
static unsigned int config_count, configured;
static struct uk_waitq answered = UK_WAITQ_INIT(answered);

static ip_addr_t ip_of(const struct address *a)
{
	ip_addr_t ip = { 0 };

	IP_SET_TYPE(&ip, a->ipv6 ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4);
	memcpy(ip_2_ip6(&ip)->addr, a->bytes, a->ipv6 ? 16 : 4);
	return ip;
}

const char *uk_lwip_text(const ip_addr_t *a, char *text, size_t size)
{
	ipaddr_ntoa_r(a, text, (int)size);
	for (char *c = text; *c; c++)
		if (*c >= 'A' && *c <= 'F')
			*c |= 0x20;
	return text;
}

/* --- What changes --- */

static void tell_ipv4(struct netif *netif)
{
	char address[IPADDR_STRLEN_MAX], gateway[IPADDR_STRLEN_MAX];
	bool has_gateway = !ip4_addr_isany(netif_ip4_gw(netif));

	if (ip4_addr_isany(netif_ip4_addr(netif))) {
		uk_pr_warn("%s: has no IPv4 address any more; asking for one", uk_lwip_name(netif));
		return;
	}
	uk_pr_info("%s: %s/%u%s%s%s", uk_lwip_name(netif), uk_lwip_text(netif_ip_addr4(netif), address, sizeof(address)),
		   uk_lwip_prefix(netif_ip4_netmask(netif)), has_gateway ? ", gateway " : "",
		   has_gateway ? uk_lwip_text(netif_ip_gw4(netif), gateway, sizeof(gateway)) : "",
		   dhcp_supplied_address(netif) ? " by DHCP" : "");
}

static void tell_ipv6(struct netif *netif, unsigned int n, u8_t before)
{
	char address[IPADDR_STRLEN_MAX];
	u8_t now = netif_ip6_addr_state(netif, n);

	uk_lwip_text(netif_ip_addr6(netif, n), address, sizeof(address));
	if (ip6_addr_isduplicated(now))
		uk_pr_warn("%s: another host has the address %s", uk_lwip_name(netif), address);
	else if (ip6_addr_isvalid(now) && !ip6_addr_isvalid(before))
		uk_pr_info("%s: %s/64", uk_lwip_name(netif), address);
}

static void changed(struct netif *netif, netif_nsc_reason_t reason, const netif_ext_callback_args_t *args)
{
	if (!netif->state)
		return; /* the loopback */
	if (reason & (LWIP_NSC_IPV4_ADDRESS_CHANGED | LWIP_NSC_IPV4_SETTINGS_CHANGED))
		tell_ipv4(netif);
	if (reason & LWIP_NSC_IPV6_ADDR_STATE_CHANGED)
		tell_ipv6(netif, args->ipv6_addr_state_changed.addr_index, args->ipv6_addr_state_changed.old_state);
	uk_waitq_wake_all(&answered);
}

/* --- DHCP --- */

/* A name that the server sent; what cannot be part of one is a reason to ignore it all. */
static bool option_name(struct pbuf *p, uint16_t offset, uint8_t len, char *name)
{
	uint8_t n = pbuf_copy_partial(p, name, len, offset);

	while (n && !name[n - 1]) /* some count the NUL */
		n--;
	name[n] = 0;
	for (uint8_t i = 0; i < n; i++) {
		char c = name[i], letter = c | 0x20;

		if (!(letter >= 'a' && letter <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_')
			return false;
	}
	return n;
}

void uk_lwip_dhcp_option(struct netif *netif UK_UNUSED, int type, int option, int len, struct pbuf *p, int offset)
{
	char name[UINT8_MAX + 1];

	if (type != DHCP_ACK || !option_name(p, offset, len, name))
		return;
	if (option == DHCP_OPTION_DOMAIN_NAME)
		uk_lwip_resolver_domain(name);
	else if (option == DHCP_OPTION_HOSTNAME && uk_hostname_set)
		uk_hostname_set(name, true);
}

static bool waits_for_dhcp(struct device *d)
{
	return !d->config && netif_is_link_up(&d->netif) && !dhcp_supplied_address(&d->netif);
}

void uk_lwip_config_wait(void)
{
	unsigned long ms = uk_option(lwip, dhcp_timeout_ms);
	uk_nsec_t deadline = uk_plat_clock_mono() + (uk_nsec_t)ms * NSEC_PER_MSEC;

	for (struct device *d = uk_lwip_devices; d; d = d->next) {
		int r = 0;

		while (waits_for_dhcp(d) && r != -ETIMEDOUT)
			r = uk_waitq_wait(&answered, deadline, false);
		if (waits_for_dhcp(d))
			uk_pr_warn("%s: no DHCP answer within %lu.%lu s; going on without an IPv4 address, still asking",
				   d->name, ms / 1000, ms % 1000 / 100);
		else if (!netif_is_link_up(&d->netif))
			uk_pr_warn("%s: no link: it is not connected to a network", d->name);
	}
	for (; configured < config_count; configured++)
		uk_pr_warn("kernel parameter %s: there is no network device for number %u of them", PARAMETER,
			   configured + 1);
}

/* --- Given addresses --- */

static void set_ipv6(struct device *d)
{
	ip_addr_t ip = ip_of(&d->config->address);
	s8_t n;

	ip6_addr_assign_zone(ip_2_ip6(&ip), IP6_UNICAST, &d->netif);
	if (netif_add_ip6_address(&d->netif, ip_2_ip6(&ip), &n) == ERR_OK)
		netif_ip6_addr_set_state(&d->netif, n, IP6_ADDR_PREFERRED);
}

static void set_ipv4(struct device *d)
{
	ip_addr_t ip = ip_of(&d->config->address), gateway = ip_of(&d->config->gateway);
	ip4_addr_t mask = { lwip_htonl(UINT32_MAX << (32 - d->config->prefix)) };

	netif_set_addr(&d->netif, ip_2_ip4(&ip), &mask, ip_2_ip4(&gateway));
}

/** lwIP: a router for what is not on the link, from interface netif. NULL: one of those who told of themselves. */
const ip6_addr_t *uk_lwip_ipv6_gateway(struct netif *netif, const ip6_addr_t *to UK_UNUSED)
{
	static ip_addr_t gateway;
	struct device *d = netif->state;

	if (!d || !d->config || !d->config->gateway.given || !d->config->address.ipv6)
		return NULL;
	gateway = ip_of(&d->config->gateway);
	ip6_addr_assign_zone(ip_2_ip6(&gateway), IP6_UNICAST, netif);
	return ip_2_ip6(&gateway);
}

static void set_names(const struct config *c)
{
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(c->dns); i++) {
		ip_addr_t ip = ip_of(&c->dns[i]);

		if (c->dns[i].given)
			uk_lwip_resolver_add(&ip);
	}
	if (c->domain[0])
		uk_lwip_resolver_domain(c->domain);
	if (c->hostname[0] && uk_hostname_set)
		uk_hostname_set(c->hostname, false);
}

void uk_lwip_config_device(struct device *d)
{
	const struct config *c = configured < config_count ? &configs[configured++] : NULL;

	if (c && !c->dhcp)
		d->config = c;
	if (uk_hostname)
		netif_set_hostname(&d->netif, uk_hostname());
	netif_create_ip6_linklocal_address(&d->netif, 1);
	netif_set_ip6_autoconfig_enabled(&d->netif, 1);
	if (!d->config) {
		if (dhcp_start(&d->netif) != ERR_OK)
			uk_pr_warn("%s: DHCP cannot begin: no memory, or its MTU is below 576", d->name);
		return;
	}
	set_names(d->config);
	if (d->config->address.ipv6)
		set_ipv6(d);
	else
		set_ipv4(d);
}

int uk_lwip_config_start(void)
{
	static netif_ext_callback_t callback;
	const char *text, *why;

	netif_add_ext_callback(&callback, changed);
	while (uk_param_nth(PARAMETER, config_count))
		config_count++;
	configs = uk_zalloc(UK_MAX(config_count, 1U) * sizeof(*configs));
	if (!configs)
		return -ENOMEM;
	for (unsigned int i = 0; i < config_count; i++) {
		text = uk_param_nth(PARAMETER, i);
		if (uk_lwip_config_parse(&configs[i], text, &why)) {
			uk_pr_err("kernel parameter %s=%s: %s. It is <address>/<prefix>[:<gateway>[:<name server>"
				  "[:<name server>[:<host name>[:<domain>]]]]], an IPv6 address in [ ]",
				  PARAMETER, text, why);
			return -EINVAL;
		}
	}
	return 0;
}
