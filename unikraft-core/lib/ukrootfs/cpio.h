/* SPDX-License-Identifier: BSD-3-Clause */
/* Reader of cpio archives, format newc: Linux's Documentation/driver-api/early-userspace/buffer-format.rst. */
#ifndef UKROOTFS_CPIO_H
#define UKROOTFS_CPIO_H

#include <uk/essentials.h>

struct cpio {
	const char *data;
	size_t size, at;
	const char *error; /* what is wrong at offset at; NULL: nothing */
};

/** One entry; name and data point into the archive. */
struct cpio_entry {
	uint32_t ino, mode, uid, gid, nlink, mtime, major, minor, rmajor, rminor;
	const char *name; /* NUL-terminated; without leading "/" and "./", and without slashes at the end */
	size_t name_len;  /* 0: the root itself */
	const char *data;
	size_t len;
};

/** The next entry; false: the end, or c->error is set. */
bool cpio_next(struct cpio *c, struct cpio_entry *e);

#endif
