/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio network devices (specification 1.1, 5.1): what the files of this library share. */
#ifndef VIRTIO_NET_INTERNAL_H
#define VIRTIO_NET_INTERNAL_H

#include <uk/essentials.h>
#include <uk/netdev.h>
#include <uk/sched.h>
#include <uk/virtio.h>

#define F_CSUM (1UL << 0)
#define F_GUEST_CSUM (1UL << 1)
#define F_MTU (1UL << 3)
#define F_MAC (1UL << 5)
#define F_GUEST_TSO4 (1UL << 7)
#define F_GUEST_TSO6 (1UL << 8)
#define F_GUEST_ECN (1UL << 9)
#define F_HOST_TSO4 (1UL << 11)
#define F_HOST_TSO6 (1UL << 12)
#define F_HOST_ECN (1UL << 13)
#define F_MRG_RXBUF (1UL << 15)
#define F_STATUS (1UL << 16)
#define F_CTRL_VQ (1UL << 17)
#define F_CTRL_RX (1UL << 18)

#define HDR_F_NEEDS_CSUM 1
#define HDR_F_DATA_VALID 2
#define HDR_GSO_NONE 0
#define HDR_GSO_TCPV4 1
#define HDR_GSO_TCPV6 4
#define HDR_GSO_ECN 0x80

/* Before each frame (5.1.6). */
struct net_hdr {
	uint8_t flags, gso_type;
	uint16_t hdr_len, gso_size, csum_start, csum_offset;
	uint16_t num_buffers; /* not on legacy devices without F_MRG_RXBUF */
};
#define HDR_SHORT 10

#define ETHERNET_HEADER 14
#define VLAN_TAG 4
/* The largest IP packet in a frame. */
#define FRAME_MAX (ETHERNET_HEADER + VLAN_TAG + 65535)
#define MTU_DEFAULT 1500
#define MTU_MIN 68

/* A frame that is the device's. */
struct tx_frame {
	struct net_hdr hdr;
	struct tx_frame *next; /* of the free ones */
	void (*done)(void *arg);
	void *arg;
};

/* A command of the control queue that is on its way (5.1.6.5). */
struct net_command {
	uint8_t class, command, value, ack;
};

struct virtio_net {
	struct uk_netdev dev;
	struct uk_virtio_device *virtio;
	uint64_t features;
	unsigned int hdr_size;
	struct uk_timer tick;      /* looks after what no interrupt tells of */
	bool gone;                 /* broken, and cleaned up */

	struct uk_virtqueue *rx;
	unsigned int rx_want, rx_have; /* buffers that shall be, and are, the device's */
	size_t rx_room;            /* bytes of a buffer */

	struct uk_virtqueue *tx;
	struct tx_frame *tx_frames, *tx_free;
	unsigned int tx_busy;      /* frames that are the device's */
	bool tx_full;              /* a frame was refused: the stack waits */

	struct uk_virtqueue *ctrl;
	struct net_command command[2];
};

/** Chooses number and size of buffers for the queue and the MTU. */
void virtio_net_rx_init(struct virtio_net *v);
/** Gives the device buffers as long as there is memory. */
void virtio_net_rx_refill(struct virtio_net *v);
/** Hands at most budget frames to the stack. How many. */
unsigned int virtio_net_rx_poll(struct virtio_net *v, unsigned int budget);
/** Frees the buffers of a stopped device. */
void virtio_net_rx_discard(struct virtio_net *v);

/** Memory for the frames of the queue. 0 or -ENOMEM. */
int virtio_net_tx_init(struct virtio_net *v);
int virtio_net_transmit(struct uk_netdev *d, const struct uk_netdev_frame *f);
void virtio_net_flush(struct uk_netdev *d);
/** Tells of the frames that were sent. */
void virtio_net_tx_reclaim(struct virtio_net *v);
/** The frames of a stopped device will never be sent: tells as if they were. */
void virtio_net_tx_discard(struct virtio_net *v);

/** Has the timer look after sent frames and missing buffers soon. */
void virtio_net_tick_later(struct virtio_net *v);

#endif
