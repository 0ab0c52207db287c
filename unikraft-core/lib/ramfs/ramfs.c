/* SPDX-License-Identifier: BSD-3-Clause */
/* tmpfs: directories are the tree of names; here are the nodes. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/init.h>
#include <uk/ramfs.h>
#include <uk/string.h>
#include "ramfs.h"

static const struct uk_node_ops ops;

static struct ramfs_node *new_node(struct uk_fs *fs, uint32_t mode)
{
	struct ramfs_node *r = uk_malloc(sizeof(*r));

	if (!r)
		return NULL;
	uk_node_init(&r->node, fs, &ops, mode);
	memset((char *)r + sizeof(r->node), 0, sizeof(*r) - sizeof(r->node));
	return r;
}

static int ramfs_make(struct uk_node *dir, const struct uk_make *m, struct uk_node **out)
{
	struct ramfs_node *r = new_node(dir->fs, m->mode);

	if (!r)
		return -ENOSPC;
	r->node.rdev = m->rdev;
	if (m->link) {
		r->link = uk_strdup(m->link);
		if (!r->link) {
			uk_free(r);
			return -ENOSPC;
		}
		r->node.size = strlen(m->link);
	}
	/* A directory with the set-group-ID bit hands it and its group on. */
	if (dir->mode & 02000) {
		r->node.gid = dir->gid;
		if (uk_node_is(&r->node, UK_S_IFDIR))
			r->node.mode |= 02000;
	}
	*out = &r->node;
	return 0;
}

static int ramfs_change(struct uk_node *dir)
{
	(void)dir;
	return 0;
}

static const char *ramfs_link(struct uk_node *n)
{
	return ramfs_of(n)->link;
}

static void ramfs_release(struct uk_node *n)
{
	struct ramfs_node *r = ramfs_of(n);

	ramfs_drop(r);
	uk_free(r->link);
	uk_free(r);
}

static const struct uk_node_ops ops = {
	.file = &ramfs_file_ops,
	.make = ramfs_make,
	.change = ramfs_change,
	.link = ramfs_link,
	.truncate = ramfs_truncate,
	.allocate = ramfs_allocate,
	.setattr = uk_node_setattr,
	.release = ramfs_release,
};

struct uk_node *uk_ramfs_new(struct uk_fs *fs, uint32_t mode)
{
	struct ramfs_node *r = new_node(fs, UK_S_IFDIR | mode);

	fs->magic = UK_TMPFS_MAGIC;
	fs->statfs = ramfs_statfs;
	return r ? &r->node : NULL;
}

struct uk_node *ramfs_file(struct uk_fs *fs, uint32_t mode)
{
	struct ramfs_node *r = new_node(fs, UK_S_IFREG | mode);

	return r ? &r->node : NULL;
}

void uk_ramfs_set_base(struct uk_node *n, const void *data, size_t len)
{
	struct ramfs_node *r = ramfs_of(n);

	r->base = data;
	r->base_len = len;
	n->size = len;
	n->blocks = UK_ALIGN_UP(len, UK_PAGE_SIZE) / 512;
}

static struct uk_fs root_fs = { .type = "rootfs", .source = "rootfs", .options = "rw" };

/* The root: what the image brings is put into it (library ukrootfs). */
static int ramfs_init(void)
{
	struct uk_node *root;

	uk_fs_init(&root_fs);
	root = uk_ramfs_new(&root_fs, 0755);
	return root ? uk_mount(&root_fs, root, "/") : -ENOMEM;
}
UK_INIT(filesystem, ramfs_init);
