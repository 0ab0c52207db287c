/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets as files, and what blocks on them. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/plat.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "socket.h"

#pragma weak uk_signal_send

/** Linux's net.core.wmem_default and rmem_default. */
#define BUFFER_DEFAULT 212992

void uk_socket_notify(struct uk_socket *s, unsigned int events)
{
	if (events & (UK_POLLIN | UK_POLLPRI | UK_POLLRDHUP | UK_POLLHUP | UK_POLLERR))
		uk_waitq_wake_all(&s->readable);
	if (events & (UK_POLLOUT | UK_POLLHUP | UK_POLLERR))
		uk_waitq_wake_all(&s->writable);
	uk_pollq_notify(&s->file->pollq, events);
}

uk_nsec_t socket_deadline(uk_nsec_t timeout)
{
	uk_nsec_t now;

	if (timeout == UK_NSEC_FOREVER)
		return timeout;
	now = uk_plat_clock_mono();
	return timeout > UK_NSEC_FOREVER - 1 - now ? UK_NSEC_FOREVER - 1 : now + timeout;
}

int socket_wait(struct uk_waitq *q, uk_nsec_t deadline, bool nonblock)
{
	int r;

	if (nonblock || deadline <= uk_plat_clock_mono())
		return -EAGAIN;
	r = uk_waitq_wait(q, deadline, true);
	if (r == -ETIMEDOUT)
		return -EAGAIN;
	/* A call with a time-out is not restarted: it would wait anew (signal(7)). */
	if (r)
		return deadline == UK_NSEC_FOREVER ? -UK_ERESTARTSYS : -EINTR;
	return 0;
}

static void broken_pipe(void)
{
	struct uk_siginfo info = { .signo = UK_SIGPIPE,
				   .code = UK_SI_USER,
				   .user = { .pid = UK_PID } };

	if (uk_signal_send)
		uk_signal_send(uk_current, &info);
}

/* What a call has done comes first: the error that then ended it is for the next one. */
static ssize_t result(struct uk_socket *s, int error_before, ssize_t done, ssize_t r)
{
	if (!done)
		return r;
	if (error_before && r == -error_before && !s->error)
		s->error = error_before;
	return done;
}

ssize_t socket_send(struct uk_socket *s, struct uk_msg *m)
{
	uk_nsec_t deadline = socket_deadline(s->sndtimeo);
	ssize_t done = 0;

	if (!s->ops->send)
		return -EOPNOTSUPP;
	for (;;) {
		int error = s->error;
		ssize_t r = s->ops->send(s, m);

		if (r == -EAGAIN) {
			r = socket_wait(&s->writable, deadline, m->flags & UK_MSG_DONTWAIT);
			if (!r)
				continue;
		}
		if (r < 0) {
			if (r == -EPIPE && !done && s->type == UK_SOCK_STREAM &&
			    !(m->flags & UK_MSG_NOSIGNAL))
				broken_pipe();
			return result(s, error, done, r);
		}
		done += r;
		/* Ancillary data goes with the first bytes. */
		m->control_len = 0;
		if (s->type != UK_SOCK_STREAM || !m->io->left)
			return done;
	}
}

ssize_t socket_recv(struct uk_socket *s, struct uk_msg *m)
{
	uk_nsec_t deadline = socket_deadline(s->rcvtimeo);
	size_t least = m->flags & UK_MSG_WAITALL ? m->io->left
						  : UK_MIN((size_t)s->rcvlowat, m->io->left);
	ssize_t done = 0;

	if (!s->ops->recv)
		return -EOPNOTSUPP;
	for (;;) {
		int error = s->error;
		ssize_t r = s->ops->recv(s, m);

		if (r == -EAGAIN) {
			r = socket_wait(&s->readable, deadline, m->flags & UK_MSG_DONTWAIT);
			if (!r)
				continue;
		}
		if (r < 0)
			return result(s, error, done, r);
		done += r;
		m->resumed = true;
		if (s->type != UK_SOCK_STREAM || !r || m->complete || (m->flags & UK_MSG_PEEK) ||
		    (size_t)done >= least)
			return done;
	}
}

static unsigned int wait_flag(const struct uk_file *f)
{
	return f->flags & UK_O_NONBLOCK ? UK_MSG_DONTWAIT : 0;
}

static ssize_t file_read(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct uk_msg m = { .io = io, .flags = wait_flag(f) };

	return io->left ? socket_recv(f->data, &m) : 0;
}

static ssize_t file_write(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct uk_msg m = { .io = io, .flags = wait_flag(f) };

	return socket_send(f->data, &m);
}

static unsigned int file_poll(struct uk_file *f)
{
	struct uk_socket *s = f->data;

	return s->ops->poll ? s->ops->poll(s) : 0;
}

static long file_ioctl(struct uk_file *f, unsigned int request, unsigned long arg)
{
	struct uk_socket *s = f->data;
	long r = s->ops->ioctl ? s->ops->ioctl(s, request, arg) : -ENOTTY;

	return r == -ENOTTY && uk_netif_ioctl ? uk_netif_ioctl(s, request, arg) : r;
}

static void file_release(struct uk_file *f)
{
	struct uk_socket *s = f->data;

	if (s->ops)
		s->ops->release(s);
	uk_free(s);
}

static void file_describe(struct uk_file *f, char *buf, size_t n)
{
	uk_snprintf(buf, n, "socket:[%lu]", ((struct uk_socket *)f->data)->number);
}

static const struct uk_file_ops socket_file_ops = {
	.mode = UK_S_IFSOCK | 0777,
	.read = file_read,
	.write = file_write,
	.poll = file_poll,
	.ioctl = file_ioctl,
	.release = file_release,
	.describe = file_describe,
};

struct uk_socket *uk_socket_of(const struct uk_file *f)
{
	return f->ops == &socket_file_ops ? f->data : NULL;
}

int socket_new(int family, int type, int protocol, unsigned int flags, struct uk_socket **out)
{
	static uint64_t last_number;
	struct uk_socket *s = uk_zalloc(sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->file = uk_file_new(&socket_file_ops, UK_O_RDWR | flags, s);
	if (!s->file) {
		uk_free(s);
		return -ENOMEM;
	}
	s->family = family;
	s->type = type;
	s->protocol = protocol;
	s->sndbuf = s->rcvbuf = BUFFER_DEFAULT;
	s->rcvlowat = 1;
	s->linger = -1;
	s->rcvtimeo = s->sndtimeo = UK_NSEC_FOREVER;
	uk_waitq_init(&s->readable);
	uk_waitq_init(&s->writable);
	s->number = ++last_number;
	*out = s;
	return 0;
}

int socket_get(int fd, struct uk_socket **s)
{
	struct uk_file *f = uk_fd_get(fd);

	if (!f)
		return -EBADF;
	*s = uk_socket_of(f);
	if (*s)
		return 0;
	uk_file_put(f);
	return -ENOTSOCK;
}

int socket_addr_in(struct uk_sockaddr *a, const void *uaddr, int len)
{
	memset(a, 0, sizeof(*a));
	if (len < 0 || (size_t)len > sizeof(*a))
		return -EINVAL;
	return len ? uk_copy_in(a, uaddr, (size_t)len) : 0;
}

int socket_addr_out(const struct uk_sockaddr *a, size_t len, void *uaddr, int32_t *ulen)
{
	int32_t room, full = (int32_t)len;

	if (!uaddr)
		return 0;
	if (uk_copy_in(&room, ulen, sizeof(room)))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	if (uk_copy_out(uaddr, a, UK_MIN((size_t)room, len)))
		return -EFAULT;
	return uk_copy_out(ulen, &full, sizeof(full));
}
