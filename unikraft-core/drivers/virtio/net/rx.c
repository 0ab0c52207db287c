/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving. A buffer is one object of the heap: our record, then what the
 * device writes. With mergeable buffers a frame may fill several, and only
 * then does the device put segments together. Small frames are copied, so
 * that a stack which keeps many of them does not keep whole buffers.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/option.h>
#include <uk/string.h>
#include "internal.h"

/* The largest object of which the heap puts two into a page. */
#define BUFFER_HALF_PAGE 2016
/* Bytes up to which a frame is copied. */
#define COPY_MAX 256
/* New buffers are given when this part of all is missing. */
#define REFILL_PART 4

struct rx_buffer {
	struct uk_netbuf netbuf;
	uint8_t data[] UK_ALIGNED(16);
};

static void buffer_free(struct uk_netbuf *b)
{
	uk_free(uk_container_of(b, struct rx_buffer, netbuf));
}

void virtio_net_rx_init(struct virtio_net *v)
{
	size_t frame = v->hdr_size + ETHERNET_HEADER + VLAN_TAG + v->dev.mtu;
	size_t size = sizeof(struct rx_buffer) + frame;

	if (v->features & (F_GUEST_TSO4 | F_GUEST_TSO6) || (v->features & F_MRG_RXBUF && size > BUFFER_HALF_PAGE))
		size = UK_PAGE_SIZE;
	else
		size = UK_MAX(size, (size_t)BUFFER_HALF_PAGE);
	v->rx_room = size - sizeof(struct rx_buffer);
	v->rx_want = UK_MIN((unsigned int)uk_option(virtio_net, rx_buffers), uk_virtqueue_size(v->rx));
}

void virtio_net_rx_refill(struct virtio_net *v)
{
	while (v->rx_have < v->rx_want) {
		struct rx_buffer *b = uk_malloc(sizeof(*b) + v->rx_room);
		struct uk_virtio_piece piece = { b ? b->data : NULL, (uint32_t)v->rx_room };

		if (!b || uk_virtqueue_add(v->rx, &piece, 0, 1, b)) {
			uk_free(b);
			break;
		}
		v->rx_have++;
	}
	uk_virtqueue_kick(v->rx);
	/* With none, no interrupt would ever ask for more. */
	if (v->rx_have < v->rx_want && !uk_virtio_is_broken(v->virtio))
		virtio_net_tick_later(v);
}

static struct rx_buffer *take(struct virtio_net *v, uint32_t *len)
{
	struct rx_buffer *b = uk_virtqueue_take(v->rx, len);

	if (!b)
		return NULL;
	v->rx_have--;
	b->netbuf.next = NULL;
	b->netbuf.data = b->data;
	b->netbuf.len = *len;
	b->netbuf.memory = (uint32_t)(sizeof(*b) + v->rx_room);
	b->netbuf.flags = 0;
	b->netbuf.free = buffer_free;
	return b;
}

/* Takes the other buffers of a frame. Its length; 0: the device broke the rules, there is no frame. */
static size_t take_rest(struct virtio_net *v, struct rx_buffer *first, unsigned int more)
{
	struct uk_netbuf **link = &first->netbuf.next;
	size_t total = first->netbuf.len;

	for (; more; more--) {
		uint32_t len;
		struct rx_buffer *b = take(v, &len);

		if (!b || !len) {
			if (b)
				uk_netbuf_free(&b->netbuf);
			uk_virtio_break(v->virtio, "a received frame has fewer buffers than it says");
			return 0;
		}
		*link = &b->netbuf;
		link = &b->netbuf.next;
		total += len;
	}
	return total;
}

/* What the header says of the frame's checksum. False: it cannot be. */
static bool look_at_header(const struct virtio_net *v, const struct net_hdr *h, size_t frame, unsigned int *flags)
{
	uint64_t segments = 0;

	*flags = 0;
	if ((h->gso_type & ~HDR_GSO_ECN) == HDR_GSO_TCPV4)
		segments = F_GUEST_TSO4;
	else if ((h->gso_type & ~HDR_GSO_ECN) == HDR_GSO_TCPV6)
		segments = F_GUEST_TSO6;
	else if (h->gso_type != HDR_GSO_NONE)
		return false;
	if (segments && (!(v->features & segments) || !h->gso_size))
		return false;
	if (!(v->features & F_GUEST_CSUM))
		return true;
	if (h->flags & HDR_F_NEEDS_CSUM && (size_t)h->csum_start + h->csum_offset + 2 > frame)
		return false;
	if (h->flags & (HDR_F_NEEDS_CSUM | HDR_F_DATA_VALID))
		*flags = UK_NETBUF_CSUM_OK;
	return true;
}

/* A copy that takes no more memory than it must; without memory, the buffer itself. */
static struct uk_netbuf *copy_small(struct uk_netbuf *b)
{
	struct rx_buffer *copy;

	if (b->next || b->len > COPY_MAX)
		return b;
	copy = uk_malloc(sizeof(*copy) + b->len);
	if (!copy)
		return b;
	memcpy(copy->data, b->data, b->len);
	copy->netbuf.next = NULL;
	copy->netbuf.data = copy->data;
	copy->netbuf.len = b->len;
	copy->netbuf.memory = (uint32_t)sizeof(*copy) + b->len;
	copy->netbuf.flags = b->flags;
	copy->netbuf.free = buffer_free;
	return &copy->netbuf;
}

/* Gives the device a buffer again that nobody has kept. */
static void give_again(struct virtio_net *v, struct uk_netbuf *b)
{
	struct rx_buffer *buffer = uk_container_of(b, struct rx_buffer, netbuf);
	struct uk_virtio_piece piece = { buffer->data, (uint32_t)v->rx_room };

	if (uk_virtqueue_add(v->rx, &piece, 0, 1, buffer))
		uk_free(buffer);
	else
		v->rx_have++;
}

static void hand_over(struct virtio_net *v, struct uk_netbuf *b)
{
	struct uk_netbuf *kept = copy_small(b);

	if (kept != b)
		give_again(v, b);
	uk_netdev_input(&v->dev, kept);
}

/* A frame, of which b is the first buffer with len bytes. False: the device is broken. */
static bool receive(struct virtio_net *v, struct rx_buffer *b, uint32_t len)
{
	struct net_hdr h = { .num_buffers = 1 };
	size_t total = 0;

	if (len < v->hdr_size) {
		uk_virtio_break(v->virtio, "a received frame is shorter than its header");
	} else {
		memcpy(&h, b->data, v->hdr_size);
		/* Legacy devices have the field without using it, others must set it. */
		if (!(v->features & F_MRG_RXBUF))
			h.num_buffers = 1;
		if (!h.num_buffers)
			uk_virtio_break(v->virtio, "a received frame has no buffers");
		else
			total = take_rest(v, b, h.num_buffers - 1U);
	}
	if (!total) {
		uk_netbuf_free(&b->netbuf);
		return false;
	}
	total -= v->hdr_size;
	b->netbuf.data += v->hdr_size;
	b->netbuf.len -= v->hdr_size;
	if (b->netbuf.len < ETHERNET_HEADER || total > FRAME_MAX ||
	    !look_at_header(v, &h, total, &b->netbuf.flags)) {
		v->dev.stats.rx_errors++;
		uk_netbuf_free(&b->netbuf);
		return true;
	}
	hand_over(v, &b->netbuf);
	return true;
}

unsigned int virtio_net_rx_poll(struct virtio_net *v, unsigned int budget)
{
	unsigned int n = 0;
	uint32_t len;
	struct rx_buffer *b;

	while (n < budget && (b = take(v, &len)) && receive(v, b, len)) {
		n++;
		/* In bursts, so that the device is told seldom, and never without buffers for long. */
		if (v->rx_have < v->rx_want - v->rx_want / REFILL_PART)
			virtio_net_rx_refill(v);
	}
	virtio_net_rx_refill(v);
	return n;
}

void virtio_net_rx_discard(struct virtio_net *v)
{
	struct rx_buffer *b;

	while ((b = uk_virtqueue_discard(v->rx))) {
		v->rx_have--;
		uk_free(b);
	}
}
