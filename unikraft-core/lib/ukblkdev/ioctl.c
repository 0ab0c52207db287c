/* SPDX-License-Identifier: BSD-3-Clause */
/* What ioctl(2) tells of a block device and asks of it (Linux: include/uapi/linux/fs.h, hdreg.h). */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "internal.h"

#define BLKROSET 0x125d
#define BLKROGET 0x125e
#define BLKRRPART 0x125f
#define BLKGETSIZE 0x1260
#define BLKFLSBUF 0x1261
#define BLKRASET 0x1262
#define BLKRAGET 0x1263
#define BLKSECTGET 0x1267
#define BLKSSZGET 0x1268
#define BLKDISCARD 0x1277
#define BLKIOMIN 0x1278
#define BLKIOOPT 0x1279
#define BLKALIGNOFF 0x127a
#define BLKPBSZGET 0x127b
#define BLKDISCARDZEROES 0x127c
#define BLKSECDISCARD 0x127d
#define BLKROTATIONAL 0x127e
#define BLKZEROOUT 0x127f
#define BLKBSZGET 0x80081270
#define BLKGETSIZE64 0x80081272
#define HDIO_GETGEO 0x0301

/* What Linux gives a disk that says nothing: BIOS's largest heads and sectors of old. */
#define GEOMETRY_HEADS 16
#define GEOMETRY_SECTORS 63

struct geometry {
	uint8_t heads, sectors;
	uint16_t cylinders;
	uint64_t start;
};

static long put(unsigned long to, uint64_t v, size_t n)
{
	return uk_copy_out((void *)to, &v, n);
}

static long put_geometry(const struct uk_blkdev *d, unsigned long to)
{
	uint64_t cylinders = d->sectors / (GEOMETRY_HEADS * GEOMETRY_SECTORS);
	struct geometry g;

	/* Also what lies between the fields goes out. */
	memset(&g, 0, sizeof(g));
	g.heads = GEOMETRY_HEADS;
	g.sectors = GEOMETRY_SECTORS;
	g.cylinders = (uint16_t)cylinders;
	return uk_copy_out((void *)to, &g, sizeof(g));
}

/* The largest blocks up to a page that the size is a multiple of. */
static uint32_t soft_block_size(const struct uk_blkdev *d)
{
	uint32_t size = d->block_size;

	while (size < UK_BLKDEV_MAX_BLOCK && !(blkdev_size(d) & size))
		size *= 2;
	return size;
}

static long set_read_only(struct uk_blkdev *d, unsigned long from)
{
	int on;

	if (uk_copy_in(&on, (const void *)from, sizeof(on)))
		return -EFAULT;
	d->read_only = on || d->read_only_device;
	return 0;
}

static long zero_out(struct uk_file *f, struct uk_blkdev *d, unsigned long from)
{
	uint64_t range[2]; /* start and length, bytes */
	size_t n;
	char *zeroes;
	ssize_t r = 0;

	if ((f->flags & UK_O_ACCMODE) == UK_O_RDONLY)
		return -EBADF;
	if (uk_copy_in(range, (const void *)from, sizeof(range)))
		return -EFAULT;
	if (range[0] % UK_BLKDEV_SECTOR || range[1] % UK_BLKDEV_SECTOR || !range[1] ||
	    range[1] > blkdev_size(d) || range[0] > blkdev_size(d) - range[1])
		return -EINVAL;
	if (d->read_only)
		return -EPERM;
	n = UK_MIN(range[1], 64UL << 10);
	zeroes = uk_zalloc(n);
	if (!zeroes)
		return -ENOMEM;
	while (range[1] && r >= 0) {
		struct uk_iovec v = { zeroes, UK_MIN(range[1], n) };
		struct uk_io io = { .iov = &v, .iovcnt = 1, .left = v.len, .kernel = true };

		r = blkdev_write(d, &io, range[0]);
		if (r > 0) {
			range[0] += (uint64_t)r;
			range[1] -= (uint64_t)r;
		}
		uk_sched_point();
	}
	uk_free(zeroes);
	return r < 0 ? r : 0;
}

long blkdev_ioctl(struct uk_file *f, unsigned int request, unsigned long arg)
{
	struct uk_blkdev *d = f->data;

	switch (request) {
	case BLKGETSIZE64:
		return put(arg, blkdev_size(d), sizeof(uint64_t));
	case BLKGETSIZE:
		return put(arg, d->sectors, sizeof(unsigned long));
	case BLKSSZGET:
		return put(arg, d->block_size, sizeof(int));
	case BLKPBSZGET:
	case BLKIOMIN:
		return put(arg, d->physical_size, sizeof(int));
	case BLKBSZGET:
		return put(arg, soft_block_size(d), sizeof(int));
	case BLKRRPART:
		return -EINVAL; /* as of a disk that has none */
	case BLKIOOPT:
	case BLKALIGNOFF:
	case BLKDISCARDZEROES:
		return put(arg, 0, sizeof(int));
	case BLKRAGET:
		return put(arg, 0, sizeof(long));
	case BLKSECTGET:
		return put(arg, UK_MIN(d->max_len / UK_BLKDEV_SECTOR, (uint32_t)UINT16_MAX), sizeof(uint16_t));
	case BLKROTATIONAL:
		return put(arg, 1, sizeof(uint16_t));
	case BLKROGET:
		return put(arg, d->read_only, sizeof(int));
	case BLKROSET:
		return set_read_only(d, arg);
	case BLKFLSBUF:
		return blkdev_flush(d);
	case BLKRASET:
		return 0; /* nothing is read ahead */
	case BLKZEROOUT:
		return zero_out(f, d, arg);
	case BLKDISCARD:
	case BLKSECDISCARD:
		return (f->flags & UK_O_ACCMODE) == UK_O_RDONLY ? -EBADF : -EOPNOTSUPP;
	case HDIO_GETGEO:
		return put_geometry(d, arg);
	default:
		return -ENOTTY;
	}
}
