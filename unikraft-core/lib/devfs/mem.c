/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices without hardware: mem(4), null(4), random(4). */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/file.h>
#include <uk/random.h>
#include <uk/sched.h>
#include <uk/string.h>

#define CHUNK 256

static ssize_t null_read(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	(void)f, (void)io, (void)pos;
	return 0;
}

static ssize_t sink(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	(void)f, (void)pos;
	return (ssize_t)io->left;
}

static ssize_t full_write(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	(void)f, (void)io, (void)pos;
	return -ENOSPC;
}

static ssize_t zero_read(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	ssize_t done = 0;
	int r = 0;

	(void)f, (void)pos;
	while (io->left && !r) {
		size_t n = UK_MIN(io->left, UK_PAGE_SIZE);

		r = uk_io_zero(io, n);
		if (!r)
			done += (ssize_t)n;
		uk_sched_point();
	}
	return done ? done : r;
}

static ssize_t random_read(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	char chunk[CHUNK];
	ssize_t done = 0;
	int r = 0;

	(void)f, (void)pos;
	while (io->left && !r) {
		size_t n = UK_MIN(io->left, sizeof(chunk));

		uk_random_fill(chunk, n);
		r = uk_io_put(io, chunk, n);
		if (!r)
			done += (ssize_t)n;
		uk_sched_point();
	}
	memset(chunk, 0, sizeof(chunk));
	return done ? done : r;
}

/* Devices have no place: every seek ends at 0. */
static int64_t mem_seek(struct uk_file *f, int64_t offset, int whence)
{
	(void)offset, (void)whence;
	f->pos = 0;
	return 0;
}

/* A mapping of /dev/zero is memory of its own: each page asked for is a new one. */
static int zero_map_page(struct uk_file *f, uint64_t offset, bool write, uk_paddr_t *pa)
{
	(void)f, (void)offset, (void)write;
	*pa = uk_frame_alloc(0);
	if (*pa == UK_FRAME_NONE)
		return -ENOMEM;
	memset(uk_phys_to_virt(*pa), 0, UK_PAGE_SIZE);
	return 0;
}

static const struct uk_file_ops null_ops = {
	.mode = UK_S_IFCHR | 0666, .read = null_read, .write = sink, .seek = mem_seek,
};
static const struct uk_file_ops zero_ops = {
	.mode = UK_S_IFCHR | 0666, .read = zero_read, .write = sink, .seek = mem_seek,
	.map_page = zero_map_page,
};
static const struct uk_file_ops full_ops = {
	.mode = UK_S_IFCHR | 0666, .read = zero_read, .write = full_write, .seek = mem_seek,
};
static const struct uk_file_ops random_ops = {
	.mode = UK_S_IFCHR | 0666, .read = random_read, .write = sink, .seek = mem_seek,
};

UK_DEV_ENTRY(null_dev, .name = "null", .major = 1, .minor = 3, .ops = &null_ops);
UK_DEV_ENTRY(zero_dev, .name = "zero", .major = 1, .minor = 5, .ops = &zero_ops);
UK_DEV_ENTRY(full_dev, .name = "full", .major = 1, .minor = 7, .ops = &full_ops);
UK_DEV_ENTRY(random_dev, .name = "random", .major = 1, .minor = 8, .ops = &random_ops);
UK_DEV_ENTRY(urandom_dev, .name = "urandom", .major = 1, .minor = 9, .ops = &random_ops);
