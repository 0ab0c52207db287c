/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes of a device that moves blocks, against a model: it finishes
 * requests in any order, takes only so many, fails where it is told to. What
 * is said to be done is, and no more; nothing is in flight afterwards.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../transfer.c"

#define SIZE (1U << 20)
#define ROUNDS 3000
#define NOWHERE UINT64_MAX

static uint8_t disk[SIZE], model[SIZE], user[SIZE];
static struct uk_blkdev_request *held[16];
static unsigned int held_count, room, most_held, buffers;
static uint64_t bad_sector = NOWHERE;
static size_t fault_at = SIZE; /* of the user's memory */
static bool memory = true, gone, kicked, losing;
static void (*while_waiting)(struct uk_blkdev *d);

static int fake_submit(struct uk_blkdev *d, struct uk_blkdev_request *r)
{
	if (gone)
		return -EIO;
	if (held_count == room)
		return -EAGAIN;
	if (r->op != UK_BLKDEV_FLUSH) {
		assert(r->len && r->len <= d->max_len && r->len % d->block_size == 0);
		assert(r->sector * UK_BLKDEV_SECTOR % d->block_size == 0);
		assert(r->sector * UK_BLKDEV_SECTOR + r->len <= SIZE);
	}
	held[held_count++] = r;
	most_held = UK_MAX(most_held, held_count);
	kicked = false;
	return 0;
}

static void fake_kick(struct uk_blkdev *d)
{
	(void)d;
	kicked = true;
}

static const struct uk_blkdev_ops fake_ops = { fake_submit, fake_kick };

static void finish_one(struct uk_blkdev *d)
{
	unsigned int n = (unsigned int)rand() % held_count;
	struct uk_blkdev_request *r = held[n];
	uint64_t at = r->sector * UK_BLKDEV_SECTOR;
	bool bad = r->sector <= bad_sector && bad_sector < r->sector + r->len / UK_BLKDEV_SECTOR;

	held[n] = held[--held_count];
	r->lost = losing;
	if (bad)
		uk_blkdev_done(d, r, -EIO);
	else if (r->op == UK_BLKDEV_READ)
		memcpy(r->data, disk + at, r->len);
	else if (r->op == UK_BLKDEV_WRITE)
		memcpy(disk + at, r->data, r->len);
	if (!bad)
		uk_blkdev_done(d, r, 0);
}

int uk_waitq_wait(struct uk_waitq *q, uk_nsec_t deadline, bool interruptible)
{
	struct uk_blkdev *d = uk_container_of(q, struct uk_blkdev, changed);

	assert(deadline == UK_NSEC_FOREVER && !interruptible);
	if (while_waiting) {
		while_waiting(d);
		return 0;
	}
	/* Who waits for a device that has not been told to begin waits forever. */
	assert(held_count && kicked);
	finish_one(d);
	return 0;
}

int uk_waitq_wake(struct uk_waitq *q, int n)
{
	(void)q, (void)n;
	return 0;
}

void uk_sched_point(void)
{
}

void *uk_malloc(size_t n)
{
	if (!memory && buffers)
		return NULL;
	buffers++;
	return malloc(n);
}

void uk_free(void *p)
{
	buffers -= p != NULL;
	free(p);
}

/* The user's memory: one range, of which what lies behind fault_at is not mapped. */
static int move(struct uk_io *io, void *p, size_t n, bool put)
{
	assert(n <= io->left);
	if (io->iov_offset + n > fault_at)
		return -EFAULT;
	if (put)
		memcpy(user + io->iov_offset, p, n);
	else
		memcpy(p, user + io->iov_offset, n);
	io->iov_offset += n;
	io->left -= n;
	return 0;
}

int uk_io_put(struct uk_io *io, const void *src, size_t n)
{
	return move(io, (void *)(uintptr_t)src, n, true);
}

int uk_io_get(struct uk_io *io, void *dst, size_t n)
{
	return move(io, dst, n, false);
}

static void new_device(struct uk_blkdev *d, uint32_t block, uint32_t max_len)
{
	*d = (struct uk_blkdev){
		.ops = &fake_ops, .sectors = SIZE / UK_BLKDEV_SECTOR, .block_size = block, .max_len = max_len,
	};
}

static ssize_t go(struct uk_blkdev *d, bool write, uint64_t pos, size_t n)
{
	struct uk_io io = { .left = n };
	ssize_t r = write ? blkdev_write(d, &io, pos) : blkdev_read(d, &io, pos);

	assert(!held_count && !buffers && !d->writers && !d->exclusive);
	assert(r != 0 && r <= (ssize_t)n);
	return r;
}

static void fill_user(size_t n)
{
	for (size_t i = 0; i < n; i++)
		user[i] = (uint8_t)rand();
}

/* One operation at random; what it says is compared with the model. */
static void any(struct uk_blkdev *d, bool failures)
{
	bool write = rand() % 2;
	uint64_t pos = (uint64_t)rand() % SIZE;
	size_t n = 1 + (size_t)rand() % (rand() % 4 ? 5000 : 300000);
	ssize_t r;

	n = UK_MIN(n, SIZE - pos);
	room = 1 + (unsigned int)rand() % UK_ARRAY_SIZE(held);
	memory = rand() % 8;
	bad_sector = failures && rand() % 2 ? (pos + (uint64_t)rand() % n) / UK_BLKDEV_SECTOR : NOWHERE;
	fault_at = failures && rand() % 2 ? (size_t)rand() % n : SIZE;
	fill_user(n);
	r = go(d, write, pos, n);
	if (!failures)
		assert(r == (ssize_t)n);
	if (r < 0) {
		assert((r == -EIO && bad_sector != NOWHERE) || (r == -EFAULT && fault_at != SIZE));
	} else if (write) {
		memcpy(model + pos, user, (size_t)r);
	} else {
		assert(!memcmp(model + pos, user, (size_t)r));
	}
	assert(r < 0 || bad_sector == NOWHERE || pos + (uint64_t)r <= (bad_sector + 1) * UK_BLKDEV_SECTOR);
	if (!failures || !write)
		assert(!memcmp(disk + UK_ALIGN_DOWN(pos, 4096UL), model + UK_ALIGN_DOWN(pos, 4096UL),
			       UK_MIN(8192UL, SIZE - UK_ALIGN_DOWN(pos, 4096UL))));
	else /* behind what was said to be written, some more may have been */
		memcpy(model, disk, SIZE);
}

static void test_model(void)
{
	static const uint32_t shapes[][2] = {
		{ 512, 512 }, { 512, 1536 }, { 512, 1U << 20 }, { 4096, 4096 }, { 4096, 20480 }, { 1024, 65536 },
	};
	struct uk_blkdev d;

	for (unsigned int i = 0; i < SIZE; i++)
		disk[i] = model[i] = (uint8_t)rand();
	for (unsigned int i = 0; i < ROUNDS; i++) {
		const uint32_t *shape = shapes[i % UK_ARRAY_SIZE(shapes)];

		new_device(&d, shape[0], shape[1]);
		any(&d, i % 64 == 0);
	}
	assert(!memcmp(disk, model, SIZE));
	assert(most_held == PIECES);
	memory = true;
	bad_sector = NOWHERE;
	fault_at = SIZE;
	room = UK_ARRAY_SIZE(held);
}

/* The first piece is there, the second fails: the first counts, whatever comes third. */
static void test_failure_in_the_middle(void)
{
	struct uk_blkdev d;

	new_device(&d, 512, 4096);
	bad_sector = 8;
	assert(go(&d, false, 0, 3 * 4096) == 4096);
	assert(go(&d, true, 0, 3 * 4096) == 4096);
	assert(go(&d, false, 8 * 512, 512) == -EIO);
	/* A part of a block that cannot be read is not written. */
	assert(go(&d, true, 8 * 512 + 1, 1) == -EIO);
	bad_sector = NOWHERE;
	/* A buffer that a device may still write to is not used again. */
	losing = true;
	bad_sector = 0;
	fill_user(1);
	assert(blkdev_write(&d, &(struct uk_io){ .left = 1 }, 0) == -EIO && buffers == 1);
	assert(blkdev_read(&d, &(struct uk_io){ .left = 1 }, 0) == -EIO && buffers == 2);
	losing = false;
	bad_sector = NOWHERE;
	buffers = 0;
	gone = true;
	assert(go(&d, true, 0, 512) == -EIO && go(&d, false, 0, 512) == -EIO);
	d.flushes = true;
	assert(blkdev_flush(&d) == -EIO);
	gone = false;
	assert(!blkdev_flush(&d));
}

static void others_end(struct uk_blkdev *d)
{
	d->writers = 0;
	d->exclusive = false;
	while_waiting = NULL;
}

/* Who writes parts of blocks waits for all other writers; who writes whole ones only for such. */
static void test_writers(void)
{
	struct uk_blkdev d;

	new_device(&d, 512, 4096);
	d.writers = 1;
	while_waiting = others_end;
	assert(go(&d, true, 1, 1) == 1 && !while_waiting);
	d.exclusive = true;
	while_waiting = others_end;
	assert(go(&d, true, 0, 512) == 512 && !while_waiting);
	d.writers = 1;
	assert(blkdev_write(&d, &(struct uk_io){ .left = 512 }, 512) == 512 && d.writers == 1);
}

int main(void)
{
	srand(4);
	test_model();
	test_failure_in_the_middle();
	test_writers();
	printf("transfer_test: ok\n");
	return 0;
}
