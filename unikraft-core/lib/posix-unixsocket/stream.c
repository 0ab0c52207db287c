/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams: bytes in order, in messages that reading does not show. */
#include <uk/errno.h>
#include <uk/string.h>
#include "unix.h"

/** Bytes of one message: a long write is cut, so that the reader can begin. */
#define CHUNK 16000

static int check_stream(const struct unix_sock *u, const struct uk_msg *m)
{
	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	if (m->addr_len)
		return u->state == UNIX_CONNECTED ? -EISCONN : -EOPNOTSUPP;
	if (!u->peer)
		return u->state == UNIX_CONNECTED ? -EPIPE : -ENOTCONN;
	if ((u->shutdown & UNIX_SHUT_WR) || u->peer->closed || (u->peer->shutdown & UNIX_SHUT_RD))
		return -EPIPE;
	return 0;
}

ssize_t unix_stream_send(struct uk_socket *s, struct uk_msg *m)
{
	struct unix_sock *u = unix_of(s);
	struct unix_message *q;
	size_t n = UK_MIN(m->io->left, (size_t)CHUNK);
	int r = check_stream(u, m);

	if (r || !n)
		return r;
	r = uk_socket_error(s);
	if (!r)
		r = unix_check_room(u);
	if (!r)
		r = unix_message_new(u, m, n, &q);
	if (r)
		return r;
	unix_deliver(u->peer, q);
	return (ssize_t)n;
}

/* Whether q may follow bytes of first in one receive: whose they are must not get mixed up when it is told. */
static bool may_follow(struct uk_socket *s, const struct unix_cred *first,
		       const struct unix_message *q)
{
	return !uk_socket_option(s, UK_SO_PASSCRED) || !memcmp(first, &q->cred, sizeof(*first));
}

/* What a receive finds when there is no data. */
static ssize_t no_bytes(struct uk_socket *s)
{
	struct unix_sock *u = unix_of(s);
	int r = uk_socket_error(s);

	if (r)
		return r;
	return u->shutdown & UNIX_SHUT_RD ? 0 : -EAGAIN;
}

/* Copies from one message, and consumes it unless it only peeks. *done counts. */
static int take(struct uk_socket *s, struct unix_message *q, struct uk_msg *m, ssize_t *done)
{
	struct unix_sock *u = unix_of(s);
	size_t n = UK_MIN(m->io->left, q->len - q->offset);

	if (uk_io_put(m->io, q->data + q->offset, n))
		return -EFAULT;
	*done += (ssize_t)n;
	if (!(m->flags & UK_MSG_PEEK)) {
		q->offset += n;
		if (q->offset == q->len) {
			unix_take_out(u, q);
			unix_message_free(q);
		}
	}
	return 0;
}

ssize_t unix_stream_recv(struct uk_socket *s, struct uk_msg *m)
{
	struct unix_sock *u = unix_of(s);
	struct unix_message *q, *next;
	struct unix_cred first;
	ssize_t done = 0;
	int r = 0;

	if (u->state != UNIX_CONNECTED)
		return -EINVAL;
	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	if (uk_list_empty(&u->queue))
		return no_bytes(s);
	first = uk_list_first(&u->queue, struct unix_message, node)->cred;
	uk_list_for_each_safe(q, next, &u->queue, node) {
		bool files = q->file_count;
		bool begins = !done && !m->resumed;

		if (!m->io->left || !may_follow(s, &first, q))
			break;
		if (begins)
			unix_receive_name(q, m);
		if (files || begins)
			r = unix_receive_control(s, q, m, begins);
		if (!r)
			r = take(s, q, m, &done);
		if (r || files) {
			m->complete = true;
			break;
		}
	}
	return done ? done : r;
}
