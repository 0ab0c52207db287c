/* SPDX-License-Identifier: BSD-3-Clause */
/* Block devices as files. */
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/node.h>
#include <uk/print.h>
#include <uk/string.h>
#include "internal.h"

#define O_DSYNC 010000
#define O_DIRECT 040000

#define LETTERS 26
#define MINORS 16 /* of a device: Linux leaves room for partitions */

static struct uk_list devices = UK_LIST_INIT(devices);

int uk_blkdev_register(struct uk_blkdev *d, const char *prefix, uint32_t major)
{
	struct uk_blkdev *other;
	unsigned int n = 0;

	uk_list_for_each(other, &devices, node)
		n += (other->number >> 8 & 0xfff) == major;
	if (n == LETTERS) {
		uk_pr_err("%s: not used: there are %u block devices already", d->bus_name, n);
		return -ENOSPC;
	}
	uk_snprintf(d->name, sizeof(d->name), "%s%c", prefix, (char)('a' + n));
	d->number = uk_makedev(major, n * MINORS);
	d->read_only_device = d->read_only;
	uk_waitq_init(&d->changed);
	d->writers = 0;
	d->exclusive = false;
	uk_list_add_tail(&d->node, &devices);
	return 0;
}

static int blkdev_open(struct uk_file *f)
{
	struct uk_blkdev *d;

	uk_list_for_each(d, &devices, node)
		if (d->number == f->node->rdev) {
			f->data = d;
			return 0;
		}
	return -ENXIO;
}

/* Direct access wants whole blocks, and memory that is aligned as they are. */
static bool bad_direct(const struct uk_file *f, const struct uk_io *io, uint64_t pos)
{
	const struct uk_blkdev *d = f->data;
	uintptr_t bits = pos;

	if (!(f->flags & O_DIRECT))
		return false;
	for (size_t i = 0; i < io->iovcnt; i++)
		bits |= (uintptr_t)io->iov[i].base | io->iov[i].len;
	return bits & (d->block_size - 1);
}

/* Moves as much of io as there is of the device. */
static ssize_t transfer(struct uk_blkdev *d, struct uk_io *io, uint64_t *pos,
			ssize_t (*move)(struct uk_blkdev *, struct uk_io *, uint64_t))
{
	const size_t n = UK_MIN(io->left, blkdev_size(d) - *pos);
	const size_t rest = io->left - n;
	ssize_t r;

	io->left = n;
	r = move(d, io, *pos);
	io->left += rest;
	if (r > 0)
		*pos += (uint64_t)r;
	return r;
}

static ssize_t read_file(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	struct uk_blkdev *d = f->data;

	if (*pos >= blkdev_size(d) || !io->left)
		return 0;
	if (bad_direct(f, io, *pos))
		return -EINVAL;
	return transfer(d, io, pos, blkdev_read);
}

static ssize_t write_file(struct uk_file *f, struct uk_io *io, uint64_t *pos)
{
	struct uk_blkdev *d = f->data;
	ssize_t r;

	if (d->read_only)
		return -EPERM;
	if (!io->left)
		return 0;
	/* O_APPEND means nothing: the size stays. */
	if (*pos >= blkdev_size(d))
		return -ENOSPC;
	if (bad_direct(f, io, *pos))
		return -EINVAL;
	r = transfer(d, io, pos, blkdev_write);
	if (r > 0 && f->flags & O_DSYNC) {
		int error = blkdev_flush(d);

		return error ? error : r;
	}
	return r;
}

static int64_t seek(struct uk_file *f, int64_t offset, int whence)
{
	const int64_t size = (int64_t)blkdev_size(f->data);
	int64_t pos = offset;

	if (whence < 0 || whence > 2)
		return -EINVAL;
	if (whence == 1 && __builtin_add_overflow(pos, (int64_t)f->pos, &pos))
		return -EINVAL;
	if (whence == 2 && __builtin_add_overflow(pos, size, &pos))
		return -EINVAL;
	if (pos < 0 || pos > size)
		return -EINVAL;
	f->pos = (uint64_t)pos;
	return pos;
}

static int sync_file(struct uk_file *f)
{
	return blkdev_flush(f->data);
}

static const struct uk_file_ops blkdev_ops = {
	.open = blkdev_open, .read = read_file, .write = write_file, .seek = seek,
	.ioctl = blkdev_ioctl, .sync = sync_file,
};

const struct uk_file_ops *uk_blkdev_file(void)
{
	return &blkdev_ops;
}

int uk_blkdev_sync(void)
{
	struct uk_blkdev *d;
	int r, first = 0;

	uk_list_for_each(d, &devices, node) {
		r = blkdev_flush(d);
		if (!first)
			first = r;
	}
	return first;
}

static int show_partitions(struct uk_text *t)
{
	struct uk_blkdev *d;

	uk_text_add(t, "major minor  #blocks  name\n\n");
	uk_list_for_each(d, &devices, node)
		uk_text_add(t, "%4u  %7u %10lu %s\n", d->number >> 8 & 0xfff,
			    (d->number & 0xff) | (d->number >> 12 & ~0xffU), d->sectors / 2, d->name);
	return 0;
}
UK_PROC_ENTRY(partitions, .path = "partitions", .show = show_partitions);

static int add_nodes(void)
{
	struct uk_blkdev *d;
	char path[16];
	int r = 0;

	uk_list_for_each(d, &devices, node) {
		const struct uk_make m = { .mode = UK_S_IFBLK | 0600, .rdev = d->number };
		struct uk_name *name;

		uk_snprintf(path, sizeof(path), "/dev/%s", d->name);
		r = uk_make_path(path, &m, &name);
		if (r)
			return r;
		uk_name_put(name);
		uk_pr_info("%s is /dev/%s: %lu KiB, blocks of %u bytes%s", d->bus_name, d->name,
			   d->sectors / 2, d->block_size, d->read_only ? ", read-only" : "");
	}
	return 0;
}
UK_INIT(filesystem, add_nodes);
