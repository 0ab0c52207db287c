/* SPDX-License-Identifier: BSD-3-Clause */
/* Places in lwIP where it calls us (LWIP_HOOK_FILENAME). */
#ifndef LWIP_ARCH_HOOKS_H
#define LWIP_ARCH_HOOKS_H

#include <lwip/err.h>
#include <lwip/ip_addr.h>

struct netif;
struct pbuf;
struct tcp_hdr;
struct tcp_pcb;

/** The initial sequence number of a connection (RFC 6528). */
uint32_t uk_lwip_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port);
/** Who has an address, for tables of a fixed size: nobody outside can tell which share a place. */
uint64_t uk_lwip_address_hash(const ip_addr_t *a);
/** Whether an error may be told to an address by ICMP now, which counts. */
bool uk_lwip_icmp_error(const ip_addr_t *to);
/** A DHCP message of a type has an option, whose len bytes lie at offset in p. */
void uk_lwip_dhcp_option(struct netif *netif, int type, int option, int len, struct pbuf *p, int offset);
/** The router of netif for an address outside; NULL: lwIP takes one that has told of itself. */
const ip6_addr_t *uk_lwip_ipv6_gateway(struct netif *netif, const ip6_addr_t *to);

/**
 * A segment for a PCB (its header in host order, p behind it), by whoever has
 * TCP sockets: ERR_OK has lwIP go on with it, else it is dropped.
 */
err_t uk_lwip_tcp_input(struct tcp_pcb *pcb, struct tcp_hdr *header, uint16_t optlen,
			uint16_t opt1len, uint8_t *opt2, struct pbuf *p) UK_WEAK;

/** A packet (p begins with its IP header) that netif is to send will be cut into fragments. */
void uk_lwip_ipv4_fragment(struct pbuf *p, struct netif *netif);
void uk_lwip_ipv6_fragment(struct pbuf *p, struct netif *netif);

#define LWIP_HOOK_TCP_ISN uk_lwip_isn
#define LWIP_HOOK_ICMP_ERROR uk_lwip_icmp_error
#define LWIP_HOOK_DHCP_PARSE_OPTION(netif, dhcp, state, msg, type, option, len, p, offset) \
	uk_lwip_dhcp_option(netif, type, option, len, p, offset)
#define LWIP_HOOK_ND6_GET_GW uk_lwip_ipv6_gateway
#define LWIP_HOOK_IP4_FRAG uk_lwip_ipv4_fragment
#define LWIP_HOOK_IP6_FRAG uk_lwip_ipv6_fragment

#endif
