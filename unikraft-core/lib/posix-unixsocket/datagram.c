/* SPDX-License-Identifier: BSD-3-Clause */
/* Datagrams, with or without a connection: one send, one receive. */
#include <uk/errno.h>
#include <uk/string.h>
#include "unix.h"

/* Whom a datagram goes to, with a reference. */
static int destination(struct uk_socket *s, const struct uk_msg *m, struct unix_sock **out)
{
	struct unix_sock *u = unix_of(s);

	if (s->type == UK_SOCK_SEQPACKET) {
		int r = uk_socket_error(s);

		if (r)
			return r;
		if (u->state != UNIX_CONNECTED)
			return -ENOTCONN;
		if (!u->peer)
			return -EPIPE;
	} else if (m->addr_len) {
		return unix_find(&m->addr, m->addr_len, u->type, out);
	}
	if (!u->peer)
		return -ENOTCONN;
	*out = unix_ref(u->peer);
	return 0;
}

static int check_receiver(struct uk_socket *s, struct unix_sock *to)
{
	struct unix_sock *u = unix_of(s);

	if (to->peer && to->peer != u)
		return -EPERM; /* it hears only its own peer */
	if (to->closed) {
		if (u->peer == to && u->type == UK_SOCK_DGRAM) {
			unix_set_peer(u, NULL);
			u->state = UNIX_UNCONNECTED;
		}
		return u->type == UK_SOCK_DGRAM ? -ECONNREFUSED : -EPIPE;
	}
	if ((to->shutdown & UNIX_SHUT_RD) || (u->shutdown & UNIX_SHUT_WR))
		return -EPIPE;
	if (unix_queue_full(u, to)) {
		unix_starve(u);
		return -EAGAIN;
	}
	return 0;
}

ssize_t unix_datagram_send(struct uk_socket *s, struct uk_msg *m)
{
	struct unix_sock *u = unix_of(s);
	struct unix_message *q;
	struct unix_sock *to = NULL;
	size_t n = m->io->left;
	int r;

	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	r = destination(s, m, &to);
	if (!r && uk_socket_option(s, UK_SO_PASSCRED))
		r = unix_autobind(u);
	if (!r && n > (size_t)s->sndbuf - 32)
		r = -EMSGSIZE;
	if (!r)
		r = uk_socket_error(s);
	if (!r)
		r = check_receiver(s, to);
	if (!r)
		r = unix_check_room(u);
	if (!r)
		r = unix_message_new(u, m, n, &q);
	if (!r)
		unix_deliver(to, q);
	unix_put(to);
	return r ? r : (ssize_t)n;
}

/* What a receive finds when there is no datagram. */
static ssize_t no_datagram(struct uk_socket *s, const struct uk_msg *m)
{
	struct unix_sock *u = unix_of(s);
	int r = uk_socket_error(s);

	if (r)
		return r;
	if ((u->shutdown & UNIX_SHUT_RD) &&
	    (s->type == UK_SOCK_SEQPACKET || !(m->flags & UK_MSG_DONTWAIT)))
		return 0;
	return -EAGAIN;
}

ssize_t unix_datagram_recv(struct uk_socket *s, struct uk_msg *m)
{
	struct unix_sock *u = unix_of(s);
	struct unix_message *q;
	ssize_t got;
	int r;

	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	if (s->type == UK_SOCK_SEQPACKET && u->state != UNIX_CONNECTED)
		return -ENOTCONN;
	if (uk_list_empty(&u->queue))
		return no_datagram(s, m);
	q = uk_list_first(&u->queue, struct unix_message, node);
	got = (ssize_t)UK_MIN(m->io->left, q->len);
	if ((size_t)got < q->len)
		m->out_flags |= UK_MSG_TRUNC;
	if (m->flags & UK_MSG_TRUNC)
		got = (ssize_t)q->len;
	unix_receive_name(q, m);
	r = uk_io_put(m->io, q->data, UK_MIN(m->io->left, q->len));
	if (!r)
		r = uk_msg_put_time(s, m, 0);
	if (!r)
		r = unix_receive_control(s, q, m, true);
	if (!(m->flags & UK_MSG_PEEK)) {
		unix_take_out(u, q);
		unix_message_free(q);
	}
	return r ? r : got;
}
