/* SPDX-License-Identifier: BSD-3-Clause */
/* What ramfs's own files share. */
#ifndef RAMFS_RAMFS_H
#define RAMFS_RAMFS_H

#include <uk/node.h>
#include "pages.h"

/* Size of the largest file. */
#define SIZE_LIMIT 0x7fffffffffffffffUL

struct ramfs_node {
	struct uk_node node;
	struct pages pages;
	const char *base; /* what lies under the pages */
	uint64_t base_len;
	char *link; /* text of a symbolic link */
	bool busy;  /* a long write or allocation lets others run meanwhile */
};

static inline struct ramfs_node *ramfs_of(struct uk_node *n)
{
	return uk_container_of(n, struct ramfs_node, node);
}

extern const struct uk_file_ops ramfs_file_ops;

/* data.c */
int ramfs_truncate(struct uk_node *n, uint64_t size);
int ramfs_allocate(struct uk_node *n, int mode, uint64_t offset, uint64_t len);
void ramfs_drop(struct ramfs_node *r);

/* space.c: frames, within the limit */
/** A frame for a file; UK_FRAME_NONE: the limit is reached, or memory is out. Not zeroed. */
uk_paddr_t ramfs_frame(void);
/** Frames were given back. */
void ramfs_frames_gone(size_t n);
void ramfs_statfs(struct uk_fs *fs, struct uk_statfs *s);

/* ramfs.c */
/** A regular file without a directory. NULL: no memory. */
struct uk_node *ramfs_file(struct uk_fs *fs, uint32_t mode);

#endif
