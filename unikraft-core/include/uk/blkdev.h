/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Block devices: what is between their drivers and /dev (library ukblkdev).
 * There is no cache: what was written is with the device, and what is read
 * comes from it.
 */
#ifndef UK_BLKDEV_H
#define UK_BLKDEV_H

#include <uk/essentials.h>
#include <uk/list.h>
#include <uk/sched.h>

/** What sectors are counted in, bytes; a device's own blocks are multiples of it. */
#define UK_BLKDEV_SECTOR 512U
#define UK_BLKDEV_MAX_BLOCK 4096U

enum uk_blkdev_op { UK_BLKDEV_READ, UK_BLKDEV_WRITE, UK_BLKDEV_FLUSH };

struct uk_blkdev_request {
	enum uk_blkdev_op op;
	uint64_t sector;
	void *data;     /* in the direct map, contiguous; not of a flush */
	uint32_t len;   /* bytes, whole blocks of the device, at most its max_len */
	int result;     /* 0, -EIO, -EOPNOTSUPP, -ENOSPC */
	bool done;
	bool lost;      /* a device that does not stop may still write to data, which must not be used again */
};

struct uk_blkdev;

struct uk_blkdev_ops {
	/** Takes a request, for which uk_blkdev_done is called later, or at once. 0; -EAGAIN: no room until some request is done; -EIO: the device is gone. */
	int (*submit)(struct uk_blkdev *d, struct uk_blkdev_request *r);
	/** The device is to begin with what it has taken. */
	void (*kick)(struct uk_blkdev *d);
};

struct uk_blkdev {
	/* The driver's, before it registers the device */
	const struct uk_blkdev_ops *ops;
	const char *bus_name;    /* for messages: "virtio-pci 00:04.0" */
	uint64_t sectors;        /* size; may change */
	uint32_t block_size;     /* logical: a power of 2 from UK_BLKDEV_SECTOR to UK_BLKDEV_MAX_BLOCK */
	uint32_t physical_size;  /* of a block that is written at once inside the device */
	uint32_t max_len;        /* bytes of a request; at least block_size */
	bool read_only, flushes; /* flushes: what was written is safe only after a flush */
	/* The library's */
	char name[8];            /* "vda" */
	bool read_only_device;   /* what the driver said; read_only may also be asked for */
	uint32_t number;         /* as st_rdev */
	struct uk_list node;
	struct uk_waitq changed; /* requests are done, writers have gone */
	unsigned int writers;    /* that write whole blocks */
	bool exclusive;          /* one writes parts of blocks */
};

/** Drivers: a device is ready; stage device. prefix "vd" and its major number: /dev/vda, …. 0 or -errno. */
int uk_blkdev_register(struct uk_blkdev *d, const char *prefix, uint32_t major);
/** Drivers: a request has ended. Interrupt context allowed. */
void uk_blkdev_done(struct uk_blkdev *d, struct uk_blkdev_request *r, int result);

#endif
