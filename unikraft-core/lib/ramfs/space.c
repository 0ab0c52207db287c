/* SPDX-License-Identifier: BSD-3-Clause */
/* How much memory files may take. */
#include <uk/alloc.h>
#include <uk/option.h>
#include "ramfs.h"

static size_t used; /* frames of all files of all tmpfs */

static size_t limit(void)
{
	struct uk_frame_stat s;

	uk_frame_stat(&s);
	return s.total / UK_PAGE_SIZE * uk_option(ramfs, limit_percent) / 100;
}

uk_paddr_t ramfs_frame(void)
{
	uk_paddr_t p;

	if (used >= limit())
		return UK_FRAME_NONE;
	p = uk_frame_alloc(0);
	if (p != UK_FRAME_NONE)
		used++;
	return p;
}

void ramfs_frames_gone(size_t n)
{
	used -= n;
}

void ramfs_statfs(struct uk_fs *fs, struct uk_statfs *s)
{
	struct uk_frame_stat m;
	size_t max = limit();

	(void)fs;
	uk_frame_stat(&m);
	s->blocks = max;
	s->bfree = s->bavail = UK_MIN(max - UK_MIN(used, max), m.free / UK_PAGE_SIZE);
	s->files = m.total / UK_PAGE_SIZE / 2;
	s->ffree = m.free / UK_PAGE_SIZE / 2;
}
