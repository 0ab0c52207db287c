/* SPDX-License-Identifier: BSD-3-Clause */
/* socket(2), socketpair(2), and what makes and ends connections. */
#include <uk/alloc.h>
#include <uk/syscall.h>
#include "socket.h"

#define TYPE_MASK 0xf
#define TYPE_MAX 11
#define FAMILY_MAX 46
/** Linux's net.core.somaxconn */
#define BACKLOG_MAX 4096

extern const struct uk_socket_family __start_uk_socket_family[] UK_WEAK;
extern const struct uk_socket_family __stop_uk_socket_family[] UK_WEAK;

static const struct uk_socket_family *find_family(int family)
{
	for (const struct uk_socket_family *f = __start_uk_socket_family;
	     f < __stop_uk_socket_family; f++)
		if (f->family == family)
			return f;
	return NULL;
}

/* type with SOCK_CLOEXEC and SOCK_NONBLOCK, which are the open flags */
static int create(int family, int type, int protocol, struct uk_socket **s)
{
	const struct uk_socket_family *f = find_family(family);
	int r;

	if (type & ~(int)(TYPE_MASK | UK_O_CLOEXEC | UK_O_NONBLOCK))
		return -EINVAL;
	if (family < 0 || family >= FAMILY_MAX)
		return -EAFNOSUPPORT;
	if ((type & TYPE_MASK) >= TYPE_MAX)
		return -EINVAL;
	if (!f) {
		socket_say_missing(family);
		return -EAFNOSUPPORT;
	}
	r = socket_new(family, type & TYPE_MASK, protocol, (unsigned int)type & UK_O_NONBLOCK, s);
	if (r)
		return r;
	r = f->create(*s);
	if (r) {
		(*s)->ops = NULL; /* nothing to release */
		socket_put(*s);
	}
	return r;
}

/* partial: address families are libraries; AF_UNIX is posix-unixsocket */
UK_SYSCALL(socket, 3, int, family, int, type, int, protocol)
{
	struct uk_socket *s;
	int r = create(family, type, protocol, &s);

	return r ? r : uk_fd_install(s->file, 0, type & UK_O_CLOEXEC);
}

static int create_pair(int family, int type, int protocol, struct uk_socket *pair[2])
{
	int r = create(family, type, protocol, &pair[0]);

	if (r)
		return r;
	r = create(family, type, protocol, &pair[1]);
	if (r) {
		socket_put(pair[0]);
		return r;
	}
	r = pair[0]->ops->pair ? pair[0]->ops->pair(pair[0], pair[1]) : -EOPNOTSUPP;
	if (r) {
		socket_put(pair[0]);
		socket_put(pair[1]);
	}
	return r;
}

UK_SYSCALL(socketpair, 4, int, family, int, type, int, protocol, int *, ufds)
{
	struct uk_socket *pair[2];
	bool cloexec = type & UK_O_CLOEXEC;
	int fds[2];
	int r = create_pair(family, type, protocol, pair);

	if (r)
		return r;
	fds[0] = uk_fd_install(pair[0]->file, 0, cloexec);
	if (fds[0] < 0) {
		socket_put(pair[1]);
		return fds[0];
	}
	fds[1] = uk_fd_install(pair[1]->file, 0, cloexec);
	r = fds[1] < 0 ? fds[1] : uk_copy_out(ufds, fds, sizeof(fds));
	if (r) {
		uk_fd_close(fds[0]);
		if (fds[1] >= 0)
			uk_fd_close(fds[1]);
	}
	return r;
}

UK_SYSCALL(bind, 3, int, fd, const void *, uaddr, int, len)
{
	struct uk_sockaddr a;
	struct uk_socket *s;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	r = socket_addr_in(&a, uaddr, len);
	if (!r)
		r = s->ops->bind ? s->ops->bind(s, &a, (size_t)len) : -EOPNOTSUPP;
	socket_put(s);
	return r;
}

UK_SYSCALL(listen, 2, int, fd, int, backlog)
{
	struct uk_socket *s;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	if ((unsigned int)backlog > BACKLOG_MAX)
		backlog = BACKLOG_MAX;
	r = s->ops->listen ? s->ops->listen(s, backlog) : -EOPNOTSUPP;
	socket_put(s);
	return r;
}

/* A connection is under way: waits for its end. begun: what the call gives that does not wait. */
static int wait_connected(struct uk_socket *s, const struct uk_sockaddr *a, size_t len, int begun,
			  uk_nsec_t deadline)
{
	int r = -EALREADY;

	while (r == -EALREADY) {
		if (s->file->flags & UK_O_NONBLOCK)
			return begun;
		r = s->ops->connect(s, a, len);
		if (r == -EALREADY) {
			int failed = socket_wait(&s->writable, deadline, false);

			if (failed)
				return failed == -EAGAIN ? begun : failed;
		}
	}
	return r;
}

static int do_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	uk_nsec_t deadline = socket_deadline(s->sndtimeo);
	int r;

	if (!s->ops->connect)
		return -EOPNOTSUPP;
	do {
		r = s->ops->connect(s, a, len);
		if (r == -EINPROGRESS || r == -EALREADY)
			return wait_connected(s, a, len, r, deadline);
		if (r != -EAGAIN)
			return r;
		r = socket_wait(&s->writable, deadline, s->file->flags & UK_O_NONBLOCK);
	} while (!r);
	return r;
}

UK_SYSCALL(connect, 3, int, fd, const void *, uaddr, int, len)
{
	struct uk_sockaddr a;
	struct uk_socket *s;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	r = socket_addr_in(&a, uaddr, len);
	if (!r)
		r = do_connect(s, &a, (size_t)len);
	socket_put(s);
	return r;
}

/*
 * Tries once. The descriptor comes first, so that a connection is not lost
 * when there is none left. Nothing blocks in between: nobody sees it unconnected.
 */
static long try_accept(struct uk_socket *s, int flags, struct uk_socket **out)
{
	struct uk_socket *new;
	long fd, r = socket_new(s->family, s->type, s->protocol,
				(unsigned int)flags & UK_O_NONBLOCK, &new);

	if (r)
		return r;
	new->accepting = true;
	fd = uk_fd_install(uk_file_ref(new->file), 0, flags & UK_O_CLOEXEC);
	r = fd < 0 ? fd : s->ops->accept(s, new);
	if (!r) {
		*out = new;
		return fd;
	}
	if (fd >= 0)
		uk_fd_close((int)fd);
	socket_put(new);
	return r;
}

static long do_accept(struct uk_socket *s, int flags, struct uk_socket **new)
{
	uk_nsec_t deadline = socket_deadline(s->rcvtimeo);
	long r;

	if (!s->ops->accept)
		return -EOPNOTSUPP;
	for (;;) {
		r = try_accept(s, flags, new);
		if (r != -EAGAIN)
			return r;
		r = socket_wait(&s->readable, deadline, s->file->flags & UK_O_NONBLOCK);
		if (r)
			return r;
	}
}

static int peer_out(struct uk_socket *s, void *uaddr, int32_t *ulen)
{
	struct uk_sockaddr a = { 0 };
	int len = s->ops->name ? s->ops->name(s, true, &a) : -EOPNOTSUPP;

	/* Gone already: as on Linux the connection was accepted, and aborted. */
	if (len < 0)
		return -ECONNABORTED;
	return socket_addr_out(&a, (size_t)len, uaddr, ulen);
}

UK_SYSCALL(accept4, 4, int, fd, void *, uaddr, int32_t *, ulen, int, flags)
{
	struct uk_socket *s, *new = NULL;
	long r, failed;

	if (flags & ~(int)(UK_O_CLOEXEC | UK_O_NONBLOCK))
		return -EINVAL;
	r = socket_get(fd, &s);
	if (r)
		return r;
	r = do_accept(s, flags, &new);
	socket_put(s);
	if (r < 0)
		return r;
	failed = uaddr ? peer_out(new, uaddr, ulen) : 0;
	new->accepting = false;
	if (failed) {
		uk_fd_close((int)r);
		r = failed;
	}
	socket_put(new);
	return r;
}

UK_SYSCALL(accept, 3, int, fd, void *, uaddr, int32_t *, ulen)
{
	return uk_sys_accept4(fd, uaddr, ulen, 0);
}

static long get_name(int fd, bool peer, void *uaddr, int32_t *ulen)
{
	struct uk_sockaddr a = { 0 };
	struct uk_socket *s;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	r = s->ops->name ? s->ops->name(s, peer, &a) : -EOPNOTSUPP;
	socket_put(s);
	if (r < 0)
		return r;
	return uaddr ? socket_addr_out(&a, (size_t)r, uaddr, ulen) : -EFAULT;
}

UK_SYSCALL(getsockname, 3, int, fd, void *, uaddr, int32_t *, ulen)
{
	return get_name(fd, false, uaddr, ulen);
}

UK_SYSCALL(getpeername, 3, int, fd, void *, uaddr, int32_t *, ulen)
{
	return get_name(fd, true, uaddr, ulen);
}

UK_SYSCALL(shutdown, 2, int, fd, int, how)
{
	struct uk_socket *s;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	if (how < UK_SHUT_RD || how > UK_SHUT_RDWR)
		r = -EINVAL;
	else
		r = s->ops->shutdown ? s->ops->shutdown(s, how) : -EOPNOTSUPP;
	socket_put(s);
	return r;
}
