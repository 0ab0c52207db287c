/* SPDX-License-Identifier: BSD-3-Clause */
/* The process's working directory and umask. */
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

static struct uk_name *cwd; /* NULL: still the root */
static uint32_t umask_bits = 022;

struct uk_name *uk_cwd(void)
{
	return cwd ? cwd : uk_root;
}

uint32_t uk_umask(uint32_t mode)
{
	return mode & ~umask_bits;
}

static int change(struct uk_name *to)
{
	if (!to || !uk_node_is(to->node, UK_S_IFDIR))
		return -ENOTDIR;
	uk_name_ref(to);
	uk_name_put(cwd);
	cwd = to;
	return 0;
}

int uk_chdir(const char *path)
{
	struct uk_walk w;
	int r = uk_walk(&w, uk_cwd(), path, UK_WALK_FOLLOW);

	if (r)
		return r;
	r = change(w.found);
	uk_walk_end(&w);
	return r;
}

UK_SYSCALL(chdir, 1, const char *, path)
{
	struct vfs_at at;
	int r = vfs_at(&at, AT_FDCWD, path, UK_WALK_FOLLOW, 0);

	if (r)
		return r;
	r = change(at.walk.found);
	vfs_at_end(&at);
	return r;
}

UK_SYSCALL(fchdir, 1, int, fd)
{
	struct uk_file *f = uk_fd_get_any(fd);
	int r;

	if (!f)
		return -EBADF;
	r = change(f->name);
	uk_file_put(f);
	return r;
}

UK_SYSCALL(getcwd, 2, char *, ubuf, size_t, size)
{
	struct uk_name *c = uk_cwd();
	char *path;
	long r;

	if (!c || (!c->linked && c != uk_root && !c->fleeting))
		return -ENOENT;
	path = vfs_path_get();
	if (!path)
		return -ENOMEM;
	r = uk_name_path(c, path, UK_PATH_MAX);
	if (r >= 0) {
		r++; /* with the NUL */
		if ((size_t)r > size)
			r = -ERANGE;
		else if (uk_copy_out(ubuf, path, (size_t)r))
			r = -EFAULT;
	}
	vfs_path_put(path);
	return r;
}

UK_SYSCALL(umask, 1, int, mask)
{
	uint32_t old = umask_bits;

	umask_bits = (uint32_t)mask & 0777;
	return old;
}
