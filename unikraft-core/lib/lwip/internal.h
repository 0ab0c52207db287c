/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of library lwip tell each other. */
#ifndef LWIP_INTERNAL_H
#define LWIP_INTERNAL_H

#include <uk/alloc.h>
#include <uk/essentials.h>
#include <uk/lwip.h>
#include <uk/netdev.h>
#include <lwip/memp.h>
#include <lwip/netif.h>
#include "config.h"

#define TX_QUEUE 256
#define DIRECT_MAP_SIZE (1UL << 46)

struct train;

/** A frame that waits for room in the device: p or a train. */
struct waiting {
	struct pbuf *p;
	struct train *train;
	uint16_t csum_start, csum_offset; /* of p */
};

/** A network device and its interface, which is lwIP's. */
struct device {
	struct netif netif; /* whose state is this device */
	struct uk_netdev *dev;
	struct device *next;
	const struct config *config; /* NULL: by DHCP */
	char name[16];      /* "eth0" */
	struct train *train; /* of segments that go together; NULL: none, and no memory for one */
	bool flush;         /* it has frames that it need not have sent */
	bool refused;       /* a frame was not taken: who wants to send is to be told */
	struct waiting queue[TX_QUEUE];
	unsigned int head, count;
};
/** In the order found. */
extern struct device *uk_lwip_devices;
static inline struct device *uk_lwip_device(struct netif *netif)
{
	return netif->state;
}
/** "lo", "eth0". */
const char *uk_lwip_name(struct netif *netif);
/** The address as text, in buf, which has IPADDR_STRLEN_MAX bytes. */
const char *uk_lwip_text(const ip_addr_t *a, char *buf, size_t size);

/** Bits of the prefix that a mask has. */
static inline unsigned int uk_lwip_prefix(const ip4_addr_t *mask)
{
	return mask->addr ? 32 - __builtin_ctz(lwip_ntohl(mask->addr)) : 0;
}

/** Whether a device can be told where it is. */
static inline bool uk_lwip_in_direct_map(const void *p)
{
	return (uintptr_t)p - UK_DIRECT_MAP < DIRECT_MAP_SIZE;
}

/** Takes network devices from uknetdev. */
void uk_lwip_devices_start(void);
/** Devices shall send what they have. */
void uk_lwip_devices_flush(void);

/** Whether a received frame is no fragment, so that the device can have looked at its checksum. */
bool uk_lwip_is_whole(const struct pbuf *p);
/** Has the device complete the checksum of w->p, if lwIP has left it out. */
void uk_lwip_partial_checksum(struct waiting *w);
/** Joins a frame to the train of a device that cuts segments, with a reference. False: it is none for a train, or for another. */
bool uk_lwip_train_add(struct device *d, struct pbuf *p);
/** Takes the train that has been joined, whose references go with it. False: there is none. */
bool uk_lwip_train_take(struct device *d, struct waiting *w);
/** Describes a train: f->done frees it. */
void uk_lwip_train_frame(struct train *t, struct uk_netdev_frame *f, struct uk_iovec *piece);
void uk_lwip_train_free(struct train *t);

/** Objects of a kind that are in use. */
unsigned int uk_lwip_pool_used(memp_t kind);

/** Reads netdev.ip. 0 or -EINVAL. */
int uk_lwip_config_start(void);
/** A device has come: gives it its addresses, or asks for them. */
void uk_lwip_config_device(struct device *d);
/** Waits for the first answers. */
void uk_lwip_config_wait(void);

/* Name servers and domain. */
void uk_lwip_resolver_add(const ip_addr_t *server);
void uk_lwip_resolver_domain(const char *domain);
/** Makes /etc/resolv.conf, if the image has none. */
void uk_lwip_resolver_start(void);

#endif
