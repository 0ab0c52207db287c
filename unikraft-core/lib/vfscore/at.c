/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths of the application: copied in, and walked from a directory descriptor. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "vfs.h"

/* Buffers that are not in use: as many as were ever used at a time, so few. */
struct spare {
	struct spare *next;
};
static struct spare *spares;

char *vfs_path_get(void)
{
	struct spare *s = spares;

	if (!s)
		return uk_malloc(UK_PATH_MAX);
	spares = s->next;
	return (char *)s;
}

void vfs_path_put(char *p)
{
	struct spare *s = (struct spare *)p;

	if (!s)
		return;
	s->next = spares;
	spares = s;
}

/* The path is empty: what dirfd itself is. */
static int at_itself(struct vfs_at *at, int dirfd)
{
	struct uk_walk *w = &at->walk;
	struct uk_file *f = NULL;

	memset(w, 0, offsetof(struct uk_walk, held));
	w->type = UK_LAST_ROOT;
	if (dirfd == AT_FDCWD) {
		if (!uk_root)
			return -ENOENT;
		w->found = uk_name_ref(uk_cwd());
		return 0;
	}
	f = uk_fd_get_any(dirfd);
	if (!f)
		return -EBADF;
	if (!f->name) {
		w->file = f;
		return 0;
	}
	w->found = uk_name_ref(f->name);
	uk_file_put(f);
	return 0;
}

static int at_start(int dirfd, const char *path, struct uk_name **start)
{
	struct uk_file *f;

	if (*path == '/' || dirfd == AT_FDCWD) {
		if (!uk_root)
			return -ENOENT;
		*start = uk_name_ref(*path == '/' ? uk_root : uk_cwd());
		return 0;
	}
	f = uk_fd_get_any(dirfd);
	if (!f)
		return -EBADF;
	*start = f->name && uk_node_is(f->node, UK_S_IFDIR) ? uk_name_ref(f->name) : NULL;
	uk_file_put(f);
	return *start ? 0 : -ENOTDIR;
}

int vfs_at(struct vfs_at *at, int dirfd, const char *upath, unsigned int walk_flags, int at_flags)
{
	struct uk_name *start;
	ssize_t len;
	int r;

	at->path = vfs_path_get();
	if (!at->path)
		return -ENOMEM;
	len = uk_strncpy_in(at->path, upath, UK_PATH_MAX);
	if (len < 0) {
		r = (int)len;
	} else if (!len && at_flags & AT_EMPTY_PATH) {
		r = at_itself(at, dirfd);
	} else if (!len) {
		r = -ENOENT;
	} else {
		r = at_start(dirfd, at->path, &start);
		if (!r) {
			r = uk_walk(&at->walk, start, at->path, walk_flags);
			uk_name_put(start);
		}
	}
	if (r)
		vfs_path_put(at->path);
	return r;
}

void vfs_at_end(struct vfs_at *at)
{
	uk_walk_end(&at->walk);
	vfs_path_put(at->path);
}
