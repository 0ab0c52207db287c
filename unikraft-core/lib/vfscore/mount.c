/* SPDX-License-Identifier: BSD-3-Clause */
/* File systems in the tree of names: mounted at boot, by the libraries that have them. */
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

struct uk_list uk_mounts = UK_LIST_INIT(uk_mounts);
static uint32_t mount_count;

void uk_fs_init(struct uk_fs *fs)
{
	/* Linux's anonymous devices: major 0. 14 and less are used inside. */
	if (!fs->dev)
		fs->dev = uk_makedev(0, 20 + mount_count++);
}

/*
 * The mounted root takes the place of the directory's node in the tree, so
 * that a walk needs to know nothing of it. There is no way back: what was
 * there stays hidden for good.
 */
static int cover(struct uk_fs *fs, struct uk_node *root, struct uk_name *at)
{
	if (!uk_node_is(at->node, UK_S_IFDIR))
		return -ENOTDIR;
	uk_node_put(at->node);
	at->node = root;
	at->mountpoint = true;
	fs->root = uk_name_ref(at);
	uk_list_add_tail(&fs->mounts, &uk_mounts);
	return 0;
}

int uk_mount(struct uk_fs *fs, struct uk_node *root, const char *path)
{
	struct uk_make m = { .mode = UK_S_IFDIR | 0755 };
	struct uk_name *at;
	int r;

	uk_fs_init(fs);
	root->nlink = 2;
	if (!uk_root) {
		uk_root = uk_name_new(NULL, "", 0, root);
		if (!uk_root)
			return -ENOMEM;
		uk_root->mountpoint = true;
		fs->root = uk_root;
		uk_list_add_tail(&fs->mounts, &uk_mounts);
		return 0;
	}
	r = uk_find_path(path, true, &at);
	if (r == -ENOENT)
		r = uk_make_path(path, &m, &at);
	if (!r) {
		r = cover(fs, root, at);
		uk_name_put(at);
	}
	if (r)
		uk_node_put(root);
	return r;
}

/* partial: always EPERM: file systems are mounted at boot */
UK_SYSCALL(mount, 5, const char *, source, const char *, target, const char *, type,
	   unsigned long, flags, const void *, data)
{
	(void)source, (void)target, (void)type, (void)flags, (void)data;
	return -EPERM;
}

/* partial: always EPERM */
UK_SYSCALL(umount2, 2, const char *, target, int, flags)
{
	(void)target, (void)flags;
	return -EPERM;
}

static long put_statfs(struct uk_fs *fs, struct uk_statfs *ubuf)
{
	struct uk_statfs s = {
		.type = fs->magic, .bsize = UK_PAGE_SIZE, .frsize = UK_PAGE_SIZE,
		.namelen = UK_NAME_MAX, .fsid = { (int32_t)fs->dev, 0 },
		.flags = 0x20, /* ST_VALID */
	};

	if (fs->statfs)
		fs->statfs(fs, &s);
	return uk_copy_out(ubuf, &s, sizeof(s));
}

UK_SYSCALL(statfs, 2, const char *, path, struct uk_statfs *, ubuf)
{
	struct vfs_at at;
	struct uk_fs *fs;
	int r = vfs_at(&at, AT_FDCWD, path, UK_WALK_FOLLOW, 0);

	if (r)
		return r;
	fs = at.walk.found ? at.walk.found->node->fs : NULL;
	vfs_at_end(&at);
	return fs ? put_statfs(fs, ubuf) : -ENOSYS;
}

UK_SYSCALL(fstatfs, 2, int, fd, struct uk_statfs *, ubuf)
{
	struct uk_file *f = uk_fd_get_any(fd);
	struct uk_fs *fs;

	if (!f)
		return -EBADF;
	fs = f->node ? f->node->fs : NULL;
	uk_file_put(f);
	return fs ? put_statfs(fs, ubuf) : -ENOSYS;
}
