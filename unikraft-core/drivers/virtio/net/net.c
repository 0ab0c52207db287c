/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio network devices: what they offer, their settings, their end. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/option.h>
#include <uk/plat.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

#define QUEUE_RX 0
#define QUEUE_TX 1
#define QUEUE_CTRL 2 /* of a device that was not asked for several pairs of the others */

/* The configuration (5.1.4). */
#define CONFIG_MAC 0
#define CONFIG_STATUS 6
#define CONFIG_MTU 10
#define STATUS_LINK_UP 1

#define CTRL_DESCRIPTORS 16
#define CTRL_RX 0
#define CTRL_RX_PROMISC 0
#define CTRL_RX_ALLMULTI 1

/* Buffers without which a frame of 64 KiB could never come. */
#define BUFFERS_FOR_SEGMENTS 32
/* How long the memory of a sent frame may wait, and a device for buffers, in ns. */
#define TICK 10000000

void virtio_net_tick_later(struct virtio_net *v)
{
	if (!v->tick.link && !v->gone)
		uk_timer_set(&v->tick, uk_plat_clock_mono() + TICK);
}

static void tick(struct uk_timer *t)
{
	struct virtio_net *v = uk_container_of(t, struct virtio_net, tick);

	virtio_net_tx_reclaim(v);
	if (v->rx_have < v->rx_want)
		virtio_net_rx_refill(v);
	if (v->tx_busy)
		virtio_net_tick_later(v);
}

static unsigned int net_poll(struct uk_netdev *d, unsigned int budget)
{
	struct virtio_net *v = d->driver;

	virtio_net_tx_reclaim(v);
	return virtio_net_rx_poll(v, budget);
}

static bool net_interrupts(struct uk_netdev *d, bool on)
{
	struct virtio_net *v = d->driver;

	return uk_virtqueue_interrupts(v->rx, on);
}

static const struct uk_netdev_ops ops = {
	.transmit = virtio_net_transmit,
	.flush = virtio_net_flush,
	.poll = net_poll,
	.interrupts = net_interrupts,
};

static void net_event(void *arg)
{
	uk_netdev_event(arg);
}

/* Features to ask for: those that others need stand first. */
static uint64_t want(struct uk_virtio_device *d)
{
	uint64_t has = uk_virtio_offered(d);
	uint64_t w = F_CSUM | F_GUEST_CSUM | F_MTU | F_MAC | F_MRG_RXBUF | F_STATUS;

	if (has & F_CSUM)
		w |= F_HOST_TSO4 | F_HOST_TSO6;
	if (has & w & (F_HOST_TSO4 | F_HOST_TSO6))
		w |= F_HOST_ECN;
	/* Without mergeable buffers each would have to hold 64 KiB. */
	if (has & F_GUEST_CSUM && has & F_MRG_RXBUF && uk_option(virtio_net, rx_buffers) >= BUFFERS_FOR_SEGMENTS)
		w |= F_GUEST_TSO4 | F_GUEST_TSO6;
	if (has & w & (F_GUEST_TSO4 | F_GUEST_TSO6))
		w |= F_GUEST_ECN;
	if (has & F_CTRL_VQ)
		w |= F_CTRL_VQ | F_CTRL_RX;
	return w;
}

static unsigned int netdev_features(uint64_t f)
{
	return (f & F_CSUM ? UK_NETDEV_TX_CSUM : 0) | (f & F_HOST_TSO4 ? UK_NETDEV_TX_TSO4 : 0) |
	       (f & F_HOST_TSO6 ? UK_NETDEV_TX_TSO6 : 0) | (f & F_GUEST_CSUM ? UK_NETDEV_RX_CSUM : 0);
}

/* An address of our own: local, not a group's. */
static void make_mac(uint8_t *mac)
{
	if (uk_plat_entropy(mac, UK_NETDEV_MAC_LEN) < UK_NETDEV_MAC_LEN) {
		uk_nsec_t now = uk_plat_clock_wall();

		memcpy(mac, &now, UK_NETDEV_MAC_LEN);
	}
	mac[0] = (uint8_t)((mac[0] & ~1) | 2);
}

/* Whether the link is up; without a word about it, it is. */
static bool link_is_up(struct virtio_net *v)
{
	uint16_t status = STATUS_LINK_UP;

	if (v->features & F_STATUS && uk_virtio_config(v->virtio, CONFIG_STATUS, &status, sizeof(status)))
		return false;
	return status & STATUS_LINK_UP;
}

static int read_settings(struct virtio_net *v)
{
	uint16_t mtu = MTU_DEFAULT;
	int r = 0;

	if (v->features & F_MTU)
		r = uk_virtio_config(v->virtio, CONFIG_MTU, &mtu, sizeof(mtu));
	if (!r && mtu < MTU_MIN) {
		uk_pr_err("%s: the device's MTU is %u bytes, which no network has", v->dev.name, mtu);
		r = -EINVAL;
	}
	v->dev.mtu = mtu;
	if (v->features & F_MAC)
		r = r ? r : uk_virtio_config(v->virtio, CONFIG_MAC, v->dev.mac, UK_NETDEV_MAC_LEN);
	else
		make_mac(v->dev.mac);
	v->dev.link = link_is_up(v);
	return r;
}

static void command(struct virtio_net *v, struct net_command *c, uint8_t cmd, uint8_t value)
{
	struct uk_virtio_piece piece[] = { { c, 2 }, { &c->value, 1 }, { &c->ack, 1 } };

	*c = (struct net_command){ .class = CTRL_RX, .command = cmd, .value = value, .ack = 1 };
	if (uk_virtqueue_add(v->ctrl, piece, 2, 1, c))
		uk_pr_warn("%s: a command has no room in the queue for commands", v->dev.name);
}

/* One that fails does no harm: more frames come than are for us. */
static void command_done(void *arg)
{
	struct virtio_net *v = arg;
	struct net_command *c;
	uint32_t written;

	while ((c = uk_virtqueue_take(v->ctrl, &written)))
		if (!written || c->ack)
			uk_pr_info("%s: the device refuses command %u of class %u", v->dev.name, c->command, c->class);
}

/* Devices give everything to a driver that says nothing. What is for us is for our address, or for a group:
 * those are the stack's to choose. */
static void filter(struct virtio_net *v)
{
	if (!v->ctrl || !(v->features & F_CTRL_RX))
		return;
	command(v, &v->command[0], CTRL_RX_ALLMULTI, 1);
	command(v, &v->command[1], CTRL_RX_PROMISC, 0);
	uk_virtqueue_kick(v->ctrl);
}

static int make_queues(struct virtio_net *v)
{
	struct uk_virtio_device *d = v->virtio;

	v->rx = uk_virtqueue_create(d, QUEUE_RX, (unsigned int)uk_option(virtio_net, rx_buffers), net_event, &v->dev);
	v->tx = uk_virtqueue_create(d, QUEUE_TX, (unsigned int)uk_option(virtio_net, tx_descriptors), net_event,
				    &v->dev);
	if (v->features & F_CTRL_VQ)
		v->ctrl = uk_virtqueue_create(d, QUEUE_CTRL, CTRL_DESCRIPTORS, command_done, v);
	if (!v->rx || !v->tx) {
		uk_pr_err("%s: no queues, or no memory for them", v->dev.name);
		return -ENOMEM;
	}
	virtio_net_rx_init(v);
	return virtio_net_tx_init(v);
}

static int probe(struct uk_virtio_device *d)
{
	struct virtio_net *v = uk_zalloc(sizeof(*v));
	int r;

	if (!v)
		return -ENOMEM;
	v->virtio = d;
	v->dev.ops = &ops;
	v->dev.name = uk_virtio_name(d);
	v->dev.driver = v;
	uk_timer_init(&v->tick, tick);
	r = uk_virtio_negotiate(d, want(d), &v->features);
	if (!r) {
		v->dev.features = netdev_features(v->features);
		v->hdr_size = v->features & (UK_VIRTIO_F_VERSION_1 | F_MRG_RXBUF) ? sizeof(struct net_hdr) : HDR_SHORT;
		r = read_settings(v);
	}
	if (!r)
		r = make_queues(v);
	if (!r)
		r = uk_virtio_start(d);
	if (r) {
		uk_free(v->tx_frames);
		uk_free(v);
		return r;
	}
	uk_virtio_set_data(d, v);
	virtio_net_rx_refill(v);
	filter(v);
	return uk_netdev_register(&v->dev);
}

static void changed(struct uk_virtio_device *d)
{
	struct virtio_net *v = uk_virtio_data(d);
	bool link = link_is_up(v);

	if (link == v->dev.link)
		return;
	v->dev.link = link;
	uk_netdev_changed(&v->dev);
}

static void broken(struct uk_virtio_device *d)
{
	struct virtio_net *v = uk_virtio_data(d);

	v->gone = true;
	uk_timer_cancel(&v->tick);
	virtio_net_rx_discard(v);
	virtio_net_tx_discard(v);
	v->dev.link = false;
	uk_netdev_changed(&v->dev);
	/* Who waits for room is to hear that there will be none. */
	if (v->tx_full)
		uk_netdev_writable(&v->dev);
	v->tx_full = false;
}

UK_VIRTIO_DRIVER(virtio_net_driver, .id = UK_VIRTIO_ID_NET, .name = "virtio-net", .probe = probe, .changed = changed,
		 .broken = broken);
