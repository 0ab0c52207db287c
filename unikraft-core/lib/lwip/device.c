/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices as interfaces of lwIP. Frames are copied in neither
 * direction: a received buffer holds the pbuf that describes it, and of a sent
 * one the device gets the pieces, which live until it is done.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/netdev.h>
#include <uk/option.h>
#include <uk/print.h>
#include <uk/string.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/prot/etharp.h>
#include <lwip/prot/ethernet.h>
#include <netif/ethernet.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/tcp.h>
#include <lwip/priv/tcp_priv.h>
#include "internal.h"

#define SMALL_FRAME 128 /* bytes */
#define MOST_HEADERS 256 /* bytes */
#define CHECK_TRANSPORT (NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP)

struct device *uk_lwip_devices;

/* --- Sending --- */

static void sent(void *p)
{
	pbuf_free(p);
}

/* The pieces of a frame; 0: too many, or the device cannot get at one. */
static unsigned int pieces(const struct pbuf *p, struct uk_iovec *piece)
{
	unsigned int n = 0;

	for (; p; p = p->next) {
		if (!p->len)
			continue;
		if (n == UK_NETDEV_MAX_PIECES || !uk_lwip_in_direct_map(p->payload))
			return 0;
		piece[n++] = (struct uk_iovec){ p->payload, p->len };
	}
	return n;
}

/* As uk_netdev_transmit, which has the references of w when it succeeds. */
static int transmit(struct device *d, struct waiting *w)
{
	struct uk_iovec piece[UK_NETDEV_MAX_PIECES];
	struct uk_netdev_frame f = {
		.piece = piece,
		.csum_start = w->csum_start,
		.csum_offset = w->csum_offset,
		.done = sent,
	};
	int r;

	if (w->train) {
		uk_lwip_train_frame(w->train, &f, piece);
	} else {
		f.pieces = pieces(w->p, piece);
		if (!f.pieces) {
			struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_RAM, w->p);

			if (!copy)
				return -ENOMEM;
			pbuf_free(w->p);
			w->p = copy;
			f.pieces = pieces(copy, piece);
		}
		f.arg = w->p;
	}
	r = uk_netdev_transmit(d->dev, &f);
	d->flush |= !r;
	return r;
}

static void release(struct waiting *w)
{
	if (w->train)
		uk_lwip_train_free(w->train);
	else
		pbuf_free(w->p);
}

/* Sends a frame now, or when there is room; has the references of w. 0, -ENOMEM, -EAGAIN: no room even to wait, -EIO. */
static int send(struct device *d, struct waiting *w)
{
	int r = d->count ? -EAGAIN : transmit(d, w);

	if (r == -EAGAIN && d->count < TX_QUEUE) {
		d->queue[(d->head + d->count++) % TX_QUEUE] = *w;
		return 0;
	}
	if (r == -EAGAIN) {
		d->refused = true;
		d->dev->stats.tx_dropped++;
	}
	if (r)
		release(w);
	return r;
}

static void send_train(struct device *d)
{
	struct waiting w;

	if (uk_lwip_train_take(d, &w))
		send(d, &w);
}

static err_t output(struct netif *netif, struct pbuf *p)
{
	struct device *d = uk_lwip_device(netif);
	struct waiting w = { .p = p };
	int r;

	/* Who is in a call that ends by uk_lwip_leave may have more of the same. */
	if (d->dev->features & (UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6) && uk_lwip_depth) {
		if (uk_lwip_train_add(d, p))
			return ERR_OK;
		send_train(d);
		if (uk_lwip_train_add(d, p))
			return ERR_OK;
	}
	if (d->dev->features & UK_NETDEV_TX_CSUM)
		uk_lwip_partial_checksum(&w);
	pbuf_ref(p);
	r = send(d, &w);
	if (!uk_lwip_depth)
		uk_lwip_devices_flush();
	return !r ? ERR_OK : r == -EAGAIN || r == -ENOMEM ? ERR_MEM : ERR_IF;
}

static void writable(struct uk_netdev *dev)
{
	struct device *d = dev->stack;

	uk_lwip_enter();
	while (d->count) {
		struct waiting *w = &d->queue[d->head];
		int r = transmit(d, w);

		if (r == -EAGAIN)
			break;
		if (r)
			release(w);
		d->head = (d->head + 1) % TX_QUEUE;
		d->count--;
	}
	if (d->refused && d->count < TX_QUEUE / 2) {
		d->refused = false;
		tcp_txnow();
	}
	uk_lwip_leave();
}

void uk_lwip_devices_flush(void)
{
	for (struct device *d = uk_lwip_devices; d; d = d->next) {
		send_train(d);
		if (d->flush) {
			d->flush = false;
			d->dev->ops->flush(d->dev);
		}
	}
}

/* --- Receiving --- */

/* What received frames take, until those who wait for them have read them. */
static size_t held, most_held;

static void received_free(struct pbuf *p)
{
	struct uk_netbuf *b = uk_container_of((uint8_t *)p, struct uk_netbuf, stack[0]);

	held -= b->memory;
	b->free(b);
}

/** What received bytes are copied together to. */
struct gathered {
	struct pbuf_custom pbuf;
	size_t size;
	uint8_t data[] UK_ALIGNED(MEM_ALIGNMENT);
};

static void gathered_free(struct pbuf *p)
{
	struct gathered *g = uk_container_of((struct pbuf_custom *)p, struct gathered, pbuf);

	held -= g->size;
	uk_free(g);
}

struct pbuf *uk_lwip_pbuf_received(uint16_t n)
{
	const size_t size = sizeof(struct gathered) + n;
	struct gathered *g = uk_malloc(size);

	if (!g)
		return NULL;
	held += size;
	g->size = size;
	g->pbuf.custom_free_function = gathered_free;
	return pbuf_alloced_custom(PBUF_RAW, n, PBUF_REF, &g->pbuf, g->data, n);
}

/* The frame, whose buffers it takes over, as a chain of pbufs, one in each of its pieces. NULL: no memory. */
static struct pbuf *received(struct uk_netbuf *b)
{
	struct pbuf *frame = NULL;

	_Static_assert(sizeof(struct pbuf_custom) <= sizeof(b->stack), "a pbuf fits into a buffer");
	while (b) {
		struct uk_netbuf *next = b->next;
		struct pbuf_custom *custom = (void *)b->stack;
		struct pbuf *p;

		held += b->memory;
		custom->custom_free_function = received_free;
		p = pbuf_alloced_custom(PBUF_RAW, b->len, PBUF_REF, custom, b->data, b->len);
		if (frame)
			pbuf_cat(frame, p);
		else
			frame = p;
		b = next;
	}
	if (frame->next && frame->len < MOST_HEADERS) {
		/* lwIP trusts that headers and what it answers with lie in one piece. */
		struct pbuf *whole = pbuf_clone(PBUF_RAW, PBUF_RAM, frame);

		pbuf_free(frame);
		frame = whole;
	}
	return frame;
}

/* Whether it is no longer than a pbuf can be, and its first piece has what lwIP looks at before it looks at lengths. */
static bool is_sound(const struct uk_netbuf *b)
{
	const struct eth_hdr *eth = (const void *)b->data;
	size_t total = 0;

	for (const struct uk_netbuf *i = b; i; i = i->next)
		total += i->len;
	if (total > UINT16_MAX || b->len < sizeof(*eth))
		return false;
	switch (eth->type) {
	case PP_HTONS(ETHTYPE_IP):
		return b->len >= sizeof(*eth) + sizeof(struct ip_hdr);
	case PP_HTONS(ETHTYPE_IPV6):
		return b->len >= sizeof(*eth) + sizeof(struct ip6_hdr);
	case PP_HTONS(ETHTYPE_ARP):
		return b->len >= sizeof(*eth) + sizeof(struct etharp_hdr);
	}
	return false; /* for nobody here */
}

/* Whether a sound frame holds bytes of a TCP connection, or may: of IPv6, where other headers can stand before TCP's. */
static bool may_have_tcp_data(const struct uk_netbuf *b)
{
	const struct eth_hdr *eth = (const void *)b->data;
	const struct ip_hdr *ip4 = (const void *)(eth + 1);
	const struct ip6_hdr *ip6 = (const void *)(eth + 1);
	size_t header = sizeof(*eth) + sizeof(*ip6), end = header + IP6H_PLEN(ip6);
	const struct tcp_hdr *tcp;

	if (eth->type == PP_HTONS(ETHTYPE_ARP))
		return false;
	if (eth->type == PP_HTONS(ETHTYPE_IP)) {
		if (IPH_PROTO(ip4) != IP_PROTO_TCP)
			return false;
		header = sizeof(*eth) + IPH_HL_BYTES(ip4);
		end = sizeof(*eth) + lwip_ntohs(IPH_LEN(ip4));
	} else if (IP6H_NEXTH(ip6) != IP6_NEXTH_TCP) {
		return IP6H_NEXTH(ip6) != IP6_NEXTH_ICMP6 && IP6H_NEXTH(ip6) != IP6_NEXTH_UDP;
	}
	tcp = (const void *)(b->data + header);
	return b->len < header + sizeof(*tcp) || header + TCPH_HDRLEN_BYTES(tcp) < end;
}

/* Small ones without data are kept by nobody, and acknowledgements among them set memory free; sockets bound datagrams. */
static bool may_come(const struct uk_netbuf *b)
{
	return held <= most_held || (!b->next && b->len <= SMALL_FRAME && !may_have_tcp_data(b));
}

static void input(struct uk_netdev *dev, struct uk_netbuf *b)
{
	struct device *d = dev->stack;
	bool verified = b->flags & UK_NETBUF_CSUM_OK;
	struct pbuf *p;

	/* Without memory for d nobody listens. */
	if (!d || !is_sound(b) || !may_come(b)) {
		dev->stats.rx_dropped++;
		uk_netbuf_free(b);
		return;
	}
	p = received(b);
	if (!p) {
		dev->stats.rx_dropped++;
		return;
	}
	if (verified && uk_lwip_is_whole(p))
		d->netif.chksum_flags &= ~CHECK_TRANSPORT;
	else
		d->netif.chksum_flags |= CHECK_TRANSPORT;
	uk_lwip_depth++; /* the work is done after the burst */
	if (d->netif.input(p, &d->netif))
		pbuf_free(p);
	uk_lwip_depth--;
}

static void input_done(struct uk_netdev *dev UK_UNUSED)
{
	uk_lwip_enter();
	uk_lwip_leave();
}

/* --- Coming and changing --- */

static err_t netif_start(struct netif *netif)
{
	struct device *d = uk_lwip_device(netif);

	netif->name[0] = 'e';
	netif->name[1] = 't';
	netif->output = etharp_output;
	netif->output_ip6 = ethip6_output;
	netif->linkoutput = output;
	netif->mtu = UK_MIN(d->dev->mtu, (unsigned int)UINT16_MAX);
	netif->mtu6 = netif->mtu;
	netif->hwaddr_len = UK_NETDEV_MAC_LEN;
	memcpy(netif->hwaddr, d->dev->mac, UK_NETDEV_MAC_LEN);
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
		       NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
	if (d->dev->features & UK_NETDEV_TX_CSUM)
		netif->chksum_flags &= ~NETIF_CHECKSUM_GEN_TCP;
	return ERR_OK;
}

static void attach(struct uk_netdev *dev)
{
	struct device *d = uk_zalloc(sizeof(*d)), **last = &uk_lwip_devices;
	unsigned int n = 0;

	if (!d) {
		uk_pr_err("%s: no memory for its network interface", dev->name);
		return;
	}
	for (; *last; last = &(*last)->next)
		n++;
	d->dev = dev;
	dev->stack = d;
	uk_snprintf(d->name, sizeof(d->name), "eth%u", n);
	netif_add(&d->netif, NULL, NULL, NULL, d, netif_start, ethernet_input);
	*last = d;
	if (!n)
		netif_set_default(&d->netif);
	uk_lwip_enter();
	if (dev->link)
		netif_set_link_up(&d->netif);
	netif_set_up(&d->netif);
	uk_lwip_config_device(d);
	uk_lwip_leave();
}

static void changed(struct uk_netdev *dev)
{
	struct device *d = dev->stack;

	if (!d)
		return;
	uk_lwip_enter();
	d->netif.mtu = UK_MIN(dev->mtu, (unsigned int)UINT16_MAX);
	d->netif.mtu6 = d->netif.mtu;
	if (dev->link && !netif_is_link_up(&d->netif)) {
		uk_pr_info("%s: link is up", d->name);
		netif_set_link_up(&d->netif);
	} else if (!dev->link && netif_is_link_up(&d->netif)) {
		uk_pr_info("%s: link is down", d->name);
		netif_set_link_down(&d->netif);
	}
	uk_lwip_leave();
}

void uk_lwip_devices_start(void)
{
	static const struct uk_netdev_stack stack = {
		.attach = attach,
		.input = input,
		.input_done = input_done,
		.writable = writable,
		.changed = changed,
	};
	struct uk_frame_stat memory;

	uk_frame_stat(&memory);
	most_held = memory.free / 100 * uk_option(lwip, receive_percent);
	uk_netdev_set_stack(&stack);
}

const char *uk_lwip_name(struct netif *netif)
{
	return netif->state ? uk_lwip_device(netif)->name : "lo";
}
