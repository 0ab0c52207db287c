/* SPDX-License-Identifier: BSD-3-Clause */
/* Places in lwIP where it calls us (LWIP_HOOK_FILENAME). */
#ifndef LWIP_ARCH_HOOKS_H
#define LWIP_ARCH_HOOKS_H

#include <lwip/err.h>
#include <lwip/ip_addr.h>

struct pbuf;
struct tcp_hdr;
struct tcp_pcb;

/** The initial sequence number of a connection (RFC 6528). */
uint32_t uk_lwip_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port);

/**
 * A segment for a PCB (its header in host order, p behind it), by whoever has
 * TCP sockets: ERR_OK has lwIP go on with it, else it is dropped.
 */
err_t uk_lwip_tcp_input(struct tcp_pcb *pcb, struct tcp_hdr *header, uint16_t optlen,
			uint16_t opt1len, uint8_t *opt2, struct pbuf *p) UK_WEAK;

#endif
