/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UKBLKDEV_INTERNAL_H
#define UKBLKDEV_INTERNAL_H

#include <uk/blkdev.h>
#include <uk/file.h>

static inline uint64_t blkdev_size(const struct uk_blkdev *d)
{
	return d->sectors * UK_BLKDEV_SECTOR;
}

/**
 * Moves bytes between io and the device at pos; io->left bytes, which are
 * there. How many, or -errno when it was none.
 */
ssize_t blkdev_read(struct uk_blkdev *d, struct uk_io *io, uint64_t pos);
ssize_t blkdev_write(struct uk_blkdev *d, struct uk_io *io, uint64_t pos);
/** Makes safe what was written. 0 or -errno. */
int blkdev_flush(struct uk_blkdev *d);

long blkdev_ioctl(struct uk_file *f, unsigned int request, unsigned long arg);

#endif
