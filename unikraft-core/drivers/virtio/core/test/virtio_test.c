/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings between a driver and a device that both do things at random: each
 * buffer goes there and comes back once, with what was written, whatever the
 * order; nobody sleeps while there is work for him; indices wrap. A device
 * that lies is stopped with one message, and every buffer is accounted for.
 */
#define UK_DIRECT_MAP 0UL
#include "../device.c"
#include "../queue.c"
#include "fake_device.h"

#define BUFFERS 512

struct buffer {
	bool given, back;    /* the device has it; it has used it */
	uint8_t data[40];
	unsigned int out, in, written;
	uint8_t pattern;
};

static struct buffer buffers[BUFFERS];
static struct uk_virtqueue *queue;
static struct fake_device device;
static bool poll_wanted; /* the driver was interrupted, or has turned interrupts on in vain */
static unsigned int broken_calls;

static void interrupted(void *arg)
{
	assert(arg == buffers);
	poll_wanted = true;
}

static int probe(struct uk_virtio_device *d)
{
	uint64_t agreed;
	int r = uk_virtio_negotiate(d, ~0UL, &agreed);

	if (r)
		return r;
	queue = uk_virtqueue_create(d, 1, 0, interrupted, buffers);
	if (!queue)
		return -ENOMEM;
	return uk_virtio_start(d);
}

static void broken(struct uk_virtio_device *d)
{
	assert(uk_virtio_is_broken(d));
	broken_calls++;
}

UK_VIRTIO_DRIVER(test_driver, .id = 42, .name = "test", .probe = probe, .broken = broken);

static void make(bool legacy, uint64_t features, unsigned int size)
{
	if (!legacy)
		features |= UK_VIRTIO_F_VERSION_1;
	fake_init(&device, 42, legacy, features, 16);
	device.queue[1].max = size;
	queue = NULL;
	messages = broken_calls = 0;
	poll_wanted = false;
	memset(buffers, 0, sizeof(buffers));
	uk_virtio_register(&device.dev);
}

static void unmake(void)
{
	virtio_queues_free(&device.dev);
	uk_list_del(&device.dev.node);
	assert(!allocations);
}

/* The driver gives a buffer of one byte pieces and larger ones. */
static void add(void)
{
	struct uk_virtio_piece piece[40];
	struct buffer *b = &buffers[random_below(BUFFERS)];
	unsigned int n = one_in(8) ? 1 + random_below(20) : 1 + random_below(3), at = 0, before;
	int r;

	if (b->given)
		return;
	n = UK_MIN(n, queue->size);
	b->out = random_below(n + 1);
	b->in = 0;
	b->pattern = (uint8_t)random_word();
	for (unsigned int i = 0; i < n; i++) {
		piece[i] = (struct uk_virtio_piece){ b->data + at, 1 + random_below(2) };
		memset(piece[i].data, b->pattern + (int)i, piece[i].len);
		at += piece[i].len;
		if (i >= b->out)
			b->in += piece[i].len;
	}
	before = uk_virtqueue_free(queue);
	r = uk_virtqueue_add(queue, piece, b->out, n - b->out, b);
	assert(!r || r == (uk_virtio_is_broken(&device.dev) ? -EIO : -EAGAIN));
	assert(r || uk_virtqueue_free(queue) < before);
	assert(!r || r == -EIO || before < n);
	if (!r) {
		b->given = true;
		b->back = false;
	}
}

/* The driver takes what there is; then it sleeps with interrupts on, or goes on without them. */
static void take_some(void)
{
	unsigned int n = random_below(20);
	uint32_t written;
	struct buffer *b;

	while (n-- && (b = uk_virtqueue_take(queue, &written))) {
		assert(b->given && b->back && written == b->written);
		b->given = false;
	}
	poll_wanted = one_in(4) ? uk_virtqueue_interrupts(queue, one_in(2)) : true;
	if (!queue->interrupts)
		poll_wanted = true;
}

static struct fake_chain held[BUFFERS];
static unsigned int held_count;

static void device_takes(void)
{
	struct fake_queue *q = &device.queue[1];

	while (q->notified && held_count < BUFFERS && one_in(3) && fake_pop(&device, 1, &held[held_count])) {
		const struct fake_chain *c = &held[held_count++];

		for (unsigned int i = 1; i < c->out; i++)
			assert(*(uint8_t *)c->piece[i].data == (uint8_t)(*(uint8_t *)c->piece[0].data + i));
	}
}

static struct buffer *buffer_of(const struct fake_chain *c)
{
	return &buffers[((uintptr_t)c->piece[0].data - (uintptr_t)buffers) / sizeof(struct buffer)];
}

/* The device gives some back, in any order, and interrupts if the driver wants that. */
static void device_gives(void)
{
	uint16_t before = device.queue[1].used_index;
	unsigned int n = random_below(held_count + 1);

	while (n--) {
		unsigned int i = random_below(held_count);
		struct buffer *b = buffer_of(&held[i]);

		b->written = (unsigned int)random_below((unsigned int)held[i].writable + 1);
		assert(b->given && !b->back && held[i].writable == b->in);
		b->back = true;
		/* Of a buffer that is only read, what is said does not matter. */
		fake_push(&device, 1, held[i].head, b->in ? b->written : random_word());
		held[i] = held[--held_count];
	}
	fake_interrupt(&device, 1, before);
}

static unsigned int given_count(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < BUFFERS; i++)
		n += buffers[i].given;
	return n;
}

static void step(void)
{
	switch (random_below(4)) {
	case 0:
		for (unsigned int n = random_below(6); n; n--)
			add();
		uk_virtqueue_kick(queue);
		break;
	case 1:
		device_takes();
		break;
	case 2:
		device_gives();
		break;
	default:
		if (poll_wanted)
			take_some();
	}
}

static void runs_at_random(bool legacy, uint64_t features, unsigned int size, unsigned long steps)
{
	make(legacy, features, size);
	assert(queue && uk_virtqueue_size(queue) == size && uk_virtqueue_free(queue) == size);
	held_count = 0;
	while (steps--)
		step();
	/* Nobody needs more than he was told: all comes back when each answers what wakes him. */
	for (int i = 0; i < 20000 && given_count(); i++) {
		device_takes();
		device_gives();
		if (poll_wanted)
			take_some();
	}
	assert(!given_count() && uk_virtqueue_free(queue) == size && !messages);
	unmake();
}

/* One buffer and one interrupt at a time, more than once around all indices. */
static void wraps(uint64_t features)
{
	struct uk_virtio_piece piece = { buffers[0].data, 8 };
	struct fake_chain c;
	uint32_t written;

	make(false, features, 4);
	for (unsigned long i = 0; i < 140000; i++) {
		assert(!uk_virtqueue_add(queue, &piece, 0, 1, buffers));
		uk_virtqueue_kick(queue);
		assert(device.queue[1].notifications == i + 1 && fake_pop(&device, 1, &c) && !fake_pop(&device, 1, &c));
		fake_push(&device, 1, c.head, 5);
		assert(fake_interrupt(&device, 1, (uint16_t)(device.queue[1].used_index - 1)));
		assert(uk_virtqueue_take(queue, &written) == buffers && written == 5);
		assert(!uk_virtqueue_take(queue, &written));
	}
	unmake();
}

/* Writes something wrong, or right by chance, into what the device may write. */
static void lie(void)
{
	struct fake_queue *q = &device.queue[1];

	switch (random_below(5)) {
	case 0:
		fake_push(&device, 1, random_below(2 * q->size), random_below(64));
		break;
	case 1:
		fake_push(&device, 1, random_word(), random_word());
		break;
	case 2:
		q->used->index = q->used_index = (uint16_t)random_word();
		break;
	case 3:
		if (held_count)
			fake_push(&device, 1, held[random_below(held_count)].head, random_word());
		break;
	default:
		for (unsigned int i = 0; i < q->size; i++)
			q->used->ring[i] = (struct used_element){ random_word(), random_word() };
		/* Even where it must only read. */
		memset(q->desc, (int)random_word(), q->size * sizeof(struct desc));
		q->used->index = q->used_index = (uint16_t)(q->used_index + random_below(8));
	}
}

static void take_all(void)
{
	uint32_t written;
	struct buffer *b;

	while ((b = uk_virtqueue_take(queue, &written))) {
		assert(b->given && written <= b->in);
		b->given = false;
	}
}

static void lies(unsigned int seed)
{
	static const unsigned int sizes[] = { 2, 8, 64 };
	bool obeys = seed % 8;
	struct buffer *b;

	make(seed % 3 == 0, random_word() & (UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX), sizes[seed % 3]);
	device.ignores_reset = !obeys;
	held_count = 0;
	for (unsigned int n = random_below(200); n; n--)
		step();
	for (int i = 0; i < 1000 && !uk_virtio_is_broken(&device.dev); i++) {
		lie();
		take_all();
		add();
	}
	assert(uk_virtio_is_broken(&device.dev) && messages == (obeys ? 1 : 2));
	assert(uk_virtqueue_add(queue, &(struct uk_virtio_piece){ buffers, 1 }, 1, 0, buffers) == -EIO);
	assert(!uk_virtqueue_take(queue, &(uint32_t){ 0 }) && !uk_virtqueue_pending(queue));
	assert(!broken_calls);
	pass_time(1);
	assert(broken_calls == 1);
	while ((b = uk_virtqueue_discard(queue))) {
		assert(b->given);
		b->given = false;
	}
	/* A device that cannot be stopped keeps what it has. */
	assert(obeys ? !given_count() && uk_virtqueue_free(queue) == queue->size : true);
	unmake();
}

static void refuses_wrong_buffers(void)
{
	struct uk_virtio_piece piece[9] = { { buffers, 1 }, { buffers, 0 } };

	make(false, 0, 8);
	assert(uk_virtqueue_add(queue, piece, 0, 0, buffers) == -EINVAL);
	assert(uk_virtqueue_add(queue, piece, 2, 0, buffers) == -EINVAL);
	assert(uk_virtqueue_add(queue, piece, 1, 0, NULL) == -EINVAL);
	for (int i = 0; i < 9; i++)
		piece[i].len = 1;
	assert(uk_virtqueue_add(queue, piece, 9, 0, buffers) == -EINVAL);
	assert(!messages && uk_virtqueue_free(queue) == 8);
	unmake();
}

static void negotiates(void)
{
	/* What drivers may ask for is not what only the rings may. */
	make(false, ~0UL, 8);
	assert(queue && device.accepted == (0xffffffUL | ~0UL << 37 | UK_VIRTIO_F_INDIRECT_DESC |
					    UK_VIRTIO_F_EVENT_IDX | UK_VIRTIO_F_VERSION_1 | F_ACCESS_PLATFORM));
	unmake();
	make(true, 0xffffffffUL, 8);
	assert(queue && device.accepted ==
				(0xffffffUL | F_ANY_LAYOUT | UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX));
	unmake();
	/* A device behind the modern interface that does not know it. */
	fake_init(&device, 42, false, 0, 16);
	uk_virtio_register(&device.dev);
	assert(device.status == UK_VIRTIO_STATUS_FAILED && messages == 2);
	uk_list_del(&device.dev.node);
	/* One that takes back what it offers. */
	messages = 0;
	fake_init(&device, 42, false, UK_VIRTIO_F_VERSION_1, 16);
	device.refuses_features = true;
	uk_virtio_register(&device.dev);
	assert(device.status == UK_VIRTIO_STATUS_FAILED && messages == 2);
	uk_list_del(&device.dev.node);
	/* No memory for the queue, or no queue: the driver says so, nothing stays behind. */
	fake_init(&device, 42, false, UK_VIRTIO_F_VERSION_1, 16);
	uk_virtio_register(&device.dev);
	assert(device.status == UK_VIRTIO_STATUS_FAILED && !allocations);
	uk_list_del(&device.dev.node);
}

static void reads_configuration(void)
{
	uint64_t v;
	uint8_t six[6];

	make(false, 0, 8);
	for (unsigned int i = 0; i < 16; i++)
		device.config[i] = (uint8_t)i;
	assert(!uk_virtio_config(&device.dev, 4, &v, 8) && v == 0x0b0a090807060504);
	assert(!uk_virtio_config(&device.dev, 10, six, 6) && six[0] == 10 && six[5] == 15);
	assert(uk_virtio_config(&device.dev, 11, six, 6) == -EIO);
	assert(uk_virtio_config(&device.dev, 0xffffffff, six, 6) == -EIO);
	assert(!uk_virtio_is_broken(&device.dev));
	/* It asks for a reset. */
	device.status |= UK_VIRTIO_STATUS_NEEDS_RESET;
	uk_virtio_config_interrupt(&device.dev);
	assert(uk_virtio_is_broken(&device.dev) && messages == 1);
	pass_time(1);
	assert(broken_calls == 1);
	unmake();
}

int main(void)
{
	static const uint64_t features[] = { 0, UK_VIRTIO_F_INDIRECT_DESC, UK_VIRTIO_F_EVENT_IDX,
					     UK_VIRTIO_F_INDIRECT_DESC | UK_VIRTIO_F_EVENT_IDX };

	offer_all();
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(features); i++) {
		runs_at_random(false, features[i], 256, 400000);
		runs_at_random(false, features[i], 4, 100000);
		runs_at_random(false, features[i], 1, 20000);
		runs_at_random(true, features[i], 128, 100000);
	}
	failing = 3;
	for (int i = 0; i < 20; i++) {
		make(false, UK_VIRTIO_F_INDIRECT_DESC, 16);
		for (int n = 0; queue && n < 2000; n++)
			step();
		held_count = 0;
		unmake();
	}
	failing = 0;
	wraps(0);
	wraps(UK_VIRTIO_F_EVENT_IDX);
	for (unsigned int seed = 0; seed < 3000; seed++)
		lies(seed);
	refuses_wrong_buffers();
	negotiates();
	reads_configuration();
	return 0;
}
