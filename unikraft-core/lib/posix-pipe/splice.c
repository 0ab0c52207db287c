/* SPDX-License-Identifier: BSD-3-Clause */
/* splice(2): between a pipe and a file, a socket or another pipe. The bytes are copied. */
#include <uk/alloc.h>
#include <uk/syscall.h>
#include <uk/uaccess.h>
#include "pipe.h"

#define SPLICE_F_NONBLOCK 2
#define SPLICE_F_ALL 15
#define RW_MAX 0x7ffff000UL
/** Bytes that are on their way at once. */
#define CHUNK (16 * UK_PAGE_SIZE)

static struct pipe *pipe_behind(const struct uk_file *f)
{
	return f->ops == &pipe_ops ? ((struct pipe_end *)f->data)->pipe : NULL;
}

static struct uk_io io_of(struct uk_iovec *v)
{
	return (struct uk_io){ .iov = v, .iovcnt = 1, .left = v->len, .kernel = true };
}

/* Whether a call of f for events would not wait, or may. */
static int may_wait(struct uk_file *f, unsigned int events, unsigned int flags)
{
	if (!(flags & SPLICE_F_NONBLOCK) || !f->ops->poll)
		return 0;
	return f->ops->poll(f) & (events | UK_POLLERR | UK_POLLHUP) ? 0 : -EAGAIN;
}

static int wait_for_room(struct uk_file *out, unsigned int flags)
{
	struct pipe *p = pipe_behind(out);

	while (p->readers && pipe_full(p)) {
		if (flags & SPLICE_F_NONBLOCK || out->flags & UK_O_NONBLOCK)
			return -EAGAIN;
		if (uk_waitq_wait(&p->writable, UK_NSEC_FOREVER, true))
			return -UK_ERESTARTSYS;
	}
	return 0;
}

/* One read of what is there, as much as the pipe has room for. */
static ssize_t into_pipe(struct uk_file *in, uint64_t *pos, struct uk_file *out, size_t n, char *buf,
			 unsigned int flags)
{
	struct pipe *p = pipe_behind(out);
	struct uk_iovec v = { buf, n };
	struct uk_io io;
	uint64_t none = 0;
	ssize_t r = wait_for_room(out, flags);

	if (!r)
		r = may_wait(in, UK_POLLIN, flags | (out->flags & UK_O_NONBLOCK ? SPLICE_F_NONBLOCK : 0));
	if (r)
		return r;
	if (p->readers)
		v.len = UK_MIN(n, (p->mask + 1 - (p->head - p->tail)) * UK_PAGE_SIZE);
	io = io_of(&v);
	r = in->ops->read(in, &io, pos);
	if (r <= 0)
		return r;
	v.len = (size_t)r;
	io = io_of(&v);
	return out->ops->write(out, &io, &none);
}

/* Waits for data: 1: there is some; 0: there will be none. */
static int wait_for_data(struct uk_file *in, unsigned int flags)
{
	struct pipe *p = pipe_behind(in);

	while (pipe_empty(p)) {
		if (!p->writers)
			return 0;
		if (flags & SPLICE_F_NONBLOCK || in->flags & UK_O_NONBLOCK)
			return -EAGAIN;
		if (uk_waitq_wait(&p->readable, UK_NSEC_FOREVER, true))
			return -UK_ERESTARTSYS;
	}
	return 1;
}

/* Data is taken out of the pipe only when it was written. */
static ssize_t out_of_pipe(struct uk_file *in, struct uk_file *out, uint64_t *pos, size_t n, char *buf,
			   unsigned int flags)
{
	struct pipe *p = pipe_behind(in);
	struct uk_iovec v = { buf, n };
	struct uk_io io;
	uint64_t none = 0;
	ssize_t r = wait_for_data(in, flags);

	if (r <= 0)
		return r;
	r = may_wait(out, UK_POLLOUT, flags);
	if (r)
		return r;
	v.len = pipe_peek(p, buf, n);
	io = io_of(&v);
	r = out->ops->write(out, &io, pos);
	if (r <= 0)
		return r;
	v.len = (size_t)r;
	io = io_of(&v);
	/* What is read is what was written: it lies in buf already. */
	in->ops->read(in, &io, &none);
	return r;
}

static ssize_t move(struct uk_file *in, uint64_t *ipos, struct uk_file *out, uint64_t *opos, size_t n,
		    unsigned int flags)
{
	char *buf = uk_malloc(CHUNK);
	size_t done = 0;
	ssize_t r;

	if (!buf)
		return -ENOMEM;
	do {
		size_t part = UK_MIN(n - done, CHUNK);

		r = pipe_behind(in) ? out_of_pipe(in, out, opos, part, buf, flags)
				    : into_pipe(in, ipos, out, part, buf, flags);
		if (r > 0)
			done += (size_t)r;
		/* Once there is something, nobody waits for more. */
	} while (r > 0 && done < n && pipe_behind(in) && !pipe_empty(pipe_behind(in)));
	uk_free(buf);
	return done ? (ssize_t)done : r;
}

static ssize_t check(struct uk_file *in, bool ioffset, struct uk_file *out, bool ooffset)
{
	struct pipe *ip = pipe_behind(in), *op = pipe_behind(out);

	if ((ip && ioffset) || (op && ooffset))
		return -ESPIPE;
	if (!pipe_can_read(in) || !pipe_can_write(out))
		return -EBADF;
	if ((!ip && !op) || ip == op)
		return -EINVAL;
	if ((ioffset && !in->ops->seek) || (ooffset && !out->ops->seek))
		return -EINVAL;
	if (!in->ops->read || !out->ops->write || out->flags & UK_O_APPEND)
		return -EINVAL;
	return 0;
}

static ssize_t splice(struct uk_file *in, int64_t *uin, struct uk_file *out, int64_t *uout, size_t n,
		      unsigned int flags)
{
	int64_t ipos, opos;
	ssize_t r = check(in, uin, out, uout);

	if (r)
		return r;
	ipos = (int64_t)in->pos;
	opos = (int64_t)out->pos;
	if ((uin && uk_copy_in(&ipos, uin, sizeof(ipos))) ||
	    (uout && uk_copy_in(&opos, uout, sizeof(opos))))
		return -EFAULT;
	if (ipos < 0 || opos < 0)
		return -EINVAL;
	r = move(in, (uint64_t *)&ipos, out, (uint64_t *)&opos, UK_MIN(n, RW_MAX), flags);
	if (r <= 0)
		return r;
	if ((uin && uk_copy_out(uin, &ipos, sizeof(ipos))) ||
	    (uout && uk_copy_out(uout, &opos, sizeof(opos))))
		return -EFAULT;
	if (!uin)
		in->pos = (uint64_t)ipos;
	if (!uout)
		out->pos = (uint64_t)opos;
	return r;
}

UK_SYSCALL(splice, 6, int, infd, int64_t *, uin, int, outfd, int64_t *, uout, size_t, n,
	   unsigned int, flags)
{
	struct uk_file *in, *out;
	long r = -EBADF;

	if (!n)
		return 0;
	if (flags & ~SPLICE_F_ALL)
		return -EINVAL;
	in = uk_fd_get(infd);
	out = uk_fd_get(outfd);
	if (in && out)
		r = splice(in, uin, out, uout, n, flags);
	uk_file_put(in);
	uk_file_put(out);
	return r;
}
