/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device in memory, and the little of a kernel that its drivers
 * need. Include after the sources of library virtio. The device looks at
 * every chain that it gets, and at nothing without having been told to:
 * a notification or an interrupt that is left out shows as work left over.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define FAKE_QUEUES 4
#define FAKE_PIECES 64

struct fake_queue {
	unsigned int max;       /* size that is offered */
	unsigned int size;      /* 0: not enabled */
	struct desc *desc;
	struct avail *avail;
	struct used *used;
	uint16_t seen, used_index;
	bool notified;          /* since it last slept */
	unsigned long notifications, interrupts;
};

struct fake_device {
	struct uk_virtio_device dev;
	uint64_t offers, accepted;
	uint8_t status;
	uint8_t config[64];
	uint32_t generation;
	bool refuses_features, ignores_reset;
	unsigned int resets;
	struct fake_queue queue[FAKE_QUEUES];
};

/* A buffer that the device has been given. */
struct fake_chain {
	unsigned int head, out, in; /* numbers of pieces */
	struct uk_virtio_piece piece[FAKE_PIECES];
	size_t readable, writable;  /* bytes */
};

static uint64_t random_state = 1;
static unsigned int messages; /* errors and warnings */
static unsigned int failing;  /* one allocation in so many fails; 0: none */
static long allocations;      /* that were not freed */

static uint32_t random_word(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 32);
}

static unsigned int random_below(unsigned int n)
{
	return random_word() % n;
}

static bool one_in(unsigned int n)
{
	return !random_below(n);
}

void uk_printk(enum uk_loglevel level, const char *fmt, ...)
{
	va_list ap;

	if (level > UK_LOG_WARN)
		return;
	messages++;
	if (!getenv("SHOW"))
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void uk_panic_regs(const struct uk_regs *regs, const char *fmt, ...)
{
	(void)regs;
	puts(fmt);
	abort();
}

void *uk_malloc(size_t n)
{
	size_t whole = UK_ALIGN_UP(n, UK_PAGE_SIZE);

	if (failing && one_in(failing))
		return NULL;
	allocations++;
	return n > 2016 && n == whole ? aligned_alloc(UK_PAGE_SIZE, n) : malloc(n);
}

void *uk_zalloc(size_t n)
{
	void *p = uk_malloc(n);

	return p ? memset(p, 0, n) : NULL;
}

void uk_free(void *p)
{
	allocations -= p != NULL;
	free(p);
}

/* Timers: a few, looked through. */
static struct uk_timer *timers[16];
static uk_nsec_t now = 1;

uk_nsec_t uk_plat_clock_mono(void)
{
	return now;
}

void uk_timer_init(struct uk_timer *t, void (*fn)(struct uk_timer *))
{
	*t = (struct uk_timer){ .fn = fn };
}

void uk_timer_cancel(struct uk_timer *t)
{
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(timers); i++)
		if (timers[i] == t)
			timers[i] = NULL;
	t->link = NULL;
}

void uk_timer_set(struct uk_timer *t, uk_nsec_t deadline)
{
	unsigned int i = 0;

	uk_timer_cancel(t);
	while (timers[i])
		assert(++i < UK_ARRAY_SIZE(timers));
	timers[i] = t;
	t->link = &timers[i];
	t->deadline = deadline;
}

static void pass_time(uk_nsec_t ns)
{
	now += ns;
	for (unsigned int i = 0; i < UK_ARRAY_SIZE(timers); i++)
		if (timers[i] && timers[i]->deadline <= now) {
			struct uk_timer *t = timers[i];

			uk_timer_cancel(t);
			t->fn(t);
		}
}

/* The transport */
static struct fake_device *fake(struct uk_virtio_device *d)
{
	return uk_container_of(d, struct fake_device, dev);
}

static uint8_t fake_get_status(struct uk_virtio_device *d)
{
	return fake(d)->status;
}

static void fake_set_status(struct uk_virtio_device *d, uint8_t status)
{
	struct fake_device *f = fake(d);

	assert(status);
	assert(!(f->status & ~status));
	if (f->refuses_features)
		status &= (uint8_t)~UK_VIRTIO_STATUS_FEATURES_OK;
	f->status = status;
}

static int fake_reset(struct uk_virtio_device *d)
{
	struct fake_device *f = fake(d);

	f->resets++;
	if (f->ignores_reset)
		return -EIO;
	f->status = 0;
	for (unsigned int i = 0; i < FAKE_QUEUES; i++)
		f->queue[i].size = 0;
	return 0;
}

static uint64_t fake_get_features(struct uk_virtio_device *d)
{
	return fake(d)->offers;
}

static void fake_set_features(struct uk_virtio_device *d, uint64_t features)
{
	assert(!(features & ~fake(d)->offers));
	assert(!(fake(d)->status & UK_VIRTIO_STATUS_FEATURES_OK));
	fake(d)->accepted = features;
}

static uint32_t fake_generation(struct uk_virtio_device *d)
{
	return fake(d)->generation;
}

static uint32_t fake_read(struct uk_virtio_device *d, unsigned int offset, unsigned int n)
{
	uint32_t v = 0;

	assert((n == 1 || n == 2 || n == 4) && offset % n == 0 && offset + n <= d->config_size);
	memcpy(&v, fake(d)->config + offset, n);
	return v;
}

static unsigned int fake_queue_size(struct uk_virtio_device *d, unsigned int index)
{
	return index < FAKE_QUEUES ? fake(d)->queue[index].max : 0;
}

static int fake_queue_enable(struct uk_virtio_device *d, unsigned int index, const struct uk_virtio_queue_area *area,
			     void **notify)
{
	struct fake_queue *q = &fake(d)->queue[index];
	size_t used = area->device - area->desc;

	assert(!q->size && area->size && area->size <= q->max && !(area->size & (area->size - 1)));
	assert(!(fake(d)->status & UK_VIRTIO_STATUS_DRIVER_OK));
	assert(area->desc % 16 == 0 && area->driver % 2 == 0 && area->device % 4 == 0);
	if (d->legacy)
		assert(area->size == q->max && area->desc % 4096 == 0 &&
		       area->driver == area->desc + 16UL * area->size &&
		       used == UK_ALIGN_UP(16UL * area->size + 4 + 2UL * area->size + 2, 4096UL));
	*q = (struct fake_queue){ .max = q->max, .size = area->size };
	q->desc = uk_phys_to_virt(area->desc);
	q->avail = uk_phys_to_virt(area->driver);
	q->used = uk_phys_to_virt(area->device);
	*notify = q;
	return 0;
}

static void fake_notify(struct uk_virtio_device *d, unsigned int index, void *notify)
{
	struct fake_queue *q = notify;

	assert(q == &fake(d)->queue[index] && fake(d)->status & UK_VIRTIO_STATUS_DRIVER_OK);
	q->notified = true;
	q->notifications++;
}

static const struct uk_virtio_transport fake_transport = {
	.get_status = fake_get_status,
	.set_status = fake_set_status,
	.reset = fake_reset,
	.get_features = fake_get_features,
	.set_features = fake_set_features,
	.generation = fake_generation,
	.read = fake_read,
	.queue_size = fake_queue_size,
	.queue_enable = fake_queue_enable,
	.notify = fake_notify,
};

static void fake_init(struct fake_device *f, uint32_t id, bool legacy, uint64_t offers, unsigned int config_size)
{
	*f = (struct fake_device){ .offers = offers };
	f->dev.ops = &fake_transport;
	f->dev.id = id;
	f->dev.legacy = legacy;
	f->dev.config_size = config_size;
	snprintf(f->dev.name, sizeof(f->dev.name), "fake");
}

static void fake_walk(struct fake_device *f, struct fake_chain *c, const struct desc *t, unsigned int at,
		      unsigned int size, bool table)
{
	for (;;) {
		const struct desc *e = &t[at];

		assert(at < size && e->len && c->out + c->in < FAKE_PIECES);
		assert(!(e->flags & ~(DESC_NEXT | DESC_WRITE | DESC_INDIRECT)));
		if (e->flags & DESC_INDIRECT) {
			assert(!table && !(e->flags & (DESC_NEXT | DESC_WRITE)) && e->len % 16 == 0);
			assert(f->accepted & UK_VIRTIO_F_INDIRECT_DESC);
			fake_walk(f, c, uk_phys_to_virt(e->addr), 0, e->len / 16, true);
			return;
		}
		c->piece[c->out + c->in] = (struct uk_virtio_piece){ uk_phys_to_virt(e->addr), e->len };
		if (e->flags & DESC_WRITE) {
			c->in++;
			c->writable += e->len;
		} else {
			assert(!c->in);
			c->out++;
			c->readable += e->len;
		}
		if (!(e->flags & DESC_NEXT))
			return;
		at = e->next;
	}
}

/* Takes a buffer that the driver has made available. Without one, the device sleeps until it is notified. */
static bool fake_pop(struct fake_device *f, unsigned int index, struct fake_chain *c)
{
	struct fake_queue *q = &f->queue[index];

	if (!q->size || !(f->status & UK_VIRTIO_STATUS_DRIVER_OK))
		return false;
	assert((uint16_t)(q->avail->index - q->seen) <= q->size);
	if (q->avail->index == q->seen) {
		q->notified = false;
		*(uint16_t *)&q->used->ring[q->size] = q->seen;
		q->used->flags = 0;
		return false;
	}
	/* Awake, it needs no notifications. */
	*(uint16_t *)&q->used->ring[q->size] = (uint16_t)(q->seen - 1);
	q->used->flags = f->accepted & UK_VIRTIO_F_EVENT_IDX ? 0 : USED_NO_NOTIFY;
	*c = (struct fake_chain){ .head = q->avail->ring[q->seen++ % q->size] };
	fake_walk(f, c, q->desc, c->head, q->size, false);
	return true;
}

/* Gives used buffers back; fake_interrupt tells of them. */
static void fake_push(struct fake_device *f, unsigned int index, unsigned int head, uint32_t len)
{
	struct fake_queue *q = &f->queue[index];

	q->used->ring[q->used_index % q->size] = (struct used_element){ head, len };
	q->used->index = ++q->used_index;
}

/* Interrupts, if the driver wants that of what was used since the index before. Whether it did. */
static bool fake_interrupt(struct fake_device *f, unsigned int index, uint16_t before)
{
	struct fake_queue *q = &f->queue[index];
	bool wanted;

	if (!q->size || before == q->used_index)
		return false;
	if (f->accepted & UK_VIRTIO_F_EVENT_IDX) {
		uint16_t event = q->avail->ring[q->size];

		wanted = (uint16_t)(q->used_index - event - 1) < (uint16_t)(q->used_index - before);
	} else {
		wanted = !(q->avail->flags & AVAIL_NO_INTERRUPT);
	}
	if (!wanted)
		return false;
	q->interrupts++;
	if (one_in(2))
		uk_virtio_queue_interrupt(&f->dev, index);
	else
		uk_virtio_queues_interrupt(&f->dev);
	return true;
}

/* Bytes of a chain's pieces, in or out, from an offset on. */
static UK_UNUSED void fake_copy(const struct fake_chain *c, bool in, size_t offset, uint8_t *p, size_t n)
{
	for (unsigned int i = in ? c->out : 0; n && i < (in ? c->out + c->in : c->out); i++) {
		size_t part = c->piece[i].len;

		if (offset >= part) {
			offset -= part;
			continue;
		}
		part = UK_MIN(part - offset, n);
		if (in)
			memcpy((uint8_t *)c->piece[i].data + offset, p, part);
		else
			memcpy(p, (uint8_t *)c->piece[i].data + offset, part);
		p += part;
		n -= part;
		offset = 0;
	}
	assert(!n);
}

#endif
