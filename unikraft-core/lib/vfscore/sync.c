/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that ask for durability or give advice. All file systems are memory:
 * what was written is as safe as it gets, and is there already. Block devices
 * have something to do.
 */
#include <uk/node.h>
#include <uk/syscall.h>
#include "vfs.h"

static long synced(int fd, bool needs_node)
{
	struct uk_file *f = uk_fd_get(fd);
	long r;

	if (!f)
		return -EBADF;
	if (needs_node && (!f->node || uk_node_is(f->node, UK_S_IFIFO)))
		r = -EINVAL;
	else
		r = needs_node && f->ops->sync ? f->ops->sync(f) : 0;
	uk_file_put(f);
	return r;
}

UK_SYSCALL(fsync, 1, int, fd)
{
	return synced(fd, true);
}

UK_SYSCALL(fdatasync, 1, int, fd)
{
	return synced(fd, true);
}

UK_SYSCALL(syncfs, 1, int, fd)
{
	return synced(fd, false);
}

UK_SYSCALL(sync, 0)
{
	if (uk_blkdev_sync)
		uk_blkdev_sync();
	return 0;
}

UK_SYSCALL(sync_file_range, 4, int, fd, int64_t, offset, int64_t, n, unsigned int, flags)
{
	struct uk_file *f;
	int64_t end;
	long r;

	if (flags & ~7U || offset < 0 || n < 0 || __builtin_add_overflow(offset, n, &end))
		return -EINVAL;
	f = uk_fd_get(fd);
	if (!f)
		return -EBADF;
	r = f->node && f->ops->seek ? 0 : -ESPIPE;
	uk_file_put(f);
	return r;
}

UK_SYSCALL(fadvise64, 4, int, fd, int64_t, offset, int64_t, len, int, advice)
{
	struct uk_file *f = uk_fd_get(fd);
	long r = 0;

	(void)offset;
	if (!f)
		return -EBADF;
	if ((uk_file_mode(f) & UK_S_IFMT) == UK_S_IFIFO)
		r = -ESPIPE;
	else if (len < 0 || advice < 0 || advice > 5)
		r = -EINVAL;
	uk_file_put(f);
	return r;
}

UK_SYSCALL(readahead, 3, int, fd, int64_t, offset, size_t, n)
{
	struct uk_file *f = uk_fd_get(fd);
	long r = 0;

	(void)offset, (void)n;
	if (!f)
		return -EBADF;
	if ((f->flags & UK_O_ACCMODE) == UK_O_WRONLY)
		r = -EBADF;
	else if (!f->node || !(uk_node_is(f->node, UK_S_IFREG) || uk_node_is(f->node, UK_S_IFBLK)))
		r = -EINVAL;
	uk_file_put(f);
	return r;
}
