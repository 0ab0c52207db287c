/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Split virtqueues (specification 1.1, 2.6). The device may write into the
 * rings what it likes: what is needed to find a buffer again is kept beside
 * them, and nothing is used that has not been compared with that.
 */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "internal.h"

#define DESC_NEXT 1
#define DESC_WRITE 2
#define DESC_INDIRECT 4
#define AVAIL_NO_INTERRUPT 1
#define USED_NO_NOTIFY 1

#define NONE 0xffff

/* An indirect table costs the device one more look, and us an allocation: it is for
 * buffers of so many pieces, or for when less than this part of the descriptors is left. */
#define INDIRECT_PIECES 8
#define INDIRECT_PART 4

struct desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags, next;
};

struct avail {
	uint16_t flags, index;
	uint16_t ring[]; /* then used_event */
};

struct used_element {
	uint32_t id, len;
};

struct used {
	uint16_t flags, index;
	struct used_element ring[]; /* then avail_event */
};

/* What we know of a descriptor. */
struct slot {
	void *token;         /* of a buffer that begins here and is the device's */
	struct desc *table;  /* its indirect table */
	uint32_t writable;   /* bytes of its in pieces */
	uint16_t last;       /* its last descriptor */
	uint16_t next;       /* in the chain: of the buffer, or of the free ones */
	uint16_t count;      /* descriptors of the buffer */
};

struct uk_virtqueue {
	struct uk_list node;
	struct uk_virtio_device *device;
	void (*fn)(void *);
	void *arg;
	void *notify;        /* the transport's */
	unsigned int index;
	uint16_t size, free, first_free;
	uint16_t added;      /* index of the available ring, as the device sees it */
	uint16_t told;       /* what it was when the device was told last */
	uint16_t taken;      /* index of the used ring up to which we took */
	uint16_t held;       /* buffers that are the device's */
	uint16_t discarded;  /* slots that uk_virtqueue_discard has seen */
	bool event_idx, indirect, interrupts;
	struct desc *desc;
	struct avail *avail;
	struct used *used;
	struct slot slot[];
};

static uint16_t *used_event(struct uk_virtqueue *q)
{
	return &q->avail->ring[q->size];
}

static uint16_t avail_event(const struct uk_virtqueue *q)
{
	return __atomic_load_n((const uint16_t *)&q->used->ring[q->size], __ATOMIC_RELAXED);
}

/* Orders our writes before reads of what the device writes: two who look at each other's last word. */
static void full_barrier(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static size_t avail_bytes(unsigned int size)
{
	return sizeof(struct avail) + (size + 1) * sizeof(uint16_t);
}

static size_t used_offset(unsigned int size, bool legacy)
{
	size_t end = size * sizeof(struct desc) + avail_bytes(size);

	return UK_ALIGN_UP(end, legacy ? (size_t)UK_VIRTIO_LEGACY_ALIGN : sizeof(uint32_t));
}

/* The rings in one block; a legacy device wants it on a page of its own. */
static bool rings_alloc(struct uk_virtqueue *q)
{
	bool legacy = q->device->legacy;
	size_t used = used_offset(q->size, legacy);
	size_t bytes = used + sizeof(struct used) + q->size * sizeof(struct used_element) + sizeof(uint16_t);
	char *block = uk_zalloc(legacy ? UK_ALIGN_UP(bytes, UK_PAGE_SIZE) : bytes);

	if (!block)
		return false;
	q->desc = (struct desc *)block;
	q->avail = (struct avail *)(block + q->size * sizeof(struct desc));
	q->used = (struct used *)(block + used);
	return true;
}

static void queue_free(struct uk_virtqueue *q)
{
	for (unsigned int i = 0; i < q->size; i++)
		if (q->slot[i].token)
			uk_free(q->slot[i].table);
	uk_list_del(&q->node);
	uk_free(q->desc);
	uk_free(q);
}

void virtio_queues_free(struct uk_virtio_device *d)
{
	while (!uk_list_empty(&d->queues))
		queue_free(uk_list_first(&d->queues, struct uk_virtqueue, node));
}

static unsigned int choose_size(struct uk_virtio_device *d, unsigned int index, unsigned int max)
{
	unsigned int size = d->ops->queue_size(d, index);

	if (!size || size > UK_VIRTIO_MAX_QUEUE_SIZE)
		return 0;
	/* A legacy device does not let itself be told. */
	if (d->legacy)
		return size & (size - 1) ? 0 : size;
	if (max)
		size = UK_MIN(size, max);
	while (size & (size - 1))
		size &= size - 1;
	return size;
}

struct uk_virtqueue *uk_virtqueue_create(struct uk_virtio_device *d, unsigned int index, unsigned int max,
					 void (*fn)(void *), void *arg)
{
	unsigned int size = choose_size(d, index, max);
	struct uk_virtio_queue_area area = { .size = size };
	struct uk_virtqueue *q;

	if (!size)
		return NULL;
	q = uk_zalloc(sizeof(*q) + size * sizeof(q->slot[0]));
	if (!q)
		return NULL;
	uk_list_init(&q->node);
	q->device = d;
	q->index = index;
	q->size = q->free = (uint16_t)size;
	q->fn = fn;
	q->arg = arg;
	q->event_idx = d->features & UK_VIRTIO_F_EVENT_IDX;
	q->indirect = d->features & UK_VIRTIO_F_INDIRECT_DESC;
	q->interrupts = true;
	for (unsigned int i = 0; i < size; i++)
		q->slot[i].next = (uint16_t)(i + 1 < size ? i + 1 : NONE);
	if (!rings_alloc(q)) {
		uk_free(q);
		return NULL;
	}
	area.desc = uk_virt_to_phys(q->desc);
	area.driver = uk_virt_to_phys(q->avail);
	area.device = uk_virt_to_phys(q->used);
	if (d->ops->queue_enable(d, index, &area, &q->notify)) {
		queue_free(q);
		return NULL;
	}
	uk_list_add_tail(&q->node, &d->queues);
	return q;
}

static void fill(struct desc *t, const struct uk_virtio_piece *p, bool write, uint16_t next)
{
	t->addr = uk_virt_to_phys(p->data);
	t->len = p->len;
	t->flags = write ? DESC_NEXT | DESC_WRITE : DESC_NEXT;
	t->next = next;
}

/* Puts the pieces into an indirect table, to which descriptor head points. Whether there was memory for it. */
static bool add_indirect(struct uk_virtqueue *q, const struct uk_virtio_piece *p, unsigned int out, unsigned int n)
{
	struct slot *s = &q->slot[q->first_free];
	struct desc *t = uk_malloc(n * sizeof(*t));

	if (!t)
		return false;
	for (unsigned int i = 0; i < n; i++)
		fill(&t[i], &p[i], i >= out, (uint16_t)(i + 1));
	t[n - 1].flags = n > out ? DESC_WRITE : 0;
	s->table = t;
	s->count = 1;
	s->last = q->first_free;
	q->desc[q->first_free] = (struct desc){ .addr = uk_virt_to_phys(t),
						.len = (uint32_t)(n * sizeof(*t)),
						.flags = DESC_INDIRECT };
	return true;
}

static void add_chain(struct uk_virtqueue *q, const struct uk_virtio_piece *p, unsigned int out, unsigned int n)
{
	uint16_t at = q->first_free, last = at;
	struct slot *s = &q->slot[at];

	s->table = NULL;
	s->count = (uint16_t)n;
	for (unsigned int i = 0; i < n; i++) {
		last = at;
		at = q->slot[at].next;
		fill(&q->desc[last], &p[i], i >= out, at);
	}
	q->desc[last].flags = n > out ? DESC_WRITE : 0;
	s->last = last;
}

static bool want_indirect(const struct uk_virtqueue *q, unsigned int n)
{
	if (!q->indirect || n < 2)
		return false;
	return n >= INDIRECT_PIECES || q->free < n + q->size / INDIRECT_PART;
}

/* Bytes of the in pieces; UINT64_MAX: one is empty, or they are more than a length can say. */
static uint64_t check_pieces(const struct uk_virtio_piece *p, unsigned int out, unsigned int n)
{
	const struct uk_virtio_piece *in = p + out, *end = p + n;
	uint64_t writable = 0;

	for (; p < end; p++) {
		if (!p->len)
			return UINT64_MAX;
		if (p >= in)
			writable += p->len;
	}
	return writable > UINT32_MAX ? UINT64_MAX : writable;
}

int uk_virtqueue_add(struct uk_virtqueue *q, const struct uk_virtio_piece *pieces, unsigned int out, unsigned int in,
		     void *token)
{
	unsigned int n = out + in;
	uint16_t head = q->first_free;
	struct slot *s;
	uint64_t writable;

	if (uk_unlikely(q->device->broken))
		return -EIO;
	writable = check_pieces(pieces, out, n);
	if (uk_unlikely(!n || n > q->size || writable == UINT64_MAX || !token))
		return -EINVAL;
	if (!q->free)
		return -EAGAIN;
	if (!want_indirect(q, n) || !add_indirect(q, pieces, out, n)) {
		if (q->free < n)
			return -EAGAIN;
		add_chain(q, pieces, out, n);
	}
	s = &q->slot[head];
	s->token = token;
	s->writable = (uint32_t)writable;
	q->first_free = q->slot[s->last].next;
	q->free = (uint16_t)(q->free - s->count);
	q->held++;
	q->avail->ring[q->added & (q->size - 1)] = head;
	q->added++;
	/* The device sees the index after what it stands for. */
	__atomic_store_n(&q->avail->index, q->added, __ATOMIC_RELEASE);
	return 0;
}

void uk_virtqueue_kick(struct uk_virtqueue *q)
{
	uint16_t since = q->told;
	bool wanted;

	if (q->added == since || q->device->broken)
		return;
	q->told = q->added;
	full_barrier();
	if (q->event_idx) /* the index it waits for is among those that were added since (2.6.7.1) */
		wanted = (uint16_t)(q->added - avail_event(q) - 1) < (uint16_t)(q->added - since);
	else
		wanted = !(__atomic_load_n(&q->used->flags, __ATOMIC_RELAXED) & USED_NO_NOTIFY);
	if (wanted)
		q->device->ops->notify(q->device, q->index, q->notify);
}

/* Takes a buffer back, whatever the device says. */
static void *release(struct uk_virtqueue *q, struct slot *s)
{
	void *token = s->token;

	uk_free(s->table);
	s->table = NULL;
	s->token = NULL;
	q->slot[s->last].next = q->first_free;
	q->first_free = (uint16_t)(s - q->slot);
	q->free = (uint16_t)(q->free + s->count);
	q->held--;
	return token;
}

bool uk_virtqueue_pending(const struct uk_virtqueue *q)
{
	return !q->device->broken && __atomic_load_n(&q->used->index, __ATOMIC_ACQUIRE) != q->taken;
}

void *uk_virtqueue_take(struct uk_virtqueue *q, uint32_t *written)
{
	uint16_t there = (uint16_t)(__atomic_load_n(&q->used->index, __ATOMIC_ACQUIRE) - q->taken);
	const struct used_element *e = &q->used->ring[q->taken & (q->size - 1)];
	uint32_t id, len;
	struct slot *s;

	*written = 0;
	if (!there || q->device->broken)
		return NULL;
	id = __atomic_load_n(&e->id, __ATOMIC_RELAXED);
	len = __atomic_load_n(&e->len, __ATOMIC_RELAXED);
	if (uk_unlikely(there > q->held)) {
		uk_virtio_break(q->device, "it used more buffers than it has");
		return NULL;
	}
	if (uk_unlikely(id >= q->size || !q->slot[id].token)) {
		uk_virtio_break(q->device, "it used a buffer that it does not have");
		return NULL;
	}
	s = &q->slot[id];
	/* Many devices say something about buffers that they only read: it means nothing. */
	if (uk_unlikely(len > s->writable && s->writable)) {
		uk_virtio_break(q->device, "it wrote more than a buffer holds");
		return NULL;
	}
	*written = s->writable ? len : 0;
	q->taken++;
	if (q->event_idx && q->interrupts) {
		__atomic_store_n(used_event(q), q->taken, __ATOMIC_RELAXED);
		full_barrier();
	}
	return release(q, s);
}

void *uk_virtqueue_discard(struct uk_virtqueue *q)
{
	if (!q->device->stopped)
		return NULL;
	for (; q->discarded < q->size; q->discarded++)
		if (q->slot[q->discarded].token)
			return release(q, &q->slot[q->discarded]);
	return NULL;
}

bool uk_virtqueue_interrupts(struct uk_virtqueue *q, bool on)
{
	q->interrupts = on;
	if (q->event_idx)
		/* Off: an index that is as far away as can be. */
		__atomic_store_n(used_event(q), (uint16_t)(on ? q->taken : q->taken - 1), __ATOMIC_RELAXED);
	else
		__atomic_store_n(&q->avail->flags, (uint16_t)(on ? 0 : AVAIL_NO_INTERRUPT), __ATOMIC_RELAXED);
	if (!on)
		return false;
	full_barrier();
	return uk_virtqueue_pending(q);
}

unsigned int uk_virtqueue_free(const struct uk_virtqueue *q)
{
	return q->free;
}

unsigned int uk_virtqueue_size(const struct uk_virtqueue *q)
{
	return q->size;
}

static void interrupt(struct uk_virtqueue *q)
{
	if (q->fn && uk_virtqueue_pending(q))
		q->fn(q->arg);
}

void uk_virtio_queue_interrupt(struct uk_virtio_device *d, unsigned int index)
{
	struct uk_virtqueue *q;

	uk_list_for_each(q, &d->queues, node)
		if (q->index == index) {
			interrupt(q);
			return;
		}
}

void uk_virtio_queues_interrupt(struct uk_virtio_device *d)
{
	struct uk_virtqueue *q;

	uk_list_for_each(q, &d->queues, node)
		interrupt(q);
}
