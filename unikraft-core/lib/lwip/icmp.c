/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many errors are told by ICMP, as on Linux (icmp(7): icmp_msgs_per_sec,
 * icmp_msgs_burst, icmp_ratelimit): a flood of datagrams to a closed port is
 * not answered by a flood, wherever it says that it comes from.
 */
#include <uk/plat.h>
#include <uk/time.h>
#include <arch/cc.h>
#include <arch/hooks.h>
#include <lwip/ip_addr.h>
#include <lwip/netif.h>

#define ALL_INTERVAL (UK_NSEC_PER_SEC / 1000)
#define ALL_BURST 50
#define TARGET_INTERVAL UK_NSEC_PER_SEC
#define TARGET_BURST 6
#define TARGETS 256

/** A bucket of tokens, of which one comes in an interval: when it will be full again. */
typedef uk_nsec_t token_bucket;

static bool has_token(token_bucket full, uk_nsec_t interval, int burst, uk_nsec_t now)
{
	return full - now <= (burst - 1) * interval;
}

static void take_token(token_bucket *full, uk_nsec_t interval, uk_nsec_t now)
{
	*full = UK_MAX(*full, now) + interval;
}

static bool is_local(const ip_addr_t *a)
{
	struct netif *netif;

	if (ip_addr_isloopback(a))
		return true;
	NETIF_FOREACH(netif) {
		if (IP_IS_V4(a) ? ip4_addr_cmp(ip_2_ip4(a), netif_ip4_addr(netif))
				: netif_get_ip6_addr_match(netif, ip_2_ip6(a)) >= 0)
			return true;
	}
	return false;
}

bool uk_lwip_icmp_error(const ip_addr_t *to)
{
	/* Addresses that share one cannot tell, or choose, with whom: the key is secret. */
	static token_bucket target[TARGETS], all;
	const uk_nsec_t now = uk_plat_clock_mono();
	token_bucket *t;

	if (is_local(to))
		return true;
	t = &target[uk_lwip_address_hash(to) % TARGETS];
	if (!has_token(*t, TARGET_INTERVAL, TARGET_BURST, now) || !has_token(all, ALL_INTERVAL, ALL_BURST, now))
		return false;
	take_token(t, TARGET_INTERVAL, now);
	take_token(&all, ALL_INTERVAL, now);
	return true;
}
