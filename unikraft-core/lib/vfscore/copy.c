/* SPDX-License-Identifier: BSD-3-Clause */
/* sendfile(2) and copy_file_range(2): through a buffer of the kernel. */
#include <uk/alloc.h>
#include <uk/sched.h>
#include <uk/syscall.h>
#include "vfs.h"

#define CHUNK (4 * UK_PAGE_SIZE)

/* Copies from *ipos to *opos; both move by what was written. Bytes, or -errno if none were. */
static ssize_t copy(struct uk_file *in, uint64_t *ipos, struct uk_file *out, uint64_t *opos,
		    size_t n)
{
	char *buf = uk_malloc(CHUNK);
	size_t done = 0;
	ssize_t r = 0, w;

	if (!buf)
		return -ENOMEM;
	while (done < n) {
		struct uk_iovec v = { buf, UK_MIN(n - done, CHUNK) };
		struct uk_io io = vfs_io(&v, true);
		uint64_t at = *ipos;

		r = vfs_read(in, &io, &at);
		if (r <= 0)
			break;
		v.len = (size_t)r;
		io = vfs_io(&v, true);
		w = vfs_write(out, &io, opos);
		if (w < 0) {
			r = w;
			break;
		}
		*ipos += (size_t)w;
		done += (size_t)w;
		if (w < r)
			break;
		uk_sched_point();
	}
	uk_free(buf);
	return done ? (ssize_t)done : r;
}

static bool regular(const struct uk_file *f)
{
	return f->node && uk_node_is(f->node, UK_S_IFREG);
}

static long send(struct uk_file *out, struct uk_file *in, uint64_t *ipos, size_t n)
{
	if ((in->flags & UK_O_ACCMODE) == UK_O_WRONLY ||
	    (out->flags & UK_O_ACCMODE) == UK_O_RDONLY)
		return -EBADF;
	if (!in->ops->seek)
		return ipos == &in->pos ? -EINVAL : -ESPIPE;
	if (!in->ops->read || !out->ops->write || out->flags & UK_O_APPEND)
		return -EINVAL;
	return copy(in, ipos, out, &out->pos, UK_MIN(n, RW_MAX));
}

UK_SYSCALL(sendfile, 4, int, outfd, int, infd, int64_t *, uoffset, size_t, n)
{
	struct uk_file *in = uk_fd_get(infd), *out = uk_fd_get(outfd);
	int64_t offset = 0;
	long r;

	if (!in || !out)
		r = -EBADF;
	else if (uoffset && uk_copy_in(&offset, uoffset, sizeof(offset)))
		r = -EFAULT;
	else if (offset < 0)
		r = -EINVAL;
	else
		r = send(out, in, uoffset ? (uint64_t *)&offset : &in->pos, n);
	if (r >= 0 && uoffset && uk_copy_out(uoffset, &offset, sizeof(offset)))
		r = -EFAULT;
	uk_file_put(in);
	uk_file_put(out);
	return r;
}

static long copy_range(struct uk_file *in, uint64_t *ipos, struct uk_file *out, uint64_t *opos,
		       size_t n)
{
	if ((in->node && uk_node_is(in->node, UK_S_IFDIR)) ||
	    (out->node && uk_node_is(out->node, UK_S_IFDIR)))
		return -EISDIR;
	if (!regular(in) || !regular(out))
		return -EINVAL;
	if ((in->flags & UK_O_ACCMODE) == UK_O_WRONLY ||
	    (out->flags & UK_O_ACCMODE) == UK_O_RDONLY || out->flags & UK_O_APPEND)
		return -EBADF;
	if (*ipos + n < n || *opos + n < n || *opos + n > INT64_MAX)
		return -EOVERFLOW;
	n = *ipos >= in->node->size ? 0 : UK_MIN(n, in->node->size - *ipos);
	if (in->node == out->node && *opos < *ipos + n && *ipos < *opos + n)
		return -EINVAL;
	return n ? copy(in, ipos, out, opos, UK_MIN(n, RW_MAX)) : 0;
}

static int offset_in(const int64_t *u, uint64_t *own, uint64_t *offset)
{
	if (!u) {
		*offset = *own;
		return 0;
	}
	if (uk_copy_in(offset, u, sizeof(*offset)))
		return -EFAULT;
	return (int64_t)*offset < 0 ? -EINVAL : 0;
}

static int offset_out(int64_t *u, uint64_t *own, uint64_t offset)
{
	if (u)
		return uk_copy_out(u, &offset, sizeof(offset));
	*own = offset;
	return 0;
}

UK_SYSCALL(copy_file_range, 6, int, infd, int64_t *, uin, int, outfd, int64_t *, uout,
	   size_t, n, unsigned int, flags)
{
	struct uk_file *in = uk_fd_get(infd), *out = uk_fd_get(outfd);
	uint64_t ipos = 0, opos = 0;
	long r = -EBADF;

	if (in && out) {
		r = offset_in(uin, &in->pos, &ipos);
		if (!r)
			r = offset_in(uout, &out->pos, &opos);
		if (!r)
			r = flags ? -EINVAL : copy_range(in, &ipos, out, &opos, n);
	}
	if (r > 0 && (offset_out(uin, &in->pos, ipos) || offset_out(uout, &out->pos, opos)))
		r = -EFAULT;
	uk_file_put(in);
	uk_file_put(out);
	return r;
}
