/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: references, attributes and times. */
#include <uk/errno.h>
#include <uk/node.h>
#include <uk/plat.h>
#include <uk/string.h>
#include "vfs.h"

#define DAY_NS (24 * 3600 * 1000000000L)

void uk_node_init(struct uk_node *n, struct uk_fs *fs, const struct uk_node_ops *ops,
		  uint32_t mode)
{
	memset(n, 0, sizeof(*n));
	n->ops = ops;
	n->fs = fs;
	n->mode = mode;
	n->refs = 1;
	n->ino = ++fs->next_ino;
	n->atime = n->mtime = n->ctime = n->btime = uk_plat_clock_wall();
}

struct uk_node *uk_node_ref(struct uk_node *n)
{
	n->refs++;
	return n;
}

void uk_node_put(struct uk_node *n)
{
	if (!n || --n->refs)
		return;
	vfs_locks_free(n);
	n->ops->release(n);
}

int uk_node_setattr(struct uk_node *n, const struct uk_attr *a)
{
	if (a->set & UK_ATTR_MODE)
		n->mode = (n->mode & UK_S_IFMT) | (a->mode & 07777);
	if (a->set & UK_ATTR_UID)
		n->uid = a->uid;
	if (a->set & UK_ATTR_GID)
		n->gid = a->gid;
	if (a->set & UK_ATTR_ATIME)
		n->atime = a->atime;
	if (a->set & UK_ATTR_MTIME)
		n->mtime = a->mtime;
	n->ctime = uk_plat_clock_wall();
	return 0;
}

void uk_node_touch(struct uk_node *n)
{
	n->mtime = n->ctime = uk_plat_clock_wall();
}

void uk_node_accessed(struct uk_node *n)
{
	int64_t now;

	if (n->atime > n->mtime && n->atime > n->ctime) {
		/* The clock is asked only now and then: a day is long. */
		if (uk_likely(++n->fs->reads % 256))
			return;
		now = uk_plat_clock_wall();
		if (now - n->atime < DAY_NS)
			return;
		n->atime = now;
		return;
	}
	n->atime = uk_plat_clock_wall();
}
