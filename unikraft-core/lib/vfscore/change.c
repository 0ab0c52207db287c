/* SPDX-License-Identifier: BSD-3-Clause */
/* Changes to directories: mkdir, mknod, symlink, link, unlink, rmdir. */
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

/* Walks to where something shall be made; -EEXIST if there is something. */
static int at_new(struct vfs_at *at, int dirfd, const char *path, bool is_dir)
{
	int r = vfs_at(at, dirfd, path, UK_WALK_PARENT, 0);

	if (r)
		return r;
	if (at->walk.type != UK_LAST_NAME || at->walk.found)
		r = -EEXIST;
	else if (at->walk.slash && !is_dir)
		r = -ENOENT;
	if (r)
		vfs_at_end(at);
	return r;
}

static long make(int dirfd, const char *path, const struct uk_make *m)
{
	struct uk_name *name;
	struct vfs_at at;
	int r = at_new(&at, dirfd, path, (m->mode & UK_S_IFMT) == UK_S_IFDIR);

	if (r)
		return r;
	r = vfs_make(&at.walk, m, &name);
	if (!r)
		uk_name_put(name);
	vfs_at_end(&at);
	return r;
}

static long do_mkdir(int dirfd, const char *path, unsigned int mode)
{
	struct uk_make m = { .mode = UK_S_IFDIR | uk_umask(mode & 01777) };

	return make(dirfd, path, &m);
}

UK_SYSCALL(mkdir, 2, const char *, path, unsigned int, mode)
{
	return do_mkdir(AT_FDCWD, path, mode);
}

UK_SYSCALL(mkdirat, 3, int, dirfd, const char *, path, unsigned int, mode)
{
	return do_mkdir(dirfd, path, mode);
}

static long do_mknod(int dirfd, const char *path, unsigned int mode, unsigned int dev)
{
	struct uk_make m = { .mode = (mode & UK_S_IFMT) | uk_umask(mode & 07777) };

	switch (mode & UK_S_IFMT) {
	case 0:
		m.mode |= UK_S_IFREG;
		break;
	case UK_S_IFCHR:
	case UK_S_IFBLK:
		m.rdev = dev;
		break;
	case UK_S_IFREG:
	case UK_S_IFIFO:
	case UK_S_IFSOCK:
		break;
	case UK_S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;
	}
	return make(dirfd, path, &m);
}

UK_SYSCALL(mknod, 3, const char *, path, unsigned int, mode, unsigned int, dev)
{
	return do_mknod(AT_FDCWD, path, mode, dev);
}

UK_SYSCALL(mknodat, 4, int, dirfd, const char *, path, unsigned int, mode, unsigned int, dev)
{
	return do_mknod(dirfd, path, mode, dev);
}

static long do_symlink(const char *utext, int dirfd, const char *path)
{
	char *text = vfs_path_get();
	struct uk_make m = { .mode = UK_S_IFLNK | 0777, .link = text };
	ssize_t len;
	long r;

	if (!text)
		return -ENOMEM;
	len = uk_strncpy_in(text, utext, UK_PATH_MAX);
	r = len < 0 ? len : !len ? -ENOENT : make(dirfd, path, &m);
	vfs_path_put(text);
	return r;
}

UK_SYSCALL(symlink, 2, const char *, text, const char *, path)
{
	return do_symlink(text, AT_FDCWD, path);
}

UK_SYSCALL(symlinkat, 3, const char *, text, int, dirfd, const char *, path)
{
	return do_symlink(text, dirfd, path);
}

static int may_link(struct uk_node *n, struct uk_node *dir)
{
	if (n->fs != dir->fs)
		return -EXDEV;
	if (!dir->ops->change)
		return -EPERM;
	if (uk_node_is(n, UK_S_IFDIR))
		return -EPERM;
	return !n->nlink && !n->unnamed ? -ENOENT : 0;
}

static long link_at(struct uk_node *n, int dirfd, const char *path)
{
	struct vfs_at at;
	struct uk_name *name;
	int r;

	r = at_new(&at, dirfd, path, false);
	if (r)
		return r;
	r = may_link(n, at.walk.dir->node);
	if (!r && !at.walk.dir->linked && at.walk.dir != uk_root)
		r = -ENOENT;
	if (!r) {
		name = uk_name_new(at.walk.dir, at.walk.last, at.walk.len, uk_node_ref(n));
		r = name ? 0 : -ENOMEM;
	}
	if (!r) {
		uk_name_link(name);
		uk_name_put(name);
		n->nlink++;
		n->unnamed = false;
		uk_node_setattr(n, &(struct uk_attr){ .set = 0 });
		uk_node_touch(at.walk.dir->node);
	}
	vfs_at_end(&at);
	return r;
}

static long do_link(int olddir, const char *old, int newdir, const char *new, int flags)
{
	struct uk_node *n;
	struct vfs_at at;
	long r;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	r = vfs_at(&at, olddir, old, flags & AT_SYMLINK_FOLLOW ? UK_WALK_FOLLOW : 0, flags);
	if (r)
		return r;
	n = vfs_at_node(&at);
	r = n ? link_at(n, newdir, new) : -EXDEV;
	vfs_at_end(&at);
	return r;
}

UK_SYSCALL(link, 2, const char *, old, const char *, new)
{
	return do_link(AT_FDCWD, old, AT_FDCWD, new, 0);
}

UK_SYSCALL(linkat, 5, int, olddir, const char *, old, int, newdir, const char *, new,
	   int, flags)
{
	return do_link(olddir, old, newdir, new, flags);
}

/* The name's node has a link less. */
void vfs_unlinked(struct uk_name *name)
{
	struct uk_node *n = name->node, *dir = name->parent->node;

	if (uk_node_is(n, UK_S_IFDIR)) {
		n->nlink = 0;
		dir->nlink--;
	} else {
		n->nlink--;
	}
	uk_node_setattr(n, &(struct uk_attr){ .set = 0 }); /* ctime */
	uk_node_touch(dir);
	uk_name_unlink(name);
}

static int check_unlink(const struct uk_walk *w)
{
	if (w->type != UK_LAST_NAME)
		return -EISDIR;
	if (!w->found)
		return -ENOENT;
	if (uk_node_is(w->found->node, UK_S_IFDIR))
		return -EISDIR;
	if (w->slash)
		return -ENOTDIR;
	return w->found->linked && w->dir->node->ops->change ? 0 : -EPERM;
}

static int check_rmdir(const struct uk_walk *w)
{
	switch (w->type) {
	case UK_LAST_DOT:
		return -EINVAL;
	case UK_LAST_DOTDOT:
		return -ENOTEMPTY;
	case UK_LAST_ROOT:
		return -EBUSY;
	case UK_LAST_NAME:
		break;
	}
	if (!w->found)
		return -ENOENT;
	if (!uk_node_is(w->found->node, UK_S_IFDIR))
		return -ENOTDIR;
	if (!w->dir->node->ops->change || !w->found->linked)
		return -EPERM;
	if (w->found->mountpoint)
		return -EBUSY;
	return uk_list_empty(&w->found->children) ? 0 : -ENOTEMPTY;
}

static long do_unlink(int dirfd, const char *path, bool dir)
{
	struct vfs_at at;
	int r = vfs_at(&at, dirfd, path, UK_WALK_PARENT, 0);

	if (r)
		return r;
	r = dir ? check_rmdir(&at.walk) : check_unlink(&at.walk);
	if (!r)
		vfs_unlinked(at.walk.found);
	vfs_at_end(&at);
	return r;
}

int uk_unlink_path(const char *path)
{
	struct uk_walk w;
	int r = uk_walk(&w, uk_cwd(), path, UK_WALK_PARENT);

	if (r)
		return r;
	r = check_unlink(&w);
	if (!r)
		vfs_unlinked(w.found);
	uk_walk_end(&w);
	return r;
}

UK_SYSCALL(unlink, 1, const char *, path)
{
	return do_unlink(AT_FDCWD, path, false);
}

UK_SYSCALL(rmdir, 1, const char *, path)
{
	return do_unlink(AT_FDCWD, path, true);
}

UK_SYSCALL(unlinkat, 3, int, dirfd, const char *, path, int, flags)
{
	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	return do_unlink(dirfd, path, flags & AT_REMOVEDIR);
}
