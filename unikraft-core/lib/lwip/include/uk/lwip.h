/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calling lwIP (library lwip). Its raw API is called directly, from system
 * calls and from interrupt context; there is no lock. Who is called by lwIP
 * must not block.
 *
 * What a call sends to this computer itself waits in a queue, and what it
 * sends by a device may wait for the end of a burst: so calls that can send
 * stand between uk_lwip_enter and uk_lwip_leave. Without, it goes with the
 * next interrupt. They nest.
 */
#ifndef UK_LWIP_H
#define UK_LWIP_H

#include <uk/essentials.h>

extern unsigned int uk_lwip_depth;
/** Works off what has queued up: lwIP's callbacks are called from here too. */
void uk_lwip_work(void);

struct pbuf;
/**
 * A PBUF of n bytes for received ones that are copied together: it counts as
 * received (option receive-percent). NULL: no memory.
 */
struct pbuf *uk_lwip_pbuf_received(uint16_t n);

static inline void uk_lwip_enter(void)
{
	uk_lwip_depth++;
}
static inline void uk_lwip_leave(void)
{
	if (uk_lwip_depth == 1)
		uk_lwip_work();
	uk_lwip_depth--;
}

#endif
