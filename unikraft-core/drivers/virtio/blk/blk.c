/* SPDX-License-Identifier: BSD-3-Clause */
/* Block devices (Virtio 1.1, 5.2). */
#include <uk/alloc.h>
#include <uk/blkdev.h>
#include <uk/errno.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/virtio.h>

#define F_SIZE_MAX (1UL << 1)
#define F_RO (1UL << 5)
#define F_BLK_SIZE (1UL << 6)
#define F_FLUSH (1UL << 9)
#define F_TOPOLOGY (1UL << 10)

/* The configuration */
#define CONFIG_CAPACITY 0 /* 64 bits, sectors */
#define CONFIG_SIZE_MAX 8
#define CONFIG_BLK_SIZE 20
#define CONFIG_PHYSICAL_EXPONENT 24

#define T_IN 0
#define T_OUT 1
#define T_FLUSH 4

#define STATUS_OK 0
#define STATUS_UNSUPPORTED 2
#define STATUS_NONE 0xff

#define MAJOR 254 /* what Linux mostly gives virtio's block devices */
#define QUEUE 0
#define QUEUE_MAX 256
#define REQUESTS 64
#define DESCRIPTORS 3 /* of a request: header, data, status */
#define MAX_LEN (1U << 20)
#define MAX_SECTORS (INT64_MAX / UK_BLKDEV_SECTOR)

/* What the device reads and writes of a request, and what it was for. */
struct request {
	struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header;
	uint8_t status;
	struct uk_blkdev_request *r; /* NULL: free */
	struct request *next_free;
};

struct blk {
	struct uk_blkdev dev;
	struct uk_virtio_device *virtio;
	struct uk_virtqueue *queue;
	struct request *requests; /* REQUESTS */
	struct request *free;
};

static int submit(struct uk_blkdev *dev, struct uk_blkdev_request *r)
{
	static const uint32_t types[] = {
		[UK_BLKDEV_READ] = T_IN, [UK_BLKDEV_WRITE] = T_OUT, [UK_BLKDEV_FLUSH] = T_FLUSH,
	};
	struct blk *b = uk_container_of(dev, struct blk, dev);
	struct uk_virtio_piece pieces[DESCRIPTORS];
	unsigned int n = 0, in = r->op == UK_BLKDEV_READ ? 2 : 1;
	struct request *q = b->free;
	int error;

	if (uk_virtio_is_broken(b->virtio))
		return -EIO;
	if (!q)
		return -EAGAIN;
	q->header.type = types[r->op];
	q->header.sector = r->op == UK_BLKDEV_FLUSH ? 0 : r->sector;
	q->status = STATUS_NONE;
	q->r = r;
	pieces[n++] = (struct uk_virtio_piece){ &q->header, sizeof(q->header) };
	if (r->op != UK_BLKDEV_FLUSH)
		pieces[n++] = (struct uk_virtio_piece){ r->data, r->len };
	pieces[n++] = (struct uk_virtio_piece){ &q->status, sizeof(q->status) };
	error = uk_virtqueue_add(b->queue, pieces, n - in, in, q);
	if (error)
		q->r = NULL;
	else
		b->free = q->next_free;
	return error;
}

static void kick(struct uk_blkdev *dev)
{
	uk_virtqueue_kick(uk_container_of(dev, struct blk, dev)->queue);
}

static const struct uk_blkdev_ops blk_ops = { .submit = submit, .kick = kick };

static void end(struct blk *b, struct request *q, int result)
{
	struct uk_blkdev_request *r = q->r;

	q->r = NULL;
	q->next_free = b->free;
	b->free = q;
	uk_blkdev_done(&b->dev, r, result);
}

/* Whether the device wrote all that a request is for: what it has not written is what was there before. */
static int result_of(const struct request *q, uint32_t written)
{
	uint32_t expected = sizeof(q->status) + (q->header.type == T_IN ? q->r->len : 0);

	switch (q->status) {
	case STATUS_OK:
		return written >= expected ? 0 : -EIO;
	case STATUS_UNSUPPORTED:
		return -EOPNOTSUPP;
	default:
		return -EIO;
	}
}

static void used(void *arg)
{
	struct blk *b = arg;
	struct request *q;
	uint32_t written;

	while ((q = uk_virtqueue_take(b->queue, &written)))
		end(b, q, result_of(q, written));
}

static void broken(struct uk_virtio_device *d)
{
	struct blk *b = uk_virtio_data(d);
	struct request *q;

	if (!b)
		return;
	while ((q = uk_virtqueue_discard(b->queue)))
		end(b, q, -EIO);
	/* What is left is with a device that does not stop. */
	for (q = b->requests; q < b->requests + REQUESTS; q++)
		if (q->r) {
			q->r->lost = true;
			end(b, q, -EIO);
		}
}

/* 0 or -EIO. */
static int read_capacity(struct blk *b)
{
	uint64_t sectors;
	int r = uk_virtio_config(b->virtio, CONFIG_CAPACITY, &sectors, sizeof(sectors));

	if (r)
		return r;
	/* Only whole blocks can be used. */
	sectors = UK_MIN(sectors, (uint64_t)MAX_SECTORS);
	b->dev.sectors = UK_ALIGN_DOWN(sectors, (uint64_t)(b->dev.block_size / UK_BLKDEV_SECTOR));
	return 0;
}

static void changed(struct uk_virtio_device *d)
{
	struct blk *b = uk_virtio_data(d);
	uint64_t before;

	if (!b)
		return;
	before = b->dev.sectors;
	if (!read_capacity(b) && b->dev.sectors != before)
		uk_pr_info("/dev/%s has now %lu KiB", b->dev.name, b->dev.sectors / 2);
}

/* Block sizes and the longest request. 0 or -errno, with a message. */
static int read_limits(struct blk *b, uint64_t features)
{
	struct uk_virtio_device *v = b->virtio;
	uint32_t block = UK_BLKDEV_SECTOR, size_max = MAX_LEN;
	uint8_t exponent = 0;

	if ((features & F_BLK_SIZE && uk_virtio_config(v, CONFIG_BLK_SIZE, &block, sizeof(block))) ||
	    (features & F_SIZE_MAX && uk_virtio_config(v, CONFIG_SIZE_MAX, &size_max, sizeof(size_max))) ||
	    (features & F_TOPOLOGY && uk_virtio_config(v, CONFIG_PHYSICAL_EXPONENT, &exponent, sizeof(exponent)))) {
		uk_pr_err("%s: not used: its configuration is too short", uk_virtio_name(v));
		return -EIO;
	}
	if (block < UK_BLKDEV_SECTOR || block > UK_BLKDEV_MAX_BLOCK || block & (block - 1)) {
		uk_pr_err("%s: not used: its blocks have %u bytes, which must be a power of 2 from %u to %u",
			  uk_virtio_name(v), block, UK_BLKDEV_SECTOR, UK_BLKDEV_MAX_BLOCK);
		return -EINVAL;
	}
	if (size_max < block) {
		uk_pr_err("%s: not used: it takes at most %u bytes at once, less than a block of %u",
			  uk_virtio_name(v), size_max, block);
		return -EINVAL;
	}
	b->dev.block_size = block;
	b->dev.physical_size = exponent < 16 ? block << exponent : block;
	b->dev.max_len = UK_ALIGN_DOWN(UK_MIN(size_max, MAX_LEN), block);
	b->dev.read_only = features & F_RO;
	b->dev.flushes = features & F_FLUSH;
	return read_capacity(b);
}

static int set_up(struct blk *b)
{
	uint64_t features;
	int r = uk_virtio_negotiate(b->virtio, F_SIZE_MAX | F_RO | F_BLK_SIZE | F_FLUSH | F_TOPOLOGY, &features);

	if (!r)
		r = read_limits(b, features);
	if (r)
		return r;
	b->queue = uk_virtqueue_create(b->virtio, QUEUE, QUEUE_MAX, used, b);
	if (!b->queue)
		return -EIO;
	if (uk_virtqueue_size(b->queue) < DESCRIPTORS) {
		uk_pr_err("%s: not used: its queue has %u places, and a request takes %u",
			  uk_virtio_name(b->virtio), uk_virtqueue_size(b->queue), DESCRIPTORS);
		return -EINVAL;
	}
	for (unsigned int i = 0; i < REQUESTS; i++) {
		b->requests[i].next_free = b->free;
		b->free = &b->requests[i];
	}
	return uk_virtio_start(b->virtio);
}

static int probe(struct uk_virtio_device *d)
{
	struct blk *b = uk_zalloc(sizeof(*b));
	int r = -ENOMEM;

	if (b)
		b->requests = uk_zalloc(REQUESTS * sizeof(*b->requests));
	if (b && b->requests) {
		b->virtio = d;
		b->dev.ops = &blk_ops;
		b->dev.bus_name = uk_virtio_name(d);
		r = set_up(b);
	}
	if (!r)
		r = uk_blkdev_register(&b->dev, "vd", MAJOR);
	if (r) {
		if (b)
			uk_free(b->requests);
		uk_free(b);
		return r;
	}
	uk_virtio_set_data(d, b);
	return 0;
}

UK_VIRTIO_DRIVER(blk_driver, .id = UK_VIRTIO_ID_BLOCK, .name = "virtio-blk", .probe = probe, .changed = changed,
		 .broken = broken);
