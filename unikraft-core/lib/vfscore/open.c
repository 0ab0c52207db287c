/* SPDX-License-Identifier: BSD-3-Clause */
/* open(2) in its forms, and the making of nodes. */
#include <uk/process.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

/* Of open's flags, those that F_GETFL does not show. */
#define FLAGS_ONCE (UK_O_CREAT | UK_O_EXCL | O_NOCTTY | UK_O_TRUNC | UK_O_CLOEXEC)
#define FLAGS_KNOWN                                                          \
	(UK_O_ACCMODE | FLAGS_ONCE | UK_O_APPEND | UK_O_NONBLOCK | O_SYNC |  \
	 O_ASYNC | O_DIRECT | O_LARGEFILE | UK_O_DIRECTORY |                 \
	 UK_O_NOFOLLOW | O_NOATIME | UK_O_PATH | O_TMPFILE)
#define PATH_FLAGS (UK_O_DIRECTORY | UK_O_NOFOLLOW | UK_O_PATH | UK_O_CLOEXEC)

static const struct uk_file_ops *ops_of(struct uk_node *n, unsigned int flags)
{
	if (flags & UK_O_PATH)
		return &vfs_path_ops;
	switch (n->mode & UK_S_IFMT) {
	case UK_S_IFDIR:
		return &vfs_dir_ops;
	case UK_S_IFREG:
		return n->ops->file;
	case UK_S_IFCHR:
		return uk_dev_find ? uk_dev_find(n->rdev) : NULL;
	case UK_S_IFBLK:
		return uk_blkdev_file ? uk_blkdev_file() : NULL;
	case UK_S_IFIFO:
		return uk_fifo_open ? &vfs_path_ops : NULL;
	default:
		return NULL;
	}
}

int uk_open_name(struct uk_name *name, unsigned int flags, struct uk_file **out)
{
	struct uk_node *n = name->node;
	const struct uk_file_ops *ops;
	struct uk_file *f;
	int r = 0;

	if (uk_node_is(n, UK_S_IFLNK) && !(flags & UK_O_PATH))
		return -ELOOP;
	ops = ops_of(n, flags);
	if (!ops)
		return -ENXIO;
	f = uk_file_new(ops, flags & ~FLAGS_ONCE, NULL);
	if (!f)
		return -ENOMEM;
	f->node = n;
	f->name = uk_name_ref(name);
	if (flags & UK_O_PATH) {
		*out = f;
		return 0;
	}
	f->flags |= O_LARGEFILE;
	if (uk_node_is(n, UK_S_IFIFO))
		r = uk_fifo_open(n, f);
	else if (uk_node_is(n, UK_S_IFCHR) || uk_node_is(n, UK_S_IFBLK))
		r = ops->open ? ops->open(f) : 0;
	else if (n->ops->open)
		r = n->ops->open(n, f);
	if (r) {
		f->ops = &vfs_path_ops;
		uk_file_put(f);
		return r;
	}
	*out = f;
	return 0;
}

int vfs_make(struct uk_walk *w, const struct uk_make *m, struct uk_name **out)
{
	struct uk_node *dir = w->dir->node, *n;
	struct uk_name *name;
	int r;

	if (!w->dir->linked && w->dir != uk_root)
		return -ENOENT; /* the directory was removed */
	if (!dir->ops->make)
		return -EPERM;
	r = dir->ops->make(dir, m, &n);
	if (r)
		return r;
	n->nlink = uk_node_is(n, UK_S_IFDIR) ? 2 : 1;
	name = uk_name_new(w->dir, w->last, w->len, n);
	if (!name)
		return -ENOMEM;
	uk_name_link(name);
	if (uk_node_is(n, UK_S_IFDIR))
		dir->nlink++;
	uk_node_touch(dir);
	*out = name;
	return 0;
}

/* O_TMPFILE: a file in the directory's file system that has no name. */
static int open_unnamed(struct uk_walk *w, unsigned int flags, unsigned int mode,
			struct uk_file **out)
{
	struct uk_make m = { .mode = UK_S_IFREG | uk_umask(mode & 07777) };
	struct uk_node *dir = w->found ? w->found->node : NULL, *n;
	struct uk_name *name;
	char text[24];
	int r;

	if (!dir || !uk_node_is(dir, UK_S_IFDIR))
		return -ENOTDIR;
	if (!dir->ops->make)
		return -EOPNOTSUPP;
	r = dir->ops->make(dir, &m, &n);
	if (r)
		return r;
	n->unnamed = !(flags & UK_O_EXCL);
	r = uk_snprintf(text, sizeof(text), "#%lu", n->ino);
	name = uk_name_new(w->found, text, (size_t)r, n);
	if (!name)
		return -ENOMEM;
	r = uk_open_name(name, flags & ~UK_O_DIRECTORY, out);
	uk_name_put(name);
	return r;
}

static int open_file(struct uk_file *f, unsigned int flags, struct uk_file **out)
{
	if ((flags & (UK_O_CREAT | UK_O_EXCL)) == (UK_O_CREAT | UK_O_EXCL))
		return -EEXIST;
	if (flags & UK_O_DIRECTORY)
		return -ENOTDIR;
	if ((f->ops->mode & UK_S_IFMT) == UK_S_IFSOCK)
		return -ENXIO;
	*out = uk_file_ref(f);
	return 0;
}

static int check_found(struct uk_walk *w, unsigned int flags)
{
	struct uk_node *n = w->found->node;
	bool dir = uk_node_is(n, UK_S_IFDIR);

	if (flags & UK_O_CREAT) {
		if (flags & UK_O_EXCL)
			return -EEXIST;
		if (w->type != UK_LAST_NAME)
			return -EISDIR;
	}
	if (flags & UK_O_DIRECTORY && !dir)
		return -ENOTDIR;
	if (dir && !(flags & UK_O_PATH) &&
	    (flags & (UK_O_ACCMODE | UK_O_CREAT | UK_O_TRUNC)))
		return -EISDIR;
	if (flags & O_DIRECT && !(flags & UK_O_PATH) && uk_node_is(n, UK_S_IFREG))
		return -EINVAL;
	return 0;
}

int vfs_open_walk(struct uk_walk *w, unsigned int flags, unsigned int mode, struct uk_file **out)
{
	struct uk_make m = { .mode = UK_S_IFREG | uk_umask(mode & 07777) };
	bool made = false;
	int r;

	if (w->file)
		return open_file(w->file, flags, out);
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return open_unnamed(w, flags, mode, out);
	if (!w->found) {
		r = vfs_make(w, &m, &w->found);
		made = true;
	} else {
		r = check_found(w, flags);
	}
	if (r)
		return r;
	r = uk_open_name(w->found, flags, out);
	if (r || made || !(flags & UK_O_TRUNC) || !uk_node_is(w->found->node, UK_S_IFREG))
		return r;
	r = vfs_truncate(w->found->node, 0);
	if (r)
		uk_file_put(*out);
	return r;
}

static unsigned int walk_flags(unsigned int flags)
{
	unsigned int w = 0;

	if (flags & UK_O_CREAT)
		w |= UK_WALK_CREATE;
	if (!(flags & UK_O_NOFOLLOW) &&
	    (flags & (UK_O_CREAT | UK_O_EXCL)) != (UK_O_CREAT | UK_O_EXCL))
		w |= UK_WALK_FOLLOW;
	return w;
}

/* What open ignores and what it refuses; 0 or -errno. */
static int check_flags(unsigned int *flags)
{
	*flags &= FLAGS_KNOWN;
	if (*flags & UK_O_PATH) {
		*flags &= PATH_FLAGS;
		return 0;
	}
	if (*flags & 020000000) { /* O_TMPFILE without its O_DIRECTORY part */
		if ((*flags & O_TMPFILE) != O_TMPFILE || *flags & UK_O_CREAT ||
		    !(*flags & UK_O_ACCMODE))
			return -EINVAL;
		return 0;
	}
	if ((*flags & (UK_O_CREAT | UK_O_DIRECTORY)) == (UK_O_CREAT | UK_O_DIRECTORY))
		*flags &= ~UK_O_DIRECTORY;
	return 0;
}

static long do_open(int dirfd, const char *upath, unsigned int flags, unsigned int mode)
{
	struct uk_file *f;
	struct vfs_at at;
	int r = check_flags(&flags);

	if (r)
		return r;
	r = vfs_at(&at, dirfd, upath, walk_flags(flags), 0);
	if (r)
		return r;
	r = vfs_open_walk(&at.walk, flags, mode, &f);
	vfs_at_end(&at);
	return r ? r : uk_fd_install(f, 0, flags & UK_O_CLOEXEC);
}

int uk_open(const char *path, unsigned int flags, unsigned int mode, struct uk_file **out)
{
	struct uk_walk w;
	int r = check_flags(&flags);

	if (r)
		return r;
	r = uk_walk(&w, uk_root, path, walk_flags(flags));
	if (r)
		return r;
	r = vfs_open_walk(&w, flags, mode, out);
	uk_walk_end(&w);
	return r;
}

int uk_find_path(const char *path, bool follow, struct uk_name **out)
{
	struct uk_walk w;
	int r = uk_walk(&w, uk_cwd(), path, follow ? UK_WALK_FOLLOW : 0);

	if (r)
		return r;
	*out = w.found ? uk_name_ref(w.found) : NULL;
	uk_walk_end(&w);
	return *out ? 0 : -ENOENT;
}

int uk_make_path(const char *path, const struct uk_make *m, struct uk_name **out)
{
	struct uk_walk w;
	int r = uk_walk(&w, uk_cwd(), path, UK_WALK_PARENT);

	if (r)
		return r;
	if (w.found)
		r = -EEXIST;
	else if (w.slash && (m->mode & UK_S_IFMT) != UK_S_IFDIR)
		r = -ENOENT;
	else
		r = vfs_make(&w, m, out);
	uk_walk_end(&w);
	return r;
}

UK_SYSCALL(open, 3, const char *, path, int, flags, unsigned int, mode)
{
	return do_open(AT_FDCWD, path, (unsigned int)flags, mode);
}

UK_SYSCALL(creat, 2, const char *, path, unsigned int, mode)
{
	return do_open(AT_FDCWD, path, UK_O_CREAT | UK_O_WRONLY | UK_O_TRUNC, mode);
}

UK_SYSCALL(openat, 4, int, dirfd, const char *, path, int, flags, unsigned int, mode)
{
	return do_open(dirfd, path, (unsigned int)flags, mode);
}

struct open_how {
	uint64_t flags, mode, resolve;
};

/* partial: no RESOLVE_ flags */
UK_SYSCALL(openat2, 4, int, dirfd, const char *, path, const struct open_how *, uhow,
	   size_t, size)
{
	struct open_how how;

	if (size < sizeof(how))
		return -EINVAL;
	if (size > UK_PAGE_SIZE)
		return -E2BIG;
	for (size_t i = sizeof(how); i < size; i++) {
		char more;

		if (uk_copy_in(&more, (const char *)uhow + i, 1))
			return -EFAULT;
		if (more)
			return -E2BIG;
	}
	if (uk_copy_in(&how, uhow, sizeof(how)))
		return -EFAULT;
	if (how.flags & ~(uint64_t)FLAGS_KNOWN || how.mode & ~07777UL ||
	    (how.mode && !(how.flags & (UK_O_CREAT | 020000000))))
		return -EINVAL;
	if (how.resolve)
		return -EINVAL; /* as a kernel that knows none of its flags */
	return do_open(dirfd, path, (unsigned int)how.flags, (unsigned int)how.mode);
}
