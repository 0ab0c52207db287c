/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending, without a copy. What was sent is asked for when more is sent and
 * when the device is polled; an interrupt tells of it only when the ring was
 * full. So that nothing waits for long, a timer looks as well.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include "internal.h"

/* With less than this part of the ring free, sending looks for what was sent; with as much, the stack may go on. */
#define ROOM_PART 4
/* Bytes into a TCP header. */
#define TCP_FLAGS 13
#define TCP_CWR 0x80

int virtio_net_tx_init(struct virtio_net *v)
{
	unsigned int frames;

	/* Each takes two descriptors, unless indirect tables let it have one. */
	frames = uk_virtqueue_size(v->tx) / 2;
	v->tx_frames = uk_zalloc(frames * sizeof(v->tx_frames[0]));
	if (!v->tx_frames)
		return -ENOMEM;
	for (unsigned int i = 0; i < frames; i++) {
		v->tx_frames[i].next = v->tx_free;
		v->tx_free = &v->tx_frames[i];
	}
	uk_virtqueue_interrupts(v->tx, false);
	return 0;
}

static void sent(struct virtio_net *v, struct tx_frame *t)
{
	void (*done)(void *) = t->done;
	void *arg = t->arg;

	t->next = v->tx_free;
	v->tx_free = t;
	v->tx_busy--;
	done(arg);
}

static void reclaim(struct virtio_net *v)
{
	struct tx_frame *t;
	uint32_t written;

	while ((t = uk_virtqueue_take(v->tx, &written)))
		sent(v, t);
}

void virtio_net_tx_reclaim(struct virtio_net *v)
{
	reclaim(v);
	/* A part of the ring: with room for a frame at a time there would be an interrupt for each. */
	if (v->tx_full && v->tx_free && uk_virtqueue_free(v->tx) >= uk_virtqueue_size(v->tx) / ROOM_PART) {
		v->tx_full = false;
		uk_virtqueue_interrupts(v->tx, false);
		uk_netdev_writable(&v->dev);
	}
}

/* Whether the TCP header in the frame says that the window was reduced: the segments must say so in their own way. */
static bool has_cwr(const struct uk_netdev_frame *f)
{
	size_t at = (size_t)f->csum_start + TCP_FLAGS;

	for (unsigned int i = 0; i < f->pieces; i++) {
		if (at < f->piece[i].len)
			return ((const uint8_t *)f->piece[i].base)[at] & TCP_CWR;
		at -= f->piece[i].len;
	}
	return false;
}

/* 0, or -EINVAL: the device cannot do what the frame asks for. */
static int make_header(const struct virtio_net *v, const struct uk_netdev_frame *f, struct net_hdr *h)
{
	*h = (struct net_hdr){ 0 };
	if (!f->csum_offset)
		return f->segment ? -EINVAL : 0;
	if (!(v->features & F_CSUM))
		return -EINVAL;
	h->flags = HDR_F_NEEDS_CSUM;
	h->csum_start = f->csum_start;
	h->csum_offset = f->csum_offset;
	if (!f->segment)
		return 0;
	if (!(v->features & (f->ipv6 ? F_HOST_TSO6 : F_HOST_TSO4)))
		return -EINVAL;
	h->gso_type = f->ipv6 ? HDR_GSO_TCPV6 : HDR_GSO_TCPV4;
	h->gso_size = f->segment;
	h->hdr_len = f->header;
	if (has_cwr(f)) {
		if (!(v->features & F_HOST_ECN))
			return -EINVAL;
		h->gso_type |= HDR_GSO_ECN;
	}
	return 0;
}

static int give(struct virtio_net *v, struct tx_frame *t, const struct uk_netdev_frame *f)
{
	struct uk_virtio_piece piece[1 + UK_NETDEV_MAX_PIECES];

	piece[0] = (struct uk_virtio_piece){ &t->hdr, v->hdr_size };
	for (unsigned int i = 0; i < f->pieces; i++)
		piece[1 + i] = (struct uk_virtio_piece){ f->piece[i].base, (uint32_t)f->piece[i].len };
	return uk_virtqueue_add(v->tx, piece, 1 + f->pieces, 0, t);
}

/*
 * No room: an interrupt will tell, and the stack be called from there (not
 * from here, where it waits for an answer). Whether to try again all the same.
 */
static bool wait_for_room(struct virtio_net *v)
{
	uk_virtqueue_kick(v->tx);
	v->tx_full = true;
	if (!uk_virtqueue_interrupts(v->tx, true))
		return false;
	reclaim(v);
	return true;
}

int virtio_net_transmit(struct uk_netdev *d, const struct uk_netdev_frame *f)
{
	struct virtio_net *v = d->driver;
	struct net_hdr h;
	struct tx_frame *t;
	int r = make_header(v, f, &h);

	if (r || v->gone)
		return r ? r : -EIO;
	if (uk_virtqueue_free(v->tx) < uk_virtqueue_size(v->tx) / ROOM_PART || !v->tx_free)
		reclaim(v);
	for (;;) {
		t = v->tx_free;
		if (t) {
			t->hdr = h;
			r = give(v, t, f);
		} else {
			r = uk_virtio_is_broken(v->virtio) ? -EIO : -EAGAIN;
		}
		if (r != -EAGAIN || !wait_for_room(v))
			break;
	}
	if (r)
		return r;
	v->tx_free = t->next;
	t->done = f->done;
	t->arg = f->arg;
	v->tx_busy++;
	return 0;
}

void virtio_net_flush(struct uk_netdev *d)
{
	struct virtio_net *v = d->driver;

	uk_virtqueue_kick(v->tx);
	if (v->tx_busy)
		virtio_net_tick_later(v);
}

void virtio_net_tx_discard(struct virtio_net *v)
{
	struct tx_frame *t;

	while ((t = uk_virtqueue_discard(v->tx)))
		sent(v, t);
}
