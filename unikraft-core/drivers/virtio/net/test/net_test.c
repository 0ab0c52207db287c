/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver between a stack and a device in memory, both acting at random:
 * frames arrive whole and in order, in one buffer or many, what is sent
 * arrives at the device as it was, and its memory comes back once. A device
 * that lies about rings, lengths and headers is stopped, or its frame
 * dropped; then too every buffer and every sent frame is accounted for.
 */
#define UK_DIRECT_MAP 0UL
#include <uk/list.h>
#include "../../core/device.c"
#include "../../core/queue.c"
#include "../../core/test/fake_device.h"
#include "../../../../lib/uknetdev/netdev.c"
#include "../rx.c"
#include "../tx.c"
#include "../net.c"

__asm__(".set uk_option_virtio_net_rx_buffers, 64\n.set uk_option_virtio_net_tx_descriptors, 64");

#define ALL_FEATURES                                                                                     \
	(F_CSUM | F_GUEST_CSUM | F_MTU | F_MAC | F_GUEST_TSO4 | F_GUEST_TSO6 | F_GUEST_ECN | F_HOST_TSO4 | \
	 F_HOST_TSO6 | F_HOST_ECN | F_MRG_RXBUF | F_STATUS | F_CTRL_VQ | F_CTRL_RX |                       \
	 UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX)
#define BIG 66000

static struct fake_device device;
static struct virtio_net *net;
static bool scheduler_idle;
void (*uk_sched_idle_work)(void);

bool uk_sched_idle(void)
{
	return scheduler_idle;
}

size_t uk_plat_entropy(void *p, size_t n)
{
	memset(p, 0xff, n);
	return n;
}

uk_nsec_t uk_plat_clock_wall(void)
{
	return now;
}

/* Frames that the device has sent to us, of which the stack has seen so many. Contents follow from the number. */
static unsigned long arrived, seen;
static bool lying; /* what arrives need not be what was sent */

static uint8_t content(unsigned long frame, size_t i)
{
	return (uint8_t)(frame * 7 + i + (i >> 8));
}

/* The stack: keeps some frames for a while. */
static struct uk_netbuf *kept[100];
static struct { size_t len; unsigned int flags; } expected[4096];

static void look(const struct uk_netbuf *b)
{
	size_t at = 0, len = expected[seen % 4096].len;

	assert(seen < arrived && b->flags == expected[seen % 4096].flags);
	for (; b; b = b->next)
		for (uint32_t i = 0; i < b->len; i++, at++)
			assert(b->data[i] == content(seen, at));
	assert(at == len);
	seen++;
}

static void input(struct uk_netdev *d, struct uk_netbuf *b)
{
	unsigned int i = random_below(100);

	assert(d == &net->dev && b->len >= ETHERNET_HEADER);
	for (const struct uk_netbuf *p = b; p; p = p->next)
		assert(p->memory >= sizeof(struct rx_buffer) + p->len);
	if (!lying)
		look(b);
	else
		for (const struct uk_netbuf *p = b; p; p = p->next)
			assert(p->len <= UK_PAGE_SIZE && p->data[0] + p->data[p->len - 1] >= 0);
	if (kept[i])
		uk_netbuf_free(kept[i]);
	kept[i] = one_in(4) ? b : NULL;
	if (!kept[i])
		uk_netbuf_free(b);
}

static void drop_kept(void)
{
	for (unsigned int i = 0; i < 100; i++) {
		uk_netbuf_free(kept[i]);
		kept[i] = NULL;
	}
}

static unsigned int attached, changes, writables;
static bool waiting; /* for room */

static void attach(struct uk_netdev *d)
{
	attached++;
	net = d->driver;
}

static void input_done(struct uk_netdev *d)
{
	(void)d;
}

static void writable(struct uk_netdev *d)
{
	(void)d;
	writables++;
	waiting = false;
}

static void link_changed(struct uk_netdev *d)
{
	(void)d;
	changes++;
}

static const struct uk_netdev_stack test_stack = {
	.attach = attach,
	.input = input,
	.input_done = input_done,
	.writable = writable,
	.changed = link_changed,
};

/* A frame that is sent: its memory must not be touched until it comes back. */
struct sending {
	size_t len;
	unsigned int number;
	struct uk_netdev_frame frame;
	bool out;
	uint8_t *data;
};
static struct sending sending[200];
static unsigned int sent_total, done_total, device_got;
static struct sending *order[256]; /* as the device should see them */

static void done(void *arg)
{
	struct sending *s = arg;

	assert(s->out);
	s->out = false;
	free(s->data);
	s->data = NULL;
	done_total++;
}

static void choose_offload(struct uk_netdev_frame *f, size_t len)
{
	unsigned int can = net->dev.features;

	if (!(can & UK_NETDEV_TX_CSUM) || len < 100 || one_in(2))
		return;
	f->csum_start = (uint16_t)(14 + random_below(40));
	f->csum_offset = 16;
	f->ipv6 = one_in(2);
	if (can & (f->ipv6 ? UK_NETDEV_TX_TSO6 : UK_NETDEV_TX_TSO4) && len > 1514) {
		f->segment = 1000;
		f->header = 54;
	}
}

static void transmit(void)
{
	struct sending *s = &sending[random_below(200)];
	struct uk_iovec piece[UK_NETDEV_MAX_PIECES];
	bool large = net->dev.features & UK_NETDEV_TX_TSO4 && one_in(8);
	size_t at = 0;
	int r;

	if (s->out)
		return;
	s->len = large ? 1515 + random_below(60000) : 14 + random_below(1500);
	s->data = malloc(s->len);
	s->number = random_word();
	for (size_t i = 0; i < s->len; i++)
		s->data[i] = content(s->number, i);
	s->frame = (struct uk_netdev_frame){ .piece = piece, .done = done, .arg = s };
	choose_offload(&s->frame, s->len);
	if (!s->frame.segment && s->len > 1514)
		s->len = 1514;
	s->frame.pieces = 1 + random_below(one_in(8) ? UK_NETDEV_MAX_PIECES : 3);
	if (s->frame.pieces > s->len)
		s->frame.pieces = 1;
	for (unsigned int i = 0; i < s->frame.pieces; i++) {
		size_t n = i + 1 < s->frame.pieces ? s->len / s->frame.pieces : s->len - at;

		piece[i] = (struct uk_iovec){ s->data + at, n };
		at += n;
	}
	s->out = true;
	order[sent_total % 256] = s;
	sent_total++;
	r = uk_netdev_transmit(&net->dev, &s->frame);
	if (!r)
		return;
	/* A reduced window cannot be said in segments. */
	if (r == -EINVAL)
		assert(s->frame.segment && !(net->features & F_HOST_ECN));
	else
		assert(r == (uk_virtio_is_broken(&device.dev) ? -EIO : -EAGAIN));
	waiting |= r == -EAGAIN;
	sent_total--;
	s->out = false;
	free(s->data);
}

/* The device's side of sending. */
static struct fake_chain in_flight[512];
static unsigned int flying;

static void check_sent(const struct fake_chain *c)
{
	static uint8_t data[BIG];
	struct net_hdr h = { 0 };
	const struct sending *s = order[device_got++ % 256];
	const struct uk_netdev_frame *f = &s->frame;

	assert(!c->in && c->readable == net->hdr_size + s->len);
	fake_copy(c, false, 0, (uint8_t *)&h, net->hdr_size);
	fake_copy(c, false, net->hdr_size, data, s->len);
	for (size_t i = 0; i < s->len; i++)
		assert(data[i] == content(s->number, i));
	assert(h.flags == (f->csum_offset ? HDR_F_NEEDS_CSUM : 0) && h.csum_start == f->csum_start &&
	       h.csum_offset == f->csum_offset && h.gso_size == f->segment && !h.num_buffers);
	assert((h.gso_type & ~HDR_GSO_ECN) ==
	       (!f->segment ? HDR_GSO_NONE : f->ipv6 ? HDR_GSO_TCPV6 : HDR_GSO_TCPV4));
	assert(!(h.gso_type & HDR_GSO_ECN) ==
	       !(f->segment && content(s->number, f->csum_start + 13UL) & 0x80));
}

static void device_sends(void)
{
	struct fake_queue *q = &device.queue[1];
	uint16_t before = q->used_index;

	while (q->notified && flying < 512 && fake_pop(&device, 1, &in_flight[flying]))
		check_sent(&in_flight[flying++]);
	for (unsigned int n = random_below(flying + 1); n; n--) {
		unsigned int i = random_below(flying);

		fake_push(&device, 1, in_flight[i].head, one_in(2) ? 0 : random_word());
		in_flight[i] = in_flight[--flying];
	}
	fake_interrupt(&device, 1, before);
}

/* The device's side of receiving: buffers that it has. */
static struct fake_chain room[1024];
static unsigned int rooms;

static void collect_rooms(void)
{
	struct fake_queue *q = &device.queue[0];

	/* It looks when frames come, whether or not it was notified. */
	while (rooms < 1024 && fake_pop(&device, 0, &room[rooms])) {
		assert(!room[rooms].out);
		rooms++;
	}
	(void)q;
}

static struct net_hdr make_rx_header(size_t len, unsigned int *flags)
{
	struct net_hdr h = { .num_buffers = 0 };

	*flags = 0;
	if (!(device.accepted & F_GUEST_CSUM) || len < 60)
		return h;
	if (len > 1518) {
		h.gso_type = one_in(2) && device.accepted & F_GUEST_TSO6 ? HDR_GSO_TCPV6 : HDR_GSO_TCPV4;
		h.gso_size = 1448;
		h.flags = HDR_F_NEEDS_CSUM;
		h.gso_type |= one_in(4) ? HDR_GSO_ECN : 0;
	} else {
		h.flags = (uint8_t)random_below(3);
	}
	if (h.flags & HDR_F_NEEDS_CSUM) {
		h.csum_start = 34;
		h.csum_offset = 16;
	}
	*flags = h.flags ? UK_NETBUF_CSUM_OK : 0;
	return h;
}

/* Writes a frame into buffers; they are used all at once. False: there are not enough. */
static bool deliver(size_t len, struct net_hdr h)
{
	static uint8_t data[BIG + sizeof(struct net_hdr)];
	size_t total = net->hdr_size + len, at = 0;
	unsigned int n = 0;
	uint16_t before = device.queue[0].used_index;

	while (n < rooms && at < total)
		at += room[n++].writable;
	if (at < total || (n > 1 && !(device.accepted & F_MRG_RXBUF)))
		return false;
	if (device.accepted & F_MRG_RXBUF)
		h.num_buffers = (uint16_t)n;
	memcpy(data, &h, net->hdr_size);
	for (size_t i = 0; i < len; i++)
		data[net->hdr_size + i] = content(arrived, i);
	at = 0;
	for (unsigned int i = 0; i < n; i++) {
		size_t part = UK_MIN(room[i].writable, total - at);

		fake_copy(&room[i], true, 0, data + at, part);
		fake_push(&device, 0, room[i].head, (uint32_t)part);
		at += part;
	}
	memmove(room, room + n, (rooms - n) * sizeof(room[0]));
	rooms -= n;
	arrived++;
	fake_interrupt(&device, 0, before);
	return true;
}

static void device_receives(void)
{
	bool large = device.accepted & F_GUEST_TSO4 && one_in(10);
	unsigned int n = random_below(one_in(10) ? 100 : 4);

	while (n--) {
		size_t len = large ? 1519 + random_below(64000) : one_in(2) ? 14 + random_below(250) : 14 + random_below(1500);
		unsigned int flags;
		struct net_hdr h = make_rx_header(len, &flags);

		collect_rooms();
		expected[arrived % 4096].len = len;
		expected[arrived % 4096].flags = flags;
		deliver(len, h);
	}
}

static void step(void)
{
	scheduler_idle = one_in(2);
	switch (random_below(5)) {
	case 0:
		for (unsigned int n = random_below(40); n && !waiting; n--)
			transmit();
		net->dev.ops->flush(&net->dev);
		break;
	case 1:
		device_sends();
		break;
	case 2:
	case 3:
		device_receives();
		break;
	default:
		if (one_in(3) && uk_sched_idle_work) {
			void (*work)(void) = uk_sched_idle_work;

			uk_sched_idle_work = NULL;
			work();
		}
		pass_time(random_below(3000000));
	}
}

static void make(bool legacy, uint64_t features)
{
	if (!legacy)
		features |= UK_VIRTIO_F_VERSION_1;
	fake_init(&device, UK_VIRTIO_ID_NET, legacy, features, 12);
	device.config[0] = 2;
	device.config[6] = 1;
	device.config[10] = 1500 & 0xff;
	device.config[11] = 1500 >> 8;
	device.queue[0].max = device.queue[1].max = 256;
	device.queue[2].max = 64;
	net = NULL;
	messages = attached = changes = writables = 0;
	arrived = seen = 0;
	rooms = flying = 0;
	sent_total = done_total = device_got = 0;
	waiting = lying = false;
	memset(sending, 0, sizeof(sending));
	uk_virtio_register(&device.dev);
}

/* Takes the device apart, as no kernel ever does: what is left then was lost. */
static void unmake(void)
{
	struct rx_buffer *b;

	drop_kept();
	if (net) {
		uk_timer_cancel(&net->tick);
		uk_timer_cancel(&net->dev.again);
		device.dev.stopped = true;
		while ((b = uk_virtqueue_discard(net->rx)))
			uk_free(b);
		uk_list_del(&net->dev.node);
		uk_free(net->tx_frames);
		uk_free(net);
	}
	virtio_queues_free(&device.dev);
	uk_list_del(&device.dev.node);
	uk_sched_idle_work = NULL;
	assert(!allocations);
}

/* Nothing waits for ever: with time, what was sent comes back, and the ring is full of buffers. */
static void settle(void)
{
	for (int i = 0; i < 2000; i++) {
		device_sends();
		pass_time(5000000);
	}
	assert(done_total == sent_total && !waiting && !net->tx_busy);
	assert(!net->dev.polling && net->rx_have == net->rx_want && !uk_virtqueue_pending(net->rx));
}

static void acts_at_random(bool legacy, uint64_t features, unsigned int steps)
{
	make(legacy, features);
	assert(net && attached == 1);
	while (steps--)
		step();
	settle();
	assert(seen == arrived && arrived > 100 && device_got == sent_total && sent_total > 100);
	assert(!messages && net->dev.stats.rx_frames == arrived && net->dev.stats.tx_frames == sent_total);
	unmake();
}

/* Now and then there is no memory. */
static void survives_without_memory(void)
{
	for (int i = 0; i < 100; i++) {
		failing = 2 + random_below(6);
		make(false, ALL_FEATURES);
		for (int n = 0; net && n < 200; n++)
			step();
		failing = 0;
		if (net) {
			settle();
			assert(seen == arrived);
		}
		unmake();
	}
}

/* A header of a received frame with one field that may be wrong. */
static struct net_hdr wrong_header(size_t len)
{
	unsigned int flags;
	struct net_hdr h = make_rx_header(len, &flags);

	switch (random_below(8)) {
	case 0:
		h.flags = (uint8_t)random_word();
		break;
	case 1:
		h.gso_type = (uint8_t)random_word();
		break;
	case 2:
		h.gso_size = (uint16_t)(one_in(2) ? 0 : random_word());
		break;
	case 3:
		h.csum_start = (uint16_t)random_word();
		break;
	case 4:
		h.csum_offset = (uint16_t)random_word();
		break;
	case 5:
		h.hdr_len = (uint16_t)random_word();
		break;
	default:
		if (one_in(30))
			h.num_buffers = (uint16_t)(one_in(2) ? random_below(70) : random_word());
	}
	return h;
}

/* Gives back buffers with lengths and headers that may be wrong, or writes at random into a used ring. */
static void lie(void)
{
	unsigned int index = random_below(3);
	struct fake_queue *q = &device.queue[index];
	uint16_t before = device.queue[0].used_index;
	size_t len = random_below(4096);
	struct net_hdr h;

	if (!q->size)
		return;
	collect_rooms();
	switch (random_below(one_in(20) ? 5 : 3)) {
	case 0:
		deliver(len, wrong_header(len));
		break;
	case 1:
	case 2:
		h = wrong_header(len);
		h.num_buffers = (uint16_t)(one_in(2) ? 1 : 1 + random_below(5));
		for (unsigned int n = h.num_buffers + (one_in(30) ? 1 : 0); n && rooms; n--) {
			rooms--;
			fake_copy(&room[rooms], true, 0, (uint8_t *)&h, net->hdr_size);
			fake_push(&device, 0, room[rooms].head,
				  random_below(one_in(100) ? 5000 : (unsigned int)room[rooms].writable + 1));
		}
		break;
	case 3:
		fake_push(&device, index, one_in(2) ? random_below(2 * q->size) : random_word(), random_word());
		break;
	default:
		q->used->index = q->used_index = (uint16_t)random_word();
		memset(q->desc, (int)random_word(), q->size * sizeof(struct desc));
	}
	fake_interrupt(&device, 0, before);
	uk_virtio_queues_interrupt(&device.dev);
}

static void a_lying_device(unsigned int seed)
{
	bool obeys = seed % 8;
	uint64_t features = ALL_FEATURES & ~(seed % 2 ? random_word() & 0xffffff : 0);
	unsigned int reported;

	make(seed % 5 == 0, features);
	assert(net);
	lying = true;
	for (unsigned int n = random_below(20); n; n--)
		step();
	device.ignores_reset = !obeys;
	for (int i = 0; i < 3000 && !uk_virtio_is_broken(&device.dev); i++) {
		if (one_in(4) && !waiting)
			transmit();
		lie();
		pass_time(random_below(2000000));
	}
	assert(uk_virtio_is_broken(&device.dev));
	pass_time(20000000);
	/* Errors that are said once, not for each frame. */
	assert(messages == (obeys ? 1U : 2U) && !net->dev.link && changes == 1 && !waiting);
	reported = done_total;
	transmit();
	net->dev.ops->flush(&net->dev);
	pass_time(20000000);
	uk_netdev_event(&net->dev);
	assert(!net->dev.polling && messages == (obeys ? 1U : 2U));
	/* Frames that a device keeps which cannot be stopped are never given back. */
	assert(obeys ? done_total == sent_total && !net->tx_busy && !net->rx_have : done_total == reported);
	for (unsigned int i = 0; i < 200; i++)
		if (sending[i].out)
			free(sending[i].data);
	unmake();
}

/* Features that need others are not asked for alone; buffers are as large as they must be. */
static void asks_for_what_it_can_use(void)
{
	make(false, ALL_FEATURES & ~F_CSUM);
	assert(!(net->features & (F_HOST_TSO4 | F_HOST_TSO6 | F_HOST_ECN)) && !(net->dev.features & UK_NETDEV_TX_TSO4));
	assert(net->rx_room > 3900 && net->rx_room < UK_PAGE_SIZE);
	unmake();
	make(false, ALL_FEATURES & ~F_MRG_RXBUF);
	assert(!(net->features & (F_GUEST_TSO4 | F_GUEST_TSO6 | F_GUEST_ECN)) && net->rx_room < 2016);
	assert(net->rx_room >= 1500 + 14 + 4 + 12 && net->dev.features & UK_NETDEV_RX_CSUM);
	unmake();
	make(false, ALL_FEATURES & ~F_GUEST_CSUM);
	assert(!(net->features & (F_GUEST_TSO4 | F_GUEST_TSO6)) && !(net->dev.features & UK_NETDEV_RX_CSUM));
	unmake();
	make(true, 0);
	assert(net->hdr_size == 10 && net->dev.mac[0] == 0xfe && net->dev.mtu == 1500 && net->dev.link);
	unmake();
}

/* One frame with a header as given: whether the stack gets it. */
static bool takes(struct net_hdr h, size_t len)
{
	unsigned long before = net->dev.stats.rx_frames, errors = net->dev.stats.rx_errors;

	collect_rooms();
	assert(deliver(len, h));
	pass_time(20000000);
	assert(net->dev.stats.rx_frames + net->dev.stats.rx_errors == before + errors + 1 && !messages);
	return net->dev.stats.rx_frames > before;
}

static void drops_frames_with_impossible_headers(void)
{
	make(false, ALL_FEATURES & ~F_GUEST_TSO6);
	lying = true;
	assert(takes((struct net_hdr){ 0 }, 14) && !takes((struct net_hdr){ 0 }, 13));
	assert(takes((struct net_hdr){ .flags = HDR_F_NEEDS_CSUM, .csum_start = 34, .csum_offset = 16 }, 52));
	assert(!takes((struct net_hdr){ .flags = HDR_F_NEEDS_CSUM, .csum_start = 34, .csum_offset = 16 }, 51));
	assert(!takes((struct net_hdr){ .flags = HDR_F_NEEDS_CSUM, .csum_start = 65535, .csum_offset = 65535 }, 1400));
	assert(takes((struct net_hdr){ .gso_type = HDR_GSO_TCPV4, .gso_size = 1 }, 3000));
	assert(!takes((struct net_hdr){ .gso_type = HDR_GSO_TCPV4 }, 3000));
	assert(!takes((struct net_hdr){ .gso_type = HDR_GSO_TCPV6, .gso_size = 1 }, 3000));
	assert(!takes((struct net_hdr){ .gso_type = 3, .gso_size = 1 }, 3000));
	assert(takes((struct net_hdr){ 0 }, FRAME_MAX) && !takes((struct net_hdr){ 0 }, FRAME_MAX + 1));
	unmake();
}

static void follows_the_link(void)
{
	make(false, ALL_FEATURES);
	device.config[6] = 0;
	uk_virtio_config_interrupt(&device.dev);
	assert(changes == 1 && !net->dev.link);
	uk_virtio_config_interrupt(&device.dev);
	assert(changes == 1);
	device.config[6] = 1;
	uk_virtio_config_interrupt(&device.dev);
	assert(changes == 2 && net->dev.link);
	unmake();
	/* An MTU that no network has. */
	fake_init(&device, UK_VIRTIO_ID_NET, false, ALL_FEATURES | UK_VIRTIO_F_VERSION_1, 12);
	net = NULL;
	messages = 0;
	uk_virtio_register(&device.dev);
	assert(!net && messages == 2 && device.status == UK_VIRTIO_STATUS_FAILED);
	unmake();
}

static void refuses_wrong_frames(void)
{
	uint8_t data[2000] = { 0 };
	struct uk_iovec piece[] = { { data, 1600 }, { data, 0 } };
	struct uk_netdev_frame f = { .piece = piece, .pieces = 1, .done = done };

	make(false, F_MAC);
	assert(uk_netdev_transmit(&net->dev, &f) == -EMSGSIZE);
	piece[0].len = 100;
	f.pieces = 2;
	assert(uk_netdev_transmit(&net->dev, &f) == -EINVAL);
	f.pieces = 0;
	assert(uk_netdev_transmit(&net->dev, &f) == -EINVAL);
	/* What the device does not offer. */
	f.pieces = 1;
	f.csum_offset = 16;
	assert(uk_netdev_transmit(&net->dev, &f) == -EINVAL);
	assert(net->dev.stats.tx_errors == 4 && !net->dev.stats.tx_frames);
	unmake();
}

int main(void)
{
	static const uint64_t without[] = { 0, F_MRG_RXBUF, UK_VIRTIO_F_EVENT_IDX, UK_VIRTIO_F_INDIRECT_DESC,
					    F_GUEST_CSUM | F_CSUM, F_CTRL_VQ | F_STATUS | F_MAC, ~0UL };

	offer_all();
	uk_netdev_set_stack(&test_stack);
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(without); i++) {
		acts_at_random(false, ALL_FEATURES & ~without[i], 3000);
		acts_at_random(true, ALL_FEATURES & ~without[i], 3000);
	}
	survives_without_memory();
	for (unsigned int seed = 0; seed < 600; seed++)
		a_lying_device(seed);
	asks_for_what_it_can_use();
	drops_frames_with_impossible_headers();
	follows_the_link();
	refuses_wrong_frames();
	return 0;
}
