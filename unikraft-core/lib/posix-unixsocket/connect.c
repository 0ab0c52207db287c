/* SPDX-License-Identifier: BSD-3-Clause */
/* Connections: connect(2), listen(2), accept(2), socketpair(2). */
#include <uk/alloc.h>
#include <uk/errno.h>
#include "unix.h"

int unix_pair(struct uk_socket *a, struct uk_socket *b)
{
	unix_join(unix_of(a), unix_of(b));
	return 0;
}

static int needs_name(struct uk_socket *s)
{
	return uk_socket_option(s, UK_SO_PASSCRED) ? unix_autobind(unix_of(s)) : 0;
}

/* Forgets datagrams of the old peer, who cannot be told from others any more. */
static void drop_queue(struct unix_sock *u)
{
	while (!uk_list_empty(&u->queue)) {
		struct unix_message *q = uk_list_first(&u->queue, struct unix_message, node);

		unix_take_out(u, q);
		unix_message_free(q);
	}
}

static void change_peer(struct unix_sock *u, struct unix_sock *peer)
{
	struct unix_sock *before = u->peer;

	if (before && before != peer) {
		drop_queue(u);
		if (before->peer == u && !before->closed && before->socket) {
			before->socket->error = ECONNRESET;
			unix_notify(before, UK_POLLERR);
		}
	}
	u->state = peer ? UNIX_CONNECTED : UNIX_UNCONNECTED;
	unix_set_peer(u, peer);
	unix_notify(u, UK_POLLOUT);
}

static int connect_datagram(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct unix_sock *u = unix_of(s);
	struct unix_sock *other;
	int r;

	if (len < sizeof(a->family))
		return -EINVAL;
	if (a->family == UK_AF_UNSPEC) {
		change_peer(u, NULL);
		return 0;
	}
	r = needs_name(s);
	if (!r)
		r = unix_find(a, len, u->type, &other);
	if (r)
		return r;
	if (other->peer && other->peer != u)
		r = -EPERM; /* it hears only its own peer */
	else
		change_peer(u, other);
	unix_put(other);
	return r;
}

/* Whether a listener takes a connection now. */
static int check_listener(struct unix_sock *u, struct unix_sock *listener)
{
	if (listener->state != UNIX_LISTENING || (listener->shutdown & UNIX_SHUT_RD))
		return -ECONNREFUSED;
	if (listener->queued > listener->backlog) {
		unix_starve(u);
		return -EAGAIN;
	}
	return 0;
}

/* Makes the far end, which waits to be accepted. */
static int join_listener(struct unix_sock *u, struct unix_sock *listener)
{
	struct unix_sock *far;

	if (u->state == UNIX_CONNECTED)
		return -EISCONN;
	if (u->state == UNIX_LISTENING)
		return -EINVAL;
	far = unix_new(u->type);
	if (!far)
		return -ENOMEM;
	unix_join(u, far);
	u->peer_cred = listener->peer_cred;
	far->name = listener->name;
	far->name->refs++;
	uk_list_add_tail(&far->accepting, &listener->pending);
	listener->queued++;
	unix_notify(listener, UK_POLLIN);
	unix_notify(u, UK_POLLOUT);
	return 0;
}

int unix_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct unix_sock *u = unix_of(s);
	struct unix_sock *listener;
	int r;

	if (!unix_connects(u))
		return connect_datagram(s, a, len);
	r = needs_name(s);
	if (!r)
		r = unix_find(a, len, u->type, &listener);
	if (r)
		return r;
	r = check_listener(u, listener);
	if (!r)
		r = join_listener(u, listener);
	unix_put(listener);
	return r;
}

int unix_listen(struct uk_socket *s, int backlog)
{
	struct unix_sock *u = unix_of(s);

	if (!unix_connects(u))
		return -EOPNOTSUPP;
	if (!u->name || u->state == UNIX_CONNECTED)
		return -EINVAL;
	u->state = UNIX_LISTENING;
	u->peer_cred = u->cred; /* what a client will see as its peer */
	u->backlog = (unsigned int)backlog;
	s->listening = true;
	unix_feed();
	return 0;
}

int unix_accept(struct uk_socket *listener, struct uk_socket *s)
{
	struct unix_sock *l = unix_of(listener);
	struct unix_sock *u;

	if (!unix_connects(l))
		return -EOPNOTSUPP;
	if (l->state != UNIX_LISTENING)
		return -EINVAL;
	if (uk_list_empty(&l->pending))
		return l->shutdown & UNIX_SHUT_RD ? -EINVAL : -EAGAIN;
	u = uk_list_first(&l->pending, struct unix_sock, accepting);
	uk_list_del(&u->accepting);
	if (l->queued-- == l->backlog + 1)
		unix_feed();
	u->socket = s;
	s->ops = &unix_ops;
	s->data = u;
	s->error = u->error;
	return 0;
}
