/* SPDX-License-Identifier: BSD-3-Clause */
/* setsockopt(2) and getsockopt(2): those of SOL_SOCKET are held here, others are the family's. */
#include <uk/alloc.h>
#include <uk/string.h>
#include <uk/syscall.h>
#include <uk/time.h>
#include "socket.h"

/** Linux's net.core.wmem_max and rmem_max, and the smallest buffers. */
#define BUFFER_MAX 212992
#define SNDBUF_MIN 4608
#define RCVBUF_MIN 2304
/** Longest option value that is passed to a family. */
#define OPTION_MAX 4096

struct linger {
	int32_t on, seconds;
};

/* On or off, nothing more. */
#define SWITCHES                                                             \
	(1UL << UK_SO_REUSEADDR | 1UL << UK_SO_DONTROUTE | 1UL << UK_SO_BROADCAST |     \
	 1UL << UK_SO_KEEPALIVE | 1UL << UK_SO_OOBINLINE | 1UL << UK_SO_REUSEPORT |     \
	 1UL << UK_SO_PASSCRED | 1UL << UK_SO_TIMESTAMP | 1UL << UK_SO_TIMESTAMPNS)

static bool is_switch(int name)
{
	return name > 0 && name < 64 && (SWITCHES & 1UL << name);
}

static void set_switch(struct uk_socket *s, int name, bool on)
{
	s->flags &= ~(1UL << name);
	/* One kind of time at once; turning either off turns off both. */
	if (name == UK_SO_TIMESTAMP || name == UK_SO_TIMESTAMPNS)
		s->flags &= ~(1UL << UK_SO_TIMESTAMP | 1UL << UK_SO_TIMESTAMPNS);
	if (on)
		s->flags |= 1UL << name;
}

/* Doubled, as Linux does for its own bookkeeping. */
static int buffer_size(int value, int least, bool force)
{
	uint32_t v = (uint32_t)value;

	if (!force)
		v = UK_MIN(v, (uint32_t)BUFFER_MAX);
	v = UK_MIN(v, (uint32_t)INT32_MAX / 2);
	return UK_MAX((int)v * 2, least);
}

static int set_timeout(uk_nsec_t *timeout, const void *value, size_t len)
{
	struct uk_timeval tv;

	if (len < sizeof(tv))
		return -EINVAL;
	memcpy(&tv, value, sizeof(tv));
	if (tv.usec < 0 || tv.usec >= 1000000)
		return -EDOM;
	if (tv.sec < 0)
		*timeout = 0;
	else if ((!tv.sec && !tv.usec) || tv.sec >= UK_NSEC_FOREVER / UK_NSEC_PER_SEC - 1)
		*timeout = UK_NSEC_FOREVER;
	else
		*timeout = tv.sec * UK_NSEC_PER_SEC + tv.usec * 1000;
	return 0;
}

static int set_linger(struct uk_socket *s, const void *value, size_t len)
{
	struct linger l;

	if (len < sizeof(l))
		return -EINVAL;
	memcpy(&l, value, sizeof(l));
	s->linger = l.on ? UK_MAX(l.seconds, 0) : -1;
	return 0;
}

static int set_number(struct uk_socket *s, int name, int v)
{
	switch (name) {
	case UK_SO_SNDBUF:
	case UK_SO_SNDBUFFORCE:
		s->sndbuf = buffer_size(v, SNDBUF_MIN, name == UK_SO_SNDBUFFORCE);
		uk_socket_notify(s, UK_POLLOUT);
		return 0;
	case UK_SO_RCVBUF:
	case UK_SO_RCVBUFFORCE:
		s->rcvbuf = buffer_size(v, RCVBUF_MIN, name == UK_SO_RCVBUFFORCE);
		return 0;
	case UK_SO_RCVLOWAT:
		s->rcvlowat = v < 0 ? INT32_MAX : UK_MAX(v, 1);
		return 0;
	case UK_SO_PRIORITY:
		s->priority = v;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_socket(struct uk_socket *s, int name, const void *value, size_t len)
{
	int v;

	if (len < sizeof(v))
		return -EINVAL;
	memcpy(&v, value, sizeof(v));
	if (is_switch(name)) {
		set_switch(s, name, v);
		return 0;
	}
	switch (name) {
	case UK_SO_RCVTIMEO:
		return set_timeout(&s->rcvtimeo, value, len);
	case UK_SO_SNDTIMEO:
		return set_timeout(&s->sndtimeo, value, len);
	case UK_SO_LINGER:
		return set_linger(s, value, len);
	default:
		return set_number(s, name, v);
	}
}

static int set_option(struct uk_socket *s, int level, int name, const void *value, size_t len)
{
	int r;

	if (level != UK_SOL_SOCKET)
		return s->ops->set_option ? s->ops->set_option(s, level, name, value, len)
					  : -EOPNOTSUPP;
	r = set_socket(s, name, value, len);
	if (r == -ENOPROTOOPT && s->ops->set_option)
		return s->ops->set_option(s, level, name, value, len);
	if (!r && s->ops->option_changed)
		s->ops->option_changed(s, name);
	return r;
}

/* partial: of SOL_SOCKET not SO_TIMESTAMPING, SO_MARK, SO_PEEK_OFF, SO_BUSY_POLL, SO_ZEROCOPY, filters and what is newer */
UK_SYSCALL(setsockopt, 5, int, fd, int, level, int, name, const void *, uvalue, int, len)
{
	struct uk_socket *s;
	void *value;
	long r;

	if (len < 0 || len > OPTION_MAX)
		return -EINVAL;
	r = socket_get(fd, &s);
	if (r)
		return r;
	value = uk_zalloc((size_t)len + 1);
	r = value ? uk_copy_in(value, uvalue, (size_t)len) : -ENOMEM;
	if (!r)
		r = set_option(s, level, name, value, (size_t)len);
	uk_free(value);
	socket_put(s);
	return r;
}

static struct uk_timeval timeout_value(uk_nsec_t timeout)
{
	if (timeout == UK_NSEC_FOREVER)
		return (struct uk_timeval){ 0, 0 };
	return uk_timeval_of(timeout);
}

static int get_number(struct uk_socket *s, int name, int *v)
{
	if (is_switch(name)) {
		*v = uk_socket_option(s, name);
		return 0;
	}
	switch (name) {
	case UK_SO_TYPE:
		*v = s->type;
		return 0;
	case UK_SO_DOMAIN:
		*v = s->family;
		return 0;
	case UK_SO_PROTOCOL:
		*v = s->protocol;
		return 0;
	case UK_SO_ERROR:
		*v = -uk_socket_error(s);
		return 0;
	case UK_SO_ACCEPTCONN:
		*v = s->listening;
		return 0;
	case UK_SO_SNDBUF:
		*v = s->sndbuf;
		return 0;
	case UK_SO_RCVBUF:
		*v = s->rcvbuf;
		return 0;
	case UK_SO_RCVLOWAT:
		*v = s->rcvlowat;
		return 0;
	case UK_SO_SNDLOWAT:
		*v = 1;
		return 0;
	case UK_SO_PRIORITY:
		*v = s->priority;
		return 0;
	case UK_SO_INCOMING_CPU:
	case UK_SO_INCOMING_NAPI_ID: /* 0: no device's own */
		*v = 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* *len: room in value (OPTION_MAX at most), then the length. */
static int get_socket(struct uk_socket *s, int name, void *value, size_t *len)
{
	struct uk_timeval tv;
	struct linger l;
	const void *from = &tv;
	size_t n = sizeof(tv);
	int v, r = 0;

	if (name == UK_SO_COOKIE && *len < sizeof(s->number))
		return -EINVAL;

	switch (name) {
	case UK_SO_RCVTIMEO:
		tv = timeout_value(s->rcvtimeo);
		break;
	case UK_SO_SNDTIMEO:
		tv = timeout_value(s->sndtimeo);
		break;
	case UK_SO_LINGER:
		l = (struct linger){ s->linger >= 0, UK_MAX(s->linger, 0) };
		from = &l;
		n = sizeof(l);
		break;
	case UK_SO_COOKIE:
		from = &s->number;
		n = sizeof(s->number);
		break;
	default:
		r = get_number(s, name, &v);
		from = &v;
		n = sizeof(v);
	}
	if (r)
		return s->ops->get_option ? s->ops->get_option(s, UK_SOL_SOCKET, name, value, len) : r;
	*len = UK_MIN(*len, n);
	memcpy(value, from, *len);
	return 0;
}

static int get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	if (level == UK_SOL_SOCKET)
		return get_socket(s, name, value, len);
	return s->ops->get_option ? s->ops->get_option(s, level, name, value, len) : -EOPNOTSUPP;
}

/* partial: as setsockopt */
UK_SYSCALL(getsockopt, 5, int, fd, int, level, int, name, void *, uvalue, int32_t *, ulen)
{
	struct uk_socket *s;
	void *value = NULL;
	int32_t len;
	size_t n, room;
	long r = socket_get(fd, &s);

	if (r)
		return r;
	if (uk_copy_in(&len, ulen, sizeof(len)))
		r = -EFAULT;
	else if (len < 0)
		r = -EINVAL;
	n = room = r ? 0 : UK_MIN((size_t)len, (size_t)OPTION_MAX);
	if (!r) {
		value = uk_zalloc(n + 1);
		r = value ? get_option(s, level, name, value, &n) : -ENOMEM;
	}
	len = (int32_t)n;
	if (!r && (uk_copy_out(uvalue, value, UK_MIN(n, room)) || uk_copy_out(ulen, &len, sizeof(len))))
		r = -EFAULT;
	uk_free(value);
	socket_put(s);
	return r;
}
