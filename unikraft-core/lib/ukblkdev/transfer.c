/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes to and from a device that moves blocks: through buffers, several of which are in flight. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "internal.h"

#define PIECE_MAX (64U << 10) /* bytes of a buffer */
#define PIECES 8              /* in flight for one call */

/* Whole blocks of the device around bytes of the file. */
struct piece {
	struct uk_blkdev_request r;
	char *buf;
	uint32_t skip, n; /* the bytes of the buffer that the file's user sees */
};

struct transfer {
	struct uk_blkdev *d;
	struct uk_io *io;
	uint64_t pos, end;        /* what was not begun yet */
	struct piece piece[PIECES];
	unsigned int pieces;      /* that have a buffer */
	uint32_t piece_max;
	unsigned int first, busy; /* in flight: a ring */
	size_t done;
	int stopped;              /* why nothing more is begun: -errno, or 0 */
	int failed;               /* the first error of a piece: those behind it do not count */
};

static int submit(struct uk_blkdev *d, struct uk_blkdev_request *r)
{
	int error;

	r->done = false;
	while ((error = d->ops->submit(d, r)) == -EAGAIN) {
		d->ops->kick(d);
		uk_waitq_wait(&d->changed, UK_NSEC_FOREVER, false);
	}
	return error;
}

static int await(struct uk_blkdev *d, struct uk_blkdev_request *r)
{
	d->ops->kick(d);
	while (!r->done)
		uk_waitq_wait(&d->changed, UK_NSEC_FOREVER, false);
	return r->result;
}

void uk_blkdev_done(struct uk_blkdev *d, struct uk_blkdev_request *r, int result)
{
	r->result = result;
	r->done = true;
	uk_waitq_wake_all(&d->changed);
}

static int request(struct uk_blkdev *d, enum uk_blkdev_op op, struct piece *p)
{
	int error;

	p->r.op = op;
	error = submit(d, &p->r);
	return error ? error : await(d, &p->r);
}

int blkdev_flush(struct uk_blkdev *d)
{
	struct piece p = { 0 };

	return d->flushes ? request(d, UK_BLKDEV_FLUSH, &p) : 0;
}

/* Buffers for [pos, pos + n): as many as are of use and there is memory for. */
static int begin(struct transfer *t, struct uk_blkdev *d, struct uk_io *io, uint64_t pos)
{
	const uint64_t block = d->block_size;
	uint64_t span = UK_ALIGN_UP(pos + io->left, block) - UK_ALIGN_DOWN(pos, block);

	memset(t, 0, sizeof(*t));
	t->d = d;
	t->io = io;
	t->pos = pos;
	t->end = pos + io->left;
	t->piece_max = (uint32_t)UK_MIN(span, UK_ALIGN_DOWN(UK_MIN(d->max_len, PIECE_MAX), block));
	while (t->pieces < PIECES && (uint64_t)t->pieces * t->piece_max < span) {
		char *buf = uk_malloc(t->piece_max);

		if (!buf)
			break;
		t->piece[t->pieces++].buf = buf;
	}
	return t->pieces ? 0 : -ENOMEM;
}

static ssize_t finish(struct transfer *t)
{
	for (unsigned int i = 0; i < t->pieces; i++)
		if (!t->piece[i].r.lost)
			uk_free(t->piece[i].buf);
	if (t->done)
		return (ssize_t)t->done;
	return t->failed ? t->failed : t->stopped;
}

/* The next piece of the file, in a free buffer. */
static struct piece *next_piece(struct transfer *t)
{
	struct piece *p = &t->piece[(t->first + t->busy) % t->pieces];
	uint64_t start = UK_ALIGN_DOWN(t->pos, (uint64_t)t->d->block_size);
	uint64_t stop = UK_MIN(t->end, start + t->piece_max);

	p->skip = (uint32_t)(t->pos - start);
	p->n = (uint32_t)(stop - t->pos);
	p->r = (struct uk_blkdev_request){
		.sector = start / UK_BLKDEV_SECTOR, .data = p->buf,
		.len = (uint32_t)(UK_ALIGN_UP(stop, (uint64_t)t->d->block_size) - start),
	};
	return p;
}

static void start(struct transfer *t, struct piece *p, enum uk_blkdev_op op)
{
	p->r.op = op;
	t->stopped = submit(t->d, &p->r);
	if (t->stopped)
		return;
	t->pos += p->n;
	t->busy++;
}

static bool may_start(const struct transfer *t)
{
	return !t->stopped && !t->failed && t->pos < t->end && t->busy < t->pieces;
}

/* The oldest piece, with what it wanted to do in the device done. */
static struct piece *oldest(struct transfer *t)
{
	struct piece *p = &t->piece[t->first];
	int error = await(t->d, &p->r);

	t->first = (t->first + 1) % t->pieces;
	t->busy--;
	if (!t->failed)
		t->failed = error;
	return p;
}

ssize_t blkdev_read(struct uk_blkdev *d, struct uk_io *io, uint64_t pos)
{
	struct transfer t;
	int error = begin(&t, d, io, pos);

	while (!error && (may_start(&t) || t.busy)) {
		struct piece *p;

		while (may_start(&t))
			start(&t, next_piece(&t), UK_BLKDEV_READ);
		if (!t.busy)
			break;
		p = oldest(&t);
		if (!t.failed)
			t.failed = uk_io_put(io, p->buf + p->skip, p->n);
		if (!t.failed)
			t.done += p->n;
		uk_sched_point();
	}
	return error ? error : finish(&t);
}

/* The blocks of which a piece holds only a part are read first. */
static int fill(struct transfer *t, struct piece *p)
{
	const uint32_t block = t->d->block_size;
	const uint32_t end = p->skip + p->n;
	struct piece edge = *p;
	int error = 0;

	edge.r.len = block;
	if (p->skip || end < block) {
		error = request(t->d, UK_BLKDEV_READ, &edge);
		p->r.lost = edge.r.lost;
	}
	if (!error && end % block && end > block) {
		uint32_t last = UK_ALIGN_DOWN(end, block);

		edge.r.sector = p->r.sector + last / UK_BLKDEV_SECTOR;
		edge.r.data = p->buf + last;
		error = request(t->d, UK_BLKDEV_READ, &edge);
		p->r.lost = edge.r.lost;
	}
	return error ? error : uk_io_get(t->io, p->buf + p->skip, p->n);
}

static bool is_whole(const struct uk_blkdev *d, const struct uk_io *io, uint64_t pos)
{
	return pos % d->block_size == 0 && io->left % d->block_size == 0;
}

/* Who reads a block, changes a part and writes it again is alone meanwhile. */
static void lock(struct uk_blkdev *d, bool whole)
{
	while (d->exclusive || (!whole && d->writers))
		uk_waitq_wait(&d->changed, UK_NSEC_FOREVER, false);
	d->writers += whole;
	d->exclusive = !whole;
}

static void unlock(struct uk_blkdev *d, bool whole)
{
	d->writers -= whole;
	d->exclusive = false;
	uk_waitq_wake_all(&d->changed);
}

ssize_t blkdev_write(struct uk_blkdev *d, struct uk_io *io, uint64_t pos)
{
	bool whole = is_whole(d, io, pos);
	struct transfer t;
	int error = begin(&t, d, io, pos);

	if (error)
		return error;
	lock(d, whole);
	while (may_start(&t) || t.busy) {
		while (may_start(&t)) {
			struct piece *p = next_piece(&t);

			t.stopped = fill(&t, p);
			if (!t.stopped)
				start(&t, p, UK_BLKDEV_WRITE);
		}
		if (t.busy) {
			struct piece *p = oldest(&t);

			t.done += t.failed ? 0 : p->n;
		}
		uk_sched_point();
	}
	unlock(d, whole);
	return finish(&t);
}
