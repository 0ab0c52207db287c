/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's pools of objects of one kind, in place of its memp.c: they come from
 * the kernel's heap, each kind up to a number, so that what comes from outside
 * cannot take all memory. Some are kept for who asks next.
 */
#include <uk/alloc.h>
#include <uk/option.h>
#include <lwip/memp.h>
#include <lwip/opt.h>
#include <lwip/priv/memp_priv.h>
/* As lwIP's memp.c: whose sizes the list of pools wants. */
#include <lwip/dns.h>
#include <lwip/igmp.h>
#include <lwip/mld6.h>
#include <lwip/nd6.h>
#include <lwip/pbuf.h>
#include <lwip/priv/nd6_priv.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/raw.h>
#include <lwip/tcp.h>
#include <lwip/timeouts.h>
#include <lwip/udp.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/etharp.h>
#include "internal.h"

#define KEEP 32 /* objects of a kind that nobody uses */

struct object {
	struct object *next;
};

struct pool {
	struct object *unused;
	unsigned int kept, used;
};

static const struct {
	size_t size;
	unsigned int most; /* 0: bounded elsewhere, by windows and queues */
} kinds[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, num, bytes, text) [MEMP_##name] = { LWIP_MEM_ALIGN_SIZE(bytes), num },
#include <lwip/priv/memp_std.h>
};
static struct pool pools[MEMP_MAX];

void memp_init(void)
{
}

static unsigned int most(memp_t kind)
{
	if (kind == MEMP_TCP_PCB)
		return uk_option(lwip, max_connections);
	return kinds[kind].most;
}

unsigned int uk_lwip_pool_used(memp_t kind)
{
	return pools[kind].used;
}

void *memp_malloc(memp_t kind)
{
	struct pool *p = &pools[kind];
	struct object *o = p->unused;

	if (most(kind) && p->used >= most(kind))
		return NULL;
	if (o) {
		p->unused = o->next;
		p->kept--;
	} else {
		o = uk_malloc(kinds[kind].size);
	}
	p->used += !!o;
	return o;
}

void memp_free(memp_t kind, void *object)
{
	struct pool *p = &pools[kind];
	struct object *o = object;

	if (!o)
		return;
	p->used--;
	if (p->kept == KEEP) {
		uk_free(o);
		return;
	}
	o->next = p->unused;
	p->unused = o;
	p->kept++;
}
