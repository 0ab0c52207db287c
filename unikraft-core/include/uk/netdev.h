/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices: what is between their drivers and a network stack (library
 * uknetdev). Frames are Ethernet's, without the check sequence.
 *
 * The kernel is never preempted, and interrupts come only from application
 * code and idling: so a driver hands frames to the stack from interrupt
 * context, and the stack gives frames to the driver from any, without a lock.
 */
#ifndef UK_NETDEV_H
#define UK_NETDEV_H

#include <uk/essentials.h>
#include <uk/file.h>
#include <uk/list.h>
#include <uk/sched.h>

#define UK_NETDEV_MAC_LEN 6

/* What a device can do (features). */
#define UK_NETDEV_TX_CSUM 0x1 /* completes a TCP or UDP checksum: csum_start, csum_offset */
#define UK_NETDEV_TX_TSO4 0x2 /* cuts TCP segments; implies TX_CSUM */
#define UK_NETDEV_TX_TSO6 0x4
#define UK_NETDEV_RX_CSUM 0x8 /* may say that checksums have been verified */

/* About a received frame. */
#define UK_NETBUF_CSUM_OK 0x1 /* its TCP or UDP checksum is right, or need not be looked at: it never left this host */

/** A piece of a received frame; whoever has it gives it back by uk_netbuf_free. */
struct uk_netbuf {
	uint8_t stack[48] UK_ALIGNED(16); /* the stack's own */
	struct uk_netbuf *next;  /* more of the same frame */
	uint8_t *data;
	uint32_t len;
	uint32_t memory;         /* bytes that it takes until it is freed: more than len */
	unsigned int flags;      /* UK_NETBUF_*; of the first piece */
	void (*free)(struct uk_netbuf *b); /* one piece */
};
static inline void uk_netbuf_free(struct uk_netbuf *b)
{
	while (b) {
		struct uk_netbuf *next = b->next;

		b->free(b);
		b = next;
	}
}

#define UK_NETDEV_MAX_PIECES 20

/** A frame to be sent. Its pieces lie in the direct map and stay as they are until done(arg) was called. */
struct uk_netdev_frame {
	const struct uk_iovec *piece;
	unsigned int pieces;    /* 1 to UK_NETDEV_MAX_PIECES */
	uint16_t csum_start;    /* bytes from the frame's start; with csum_offset 0: nothing to complete */
	uint16_t csum_offset;   /* from csum_start; the field holds the pseudo header's sum */
	uint16_t segment;       /* bytes of payload of each segment that the device shall make; 0: it is one */
	uint16_t header;        /* with segment: bytes of all headers */
	bool ipv6;              /* with segment */
	void (*done)(void *arg); /* may be called before transmit returns; any context */
	void *arg;
};

struct uk_netdev;

/** What a driver does. */
struct uk_netdev_ops {
	/** Takes a frame. 0; -EAGAIN: no room now, the stack's writable will tell; -EIO: gone for good. On error done is not called. */
	int (*transmit)(struct uk_netdev *d, const struct uk_netdev_frame *f);
	/** The device is to send what it has taken: ends a burst of transmit. */
	void (*flush)(struct uk_netdev *d);
	/** Hands at most budget received frames to uk_netdev_input, and what was sent to its done. Number of frames received. */
	unsigned int (*poll)(struct uk_netdev *d, unsigned int budget);
	/** Interrupts on or off. On, true: there is already something to poll, no interrupt comes for it. */
	bool (*interrupts)(struct uk_netdev *d, bool on);
};

struct uk_netdev_stats {
	uint64_t rx_frames, rx_bytes, rx_dropped, rx_errors, tx_frames, tx_bytes, tx_dropped, tx_errors;
};

/** What a stack does; one stack takes all devices. */
struct uk_netdev_stack {
	/** A new device, or one that came before the stack did. Thread context. */
	void (*attach)(struct uk_netdev *d);
	/** A received frame, which is the stack's now. Interrupt context. */
	void (*input)(struct uk_netdev *d, struct uk_netbuf *b);
	/** After a burst of input. */
	void (*input_done)(struct uk_netdev *d);
	/** There is room again after -EAGAIN. */
	void (*writable)(struct uk_netdev *d);
	/** d->link or d->mtu has changed. */
	void (*changed)(struct uk_netdev *d);
};

struct uk_netdev {
	const struct uk_netdev_ops *ops;
	struct uk_list node;       /* in uk_netdevs, in the order found */
	unsigned int features;     /* UK_NETDEV_* */
	unsigned int mtu;          /* of the payload: 1500 */
	uint8_t mac[UK_NETDEV_MAC_LEN];
	bool link;                 /* a cable is plugged in */
	const char *name;          /* of the device, for messages: "virtio-pci 00:03.0" */
	void *driver, *stack;      /* each one's own */
	struct uk_netdev_stats stats;
	/* uknetdev's own */
	bool polling;
	struct uk_timer again;
};
extern struct uk_list uk_netdevs;

/** Drivers: a device is ready. 0 or -errno. */
int uk_netdev_register(struct uk_netdev *d);
/**
 * Drivers: an interrupt came. Polls with interrupts off while there is work:
 * at most a budget at once, then the application has its turn before more.
 */
void uk_netdev_event(struct uk_netdev *d);
/** Drivers: there is room for frames again, after -EAGAIN; or the device is gone, and -EIO is the answer. */
void uk_netdev_writable(struct uk_netdev *d);
/** Drivers: d->link or d->mtu has changed. */
void uk_netdev_changed(struct uk_netdev *d);
/** Drivers, in poll: a received frame. Counts it. Without a stack it is dropped. */
void uk_netdev_input(struct uk_netdev *d, struct uk_netbuf *b);
/** Stacks: sends a frame, counts it. As ops->transmit; -EINVAL, -EMSGSIZE: no such frame can be sent. */
int uk_netdev_transmit(struct uk_netdev *d, const struct uk_netdev_frame *f);
/** Stacks: registers the stack; attach is called for each device there is. */
void uk_netdev_set_stack(const struct uk_netdev_stack *s);

#endif
