/* SPDX-License-Identifier: BSD-3-Clause */
/* read(2), write(2) and their many forms. */
#include <uk/alloc.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include "vfs.h"

#define RWF_HIPRI 1
#define RWF_DSYNC 2
#define RWF_SYNC 4
#define RWF_NOWAIT 8
#define RWF_APPEND 16
#define IOV_FEW 8 /* this many need no heap */

enum way { READ, WRITE };

/* pos NULL: the file's own position. */
static ssize_t transfer(struct uk_file *f, struct uk_io *io, enum way way, uint64_t *pos)
{
	if (pos && !f->ops->seek)
		return f->ops == &vfs_path_ops ? -EBADF : -ESPIPE;
	if (!pos)
		pos = &f->pos;
	return way == READ ? vfs_read(f, io, pos) : vfs_write(f, io, pos);
}

static long one(int fd, void *buf, size_t n, enum way way, uint64_t *pos)
{
	struct uk_file *f = uk_fd_get(fd);
	struct uk_iovec v = { buf, UK_MIN(n, RW_MAX) };
	struct uk_io io = vfs_io(&v, false);
	long r;

	if (!f)
		return -EBADF;
	r = uk_user_range(buf, n) ? transfer(f, &io, way, pos) : -EFAULT;
	uk_file_put(f);
	return r;
}

/* Copies an iovec array in: to few[] or the heap (*io->iov then freed by the caller). */
static int import(struct uk_io *io, const struct uk_iovec *uiov, unsigned long cnt,
		  struct uk_iovec *few)
{
	struct uk_iovec *v = few;
	size_t total = 0;
	int r;

	if (cnt > IOV_MAX)
		return -EINVAL;
	if (cnt > IOV_FEW) {
		v = uk_malloc(cnt * sizeof(*v));
		if (!v)
			return -ENOMEM;
	}
	r = uk_copy_in(v, uiov, cnt * sizeof(*v));
	for (size_t i = 0; !r && i < cnt; i++) {
		if ((ssize_t)v[i].len < 0)
			r = -EINVAL;
		else if (!uk_user_range(v[i].base, v[i].len))
			r = -EFAULT;
		v[i].len = UK_MIN(v[i].len, RW_MAX - total);
		total += v[i].len;
	}
	if (r && v != few)
		uk_free(v);
	*io = (struct uk_io){ .iov = v, .iovcnt = cnt, .left = total };
	return r;
}

static long vector(int fd, const struct uk_iovec *uiov, unsigned long cnt, enum way way,
		   uint64_t *pos, int flags)
{
	struct uk_file *f = uk_fd_get(fd);
	struct uk_iovec few[IOV_FEW];
	unsigned int before;
	struct uk_io io;
	const struct uk_iovec *v;
	long r;

	if (!f)
		return -EBADF;
	if (flags & ~(RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND)) {
		uk_file_put(f);
		return -EOPNOTSUPP;
	}
	r = import(&io, uiov, cnt, few);
	if (r) {
		uk_file_put(f);
		return r;
	}
	v = io.iov;
	if (flags & RWF_NOWAIT && f->node && uk_node_is(f->node, UK_S_IFREG)) {
		/* As Linux's tmpfs. */
		r = -EOPNOTSUPP;
		goto out;
	}
	/* With O_NONBLOCK nothing blocks, so nobody sees the flags meanwhile. */
	before = f->flags;
	if (flags & RWF_NOWAIT)
		f->flags |= UK_O_NONBLOCK;
	if (flags & RWF_APPEND && f->node)
		f->flags |= UK_O_APPEND;
	r = transfer(f, &io, way, pos);
	if (flags & (RWF_NOWAIT | RWF_APPEND))
		f->flags = before;
out:
	if (v != few)
		uk_free((void *)(uintptr_t)v);
	uk_file_put(f);
	return r;
}

UK_SYSCALL(read, 3, int, fd, void *, buf, size_t, n)
{
	return one(fd, buf, n, READ, NULL);
}

UK_SYSCALL(write, 3, int, fd, const void *, buf, size_t, n)
{
	return one(fd, (void *)(uintptr_t)buf, n, WRITE, NULL);
}

UK_SYSCALL(pread64, 4, int, fd, void *, buf, size_t, n, int64_t, offset)
{
	uint64_t pos = (uint64_t)offset;

	return offset < 0 ? -EINVAL : one(fd, buf, n, READ, &pos);
}

UK_SYSCALL(pwrite64, 4, int, fd, const void *, buf, size_t, n, int64_t, offset)
{
	uint64_t pos = (uint64_t)offset;

	return offset < 0 ? -EINVAL : one(fd, (void *)(uintptr_t)buf, n, WRITE, &pos);
}

UK_SYSCALL(readv, 3, int, fd, const struct uk_iovec *, iov, unsigned long, cnt)
{
	return vector(fd, iov, cnt, READ, NULL, 0);
}

UK_SYSCALL(writev, 3, int, fd, const struct uk_iovec *, iov, unsigned long, cnt)
{
	return vector(fd, iov, cnt, WRITE, NULL, 0);
}

/* The offset comes in two halves, of which x86-64 uses the first alone. */
static long at_offset(int fd, const struct uk_iovec *iov, unsigned long cnt, int64_t offset,
		      enum way way, int flags)
{
	uint64_t pos = (uint64_t)offset;

	return offset < 0 ? -EINVAL : vector(fd, iov, cnt, way, &pos, flags);
}

UK_SYSCALL(preadv, 4, int, fd, const struct uk_iovec *, iov, unsigned long, cnt,
	   int64_t, offset)
{
	return at_offset(fd, iov, cnt, offset, READ, 0);
}

UK_SYSCALL(pwritev, 4, int, fd, const struct uk_iovec *, iov, unsigned long, cnt,
	   int64_t, offset)
{
	return at_offset(fd, iov, cnt, offset, WRITE, 0);
}

UK_SYSCALL(preadv2, 6, int, fd, const struct uk_iovec *, iov, unsigned long, cnt,
	   int64_t, offset, long, high, int, flags)
{
	(void)high;
	return offset == -1 ? vector(fd, iov, cnt, READ, NULL, flags) :
			      at_offset(fd, iov, cnt, offset, READ, flags);
}

UK_SYSCALL(pwritev2, 6, int, fd, const struct uk_iovec *, iov, unsigned long, cnt,
	   int64_t, offset, long, high, int, flags)
{
	(void)high;
	return offset == -1 ? vector(fd, iov, cnt, WRITE, NULL, flags) :
			      at_offset(fd, iov, cnt, offset, WRITE, flags);
}

UK_SYSCALL(lseek, 3, int, fd, int64_t, offset, int, whence)
{
	struct uk_file *f = uk_fd_get(fd);
	long r;

	if (!f)
		return -EBADF;
	r = f->ops->seek ? f->ops->seek(f, offset, whence) : -ESPIPE;
	uk_file_put(f);
	return r;
}
