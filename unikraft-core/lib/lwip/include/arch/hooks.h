/* SPDX-License-Identifier: BSD-3-Clause */
/* Places in lwIP where it calls us (LWIP_HOOK_FILENAME). */
#ifndef LWIP_ARCH_HOOKS_H
#define LWIP_ARCH_HOOKS_H

#include <lwip/ip_addr.h>

/** The initial sequence number of a connection (RFC 6528). */
uint32_t uk_lwip_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port);

#endif
