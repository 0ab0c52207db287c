/* SPDX-License-Identifier: BSD-3-Clause */
/* send(2), recv(2), sendmsg(2), recvmsg(2) and the calls for many messages. */
#include <uk/alloc.h>
#include <uk/plat.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/time.h>
#include "socket.h"

/** Linux's UIO_MAXIOV, MAX_RW_COUNT, and net.core.optmem_max. */
#define IOV_MAX 1024
#define COUNT_MAX 0x7ffff000UL
#define CONTROL_MAX 131072
#define IOV_FEW 8

struct msghdr {
	void *name;
	int32_t name_len, pad0;
	struct uk_iovec *iov;
	uint64_t iov_len;
	void *control;
	uint64_t control_len;
	int32_t flags, pad1;
};
_Static_assert(sizeof(struct msghdr) == 56, "struct msghdr has 56 bytes");
struct mmsghdr {
	struct msghdr hdr;
	uint32_t len, pad;
};

/* The buffers of a msghdr in kernel memory; io points to them. */
struct buffers {
	struct uk_iovec few[IOV_FEW], *iov;
	struct uk_io io;
};

static void buffers_free(struct buffers *b)
{
	if (b->iov != b->few)
		uk_free(b->iov);
}

static int buffers_init(struct buffers *b, const struct msghdr *h)
{
	size_t total = 0;

	b->iov = b->few;
	if (h->iov_len > IOV_MAX)
		return -EMSGSIZE;
	if (h->iov_len > IOV_FEW) {
		b->iov = uk_malloc(h->iov_len * sizeof(*b->iov));
		if (!b->iov)
			return -ENOMEM;
	}
	if (h->iov_len && uk_copy_in(b->iov, h->iov, h->iov_len * sizeof(*b->iov))) {
		buffers_free(b);
		return -EFAULT;
	}
	for (size_t i = 0; i < h->iov_len; i++) {
		struct uk_iovec *v = &b->iov[i];

		if ((int64_t)v->len < 0 || !uk_user_range(v->base, v->len)) {
			buffers_free(b);
			return (int64_t)v->len < 0 ? -EINVAL : -EFAULT;
		}
		v->len = UK_MIN(v->len, COUNT_MAX - total);
		total += v->len;
	}
	b->io = (struct uk_io){ .iov = b->iov, .iovcnt = h->iov_len, .left = total };
	return 0;
}

static unsigned int effective(const struct uk_socket *s, unsigned int flags)
{
	return flags | (s->file->flags & UK_O_NONBLOCK ? UK_MSG_DONTWAIT : 0);
}

/* The name of a msghdr: a length that is too large is cut. */
static int name_in(struct uk_msg *m, const struct msghdr *h)
{
	if (!h->name)
		return 0;
	if (h->name_len < 0)
		return -EINVAL;
	m->addr_len = UK_MIN((size_t)h->name_len, sizeof(m->addr));
	return socket_addr_in(&m->addr, h->name, (int)m->addr_len);
}

static int control_in(struct uk_msg *m, const struct msghdr *h)
{
	uint8_t *control;

	if (!h->control_len)
		return 0;
	if (h->control_len > CONTROL_MAX)
		return -ENOBUFS;
	control = uk_malloc(h->control_len);
	if (!control)
		return -ENOMEM;
	if (uk_copy_in(control, h->control, h->control_len)) {
		uk_free(control);
		return -EFAULT;
	}
	m->control = control;
	m->control_len = h->control_len;
	return 0;
}

static long send_header(struct uk_socket *s, const struct msghdr *h, unsigned int flags)
{
	struct uk_msg m = { .flags = effective(s, flags) };
	struct buffers b;
	long r = buffers_init(&b, h);

	if (r)
		return r;
	m.io = &b.io;
	r = name_in(&m, h);
	if (!r)
		r = control_in(&m, h);
	if (!r)
		r = socket_send(s, &m);
	uk_free((void *)m.control);
	buffers_free(&b);
	return r;
}

/* Writes back what the message header tells of a received message. */
static int header_out(struct msghdr *uh, const struct msghdr *h, const struct uk_msg *m)
{
	int32_t flags = (int32_t)(m->out_flags | (m->flags & UK_MSG_CMSG_CLOEXEC));
	int32_t name_len = (int32_t)m->addr_len;
	uint64_t control_len = m->ucontrol_used;

	if (h->name) {
		size_t n = UK_MIN((size_t)h->name_len, m->addr_len);

		if (uk_copy_out(h->name, &m->addr, n) ||
		    uk_copy_out(&uh->name_len, &name_len, sizeof(name_len)))
			return -EFAULT;
	}
	if (uk_copy_out(&uh->control_len, &control_len, sizeof(control_len)) ||
	    uk_copy_out(&uh->flags, &flags, sizeof(flags)))
		return -EFAULT;
	return 0;
}

static long recv_header(struct uk_socket *s, struct msghdr *uh, unsigned int flags)
{
	struct uk_msg m = { .flags = effective(s, flags) };
	struct msghdr h;
	struct buffers b;
	long r;

	if (uk_copy_in(&h, uh, sizeof(h)))
		return -EFAULT;
	if (h.name && h.name_len < 0)
		return -EINVAL;
	r = buffers_init(&b, &h);
	if (r)
		return r;
	m.io = &b.io;
	m.ucontrol = h.control;
	m.ucontrol_left = h.control ? h.control_len : 0;
	r = socket_recv(s, &m);
	buffers_free(&b);
	if (r >= 0 && header_out(uh, &h, &m))
		return -EFAULT;
	return r;
}

/* partial: no MSG_OOB */
UK_SYSCALL(sendto, 6, int, fd, void *, buf, size_t, n, unsigned int, flags, void *, uaddr, int, len)
{
	struct uk_iovec v = { buf, UK_MIN(n, COUNT_MAX) };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = v.len };
	struct uk_msg m = { .io = &io };
	struct uk_socket *s;
	long r;

	if (!uk_user_range(buf, v.len))
		return -EFAULT;
	r = socket_get(fd, &s);
	if (r)
		return r;
	if (uaddr) {
		r = socket_addr_in(&m.addr, uaddr, len);
		m.addr_len = (size_t)len;
	}
	m.flags = effective(s, flags);
	if (!r)
		r = socket_send(s, &m);
	socket_put(s);
	return r;
}

/* partial: no MSG_OOB */
UK_SYSCALL(recvfrom, 6, int, fd, void *, buf, size_t, n, unsigned int, flags, void *, uaddr,
	   int32_t *, ulen)
{
	struct uk_iovec v = { buf, UK_MIN(n, COUNT_MAX) };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = v.len };
	struct uk_msg m = { .io = &io };
	struct uk_socket *s;
	long r;

	if (!uk_user_range(buf, v.len))
		return -EFAULT;
	r = socket_get(fd, &s);
	if (r)
		return r;
	m.flags = effective(s, flags);
	r = socket_recv(s, &m);
	if (r >= 0) {
		int failed = socket_addr_out(&m.addr, m.addr_len, uaddr, ulen);

		r = failed ? failed : r;
	}
	socket_put(s);
	return r;
}

/* partial: as sendto */
UK_SYSCALL(sendmsg, 3, int, fd, const struct msghdr *, uh, unsigned int, flags)
{
	struct uk_socket *s;
	struct msghdr h;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	r = uk_copy_in(&h, uh, sizeof(h));
	if (!r)
		r = send_header(s, &h, flags);
	socket_put(s);
	return r;
}

/* partial: as recvfrom */
UK_SYSCALL(recvmsg, 3, int, fd, struct msghdr *, uh, unsigned int, flags)
{
	struct uk_socket *s;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	r = recv_header(s, uh, flags);
	socket_put(s);
	return r;
}

static long put_length(struct mmsghdr *um, long n)
{
	uint32_t len = (uint32_t)n;

	return n < 0 ? n : uk_copy_out(&um->len, &len, sizeof(len));
}

/* partial: as sendto */
UK_SYSCALL(sendmmsg, 4, int, fd, struct mmsghdr *, um, unsigned int, count, unsigned int, flags)
{
	struct uk_socket *s;
	unsigned int done = 0;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	count = UK_MIN(count, (unsigned int)IOV_MAX);
	while (!r && done < count) {
		struct msghdr h;

		r = uk_copy_in(&h, &um[done].hdr, sizeof(h));
		if (!r)
			r = put_length(&um[done], send_header(s, &h, flags));
		done += !r;
	}
	socket_put(s);
	return done ? (long)done : r;
}

/* Receives until count, an error, or the deadline, which is looked at after each message. */
static long recv_many(struct uk_socket *s, struct mmsghdr *um, unsigned int count,
		      unsigned int flags, uk_nsec_t deadline)
{
	unsigned int done = 0;
	long r = 0;

	while (done < count) {
		r = put_length(&um[done],
			       recv_header(s, &um[done].hdr, flags & ~(unsigned int)UK_MSG_WAITFORONE));
		if (r)
			break;
		done++;
		if (flags & UK_MSG_WAITFORONE)
			flags |= UK_MSG_DONTWAIT;
		if (deadline <= uk_plat_clock_mono())
			break;
	}
	/* The next call tells the error. */
	if (done && r < 0 && r != -EAGAIN && r > -UK_ERESTARTSYS)
		s->error = (int)-r;
	return done ? (long)done : r;
}

/* partial: as recvfrom */
UK_SYSCALL(recvmmsg, 5, int, fd, struct mmsghdr *, um, unsigned int, count, unsigned int, flags,
	   struct uk_timespec *, uts)
{
	uk_nsec_t deadline = UK_NSEC_FOREVER, left;
	struct uk_timespec ts;
	struct uk_socket *s;
	long r;

	if (uts) {
		r = uk_timespec_in(uts, &deadline);
		if (r)
			return r;
		deadline = uk_nsec_add(uk_plat_clock_mono(), deadline);
	}
	r = socket_get(fd, &s);
	if (r)
		return r;
	r = recv_many(s, um, count, flags, deadline);
	socket_put(s);
	if (r <= 0 || deadline == UK_NSEC_FOREVER)
		return r;
	left = UK_MAX(deadline - uk_plat_clock_mono(), (uk_nsec_t)0);
	ts = uk_timespec_of(left);
	return uk_copy_out(uts, &ts, sizeof(ts)) ? -EFAULT : r;
}

int uk_msg_put_time(const struct uk_socket *s, struct uk_msg *m, uk_nsec_t when)
{
	bool fine = uk_socket_option(s, UK_SO_TIMESTAMPNS);
	struct uk_timespec ts;
	struct uk_timeval tv;

	if (!fine && !uk_socket_option(s, UK_SO_TIMESTAMP))
		return 0;
	if (!when)
		when = uk_time_wall();
	ts = uk_timespec_of(when);
	tv = uk_timeval_of(when);
	return fine ? uk_msg_put_control(m, UK_SOL_SOCKET, UK_SO_TIMESTAMPNS, &ts, sizeof(ts))
		    : uk_msg_put_control(m, UK_SOL_SOCKET, UK_SO_TIMESTAMP, &tv, sizeof(tv));
}

int uk_msg_put_control(struct uk_msg *m, int level, int type, const void *data, size_t n)
{
	struct uk_cmsg c = { sizeof(c) + n, level, type };
	uint8_t *at = m->ucontrol + m->ucontrol_used;
	size_t space;

	if (m->ucontrol_left < sizeof(c)) {
		m->out_flags |= UK_MSG_CTRUNC;
		return 0;
	}
	if (c.len > m->ucontrol_left) {
		m->out_flags |= UK_MSG_CTRUNC;
		c.len = m->ucontrol_left;
	}
	if (uk_copy_out(at, &c, sizeof(c)) ||
	    uk_copy_out(at + sizeof(c), data, c.len - sizeof(c)))
		return -EFAULT;
	space = UK_MIN(UK_CMSG_ALIGN(c.len), m->ucontrol_left);
	m->ucontrol_used += space;
	m->ucontrol_left -= space;
	return 0;
}
