/* SPDX-License-Identifier: BSD-3-Clause */
/* Endpoints: made, joined, shut down, closed; what poll(2) says of them. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "unix.h"

#define FIONREAD 0x541b
#define SIOCOUTQ 0x5411
#define BUFFER_DEFAULT 212992

static struct uk_list starving = UK_LIST_INIT(starving);

struct unix_sock *unix_new(int type)
{
	struct unix_sock *u = uk_zalloc(sizeof(*u));

	if (!u)
		return NULL;
	u->refs = 1;
	u->type = type;
	u->cred = (struct unix_cred){ UK_PID, uk_process_ids.euid, uk_process_ids.egid };
	u->peer_cred = (struct unix_cred){ 0, UINT32_MAX, UINT32_MAX };
	uk_list_init(&u->queue);
	uk_list_init(&u->bound);
	uk_list_init(&u->pending);
	uk_list_init(&u->accepting);
	uk_list_init(&u->starved);
	uk_list_init(&u->flight);
	return u;
}

struct unix_sock *unix_ref(struct unix_sock *u)
{
	u->refs++;
	return u;
}

void unix_put(struct unix_sock *u)
{
	if (!u || --u->refs)
		return;
	unix_name_put(u->name);
	uk_free(u);
}

void unix_notify(struct unix_sock *u, unsigned int events)
{
	if (u->socket)
		uk_socket_notify(u->socket, events);
}

void unix_set_peer(struct unix_sock *u, struct unix_sock *peer)
{
	struct unix_sock *before = u->peer;

	u->peer = peer ? unix_ref(peer) : NULL;
	unix_put(before);
}

void unix_join(struct unix_sock *a, struct unix_sock *b)
{
	unix_set_peer(a, b);
	unix_set_peer(b, a);
	a->state = b->state = UNIX_CONNECTED;
	a->peer_cred = b->cred;
	b->peer_cred = a->cred;
}

static size_t send_buffer(const struct unix_sock *u)
{
	return u->socket ? (size_t)u->socket->sndbuf : BUFFER_DEFAULT;
}

bool unix_writable(const struct unix_sock *u)
{
	return u->state != UNIX_LISTENING && u->sent * 4 <= send_buffer(u);
}

int unix_check_room(struct unix_sock *u)
{
	return u->sent >= send_buffer(u) ? -EAGAIN : 0;
}

bool unix_queue_full(const struct unix_sock *u, const struct unix_sock *other)
{
	return other != u && other->peer != u && other->queued > UNIX_QUEUE_MAX;
}

void unix_starve(struct unix_sock *u)
{
	if (uk_list_empty(&u->starved))
		uk_list_add_tail(&u->starved, &starving);
}

/* All look again, whichever queue they wait for: who waits is rare. */
void unix_feed(void)
{
	while (!uk_list_empty(&starving)) {
		struct unix_sock *u = uk_list_first(&starving, struct unix_sock, starved);

		uk_list_del(&u->starved);
		unix_notify(u, UK_POLLOUT);
	}
}

void unix_take_out(struct unix_sock *u, struct unix_message *q)
{
	uk_list_del(&q->node);
	/* Full means more than the limit: this is the step to "not full". */
	if (u->queued-- == UNIX_QUEUE_MAX + 1)
		unix_feed();
}

void unix_give_up_queue(struct unix_sock *u, struct uk_list *to)
{
	while (!uk_list_empty(&u->queue)) {
		struct uk_list *first = u->queue.next;

		uk_list_del(first);
		uk_list_add_tail(first, to);
	}
	u->queued = 0;
}

static void set_error(struct unix_sock *u, int error)
{
	if (u->socket)
		u->socket->error = error;
	else
		u->error = error;
}

/* The other side learns that u has gone. */
static void leave_peer(struct unix_sock *u, bool unread)
{
	struct unix_sock *peer = u->peer;

	if (!peer)
		return;
	if (unix_connects(u)) {
		peer->shutdown = UNIX_SHUT_BOTH;
		if (unread)
			set_error(peer, ECONNRESET);
		unix_notify(peer, UK_POLLIN | UK_POLLOUT | UK_POLLHUP | UK_POLLRDHUP);
	}
	unix_set_peer(u, NULL);
}

/* Connections that nobody will accept. */
static void refuse_pending(struct unix_sock *u)
{
	while (!uk_list_empty(&u->pending)) {
		struct unix_sock *waiting = uk_list_first(&u->pending, struct unix_sock, accepting);

		uk_list_del(&waiting->accepting);
		leave_peer(waiting, true);
		unix_close(waiting);
		unix_put(waiting);
	}
}

void unix_close(struct unix_sock *u)
{
	struct uk_list queue = UK_LIST_INIT(queue);
	bool unread = !uk_list_empty(&u->queue);

	u->closed = true;
	uk_list_del(&u->flight);
	u->socket = NULL;
	u->shutdown = UNIX_SHUT_BOTH;
	uk_list_del(&u->starved);
	unix_unbind(u);
	refuse_pending(u);
	leave_peer(u, unread);
	unix_give_up_queue(u, &queue);
	while (!uk_list_empty(&queue)) {
		struct unix_message *q = uk_list_first(&queue, struct unix_message, node);

		uk_list_del(&q->node);
		unix_message_free(q);
	}
	unix_feed();
}

static void unix_release(struct uk_socket *s)
{
	struct unix_sock *u = unix_of(s);

	unix_close(u);
	unix_put(u);
	unix_collect();
}

static int unix_shutdown(struct uk_socket *s, int how)
{
	struct unix_sock *u = unix_of(s);
	struct unix_sock *peer = u->peer;
	unsigned int mine = how == UK_SHUT_RD	? UNIX_SHUT_RD
			    : how == UK_SHUT_WR ? UNIX_SHUT_WR
						: UNIX_SHUT_BOTH;

	u->shutdown |= mine;
	if (peer && unix_connects(u)) {
		peer->shutdown |= (mine & UNIX_SHUT_RD ? UNIX_SHUT_WR : 0) |
				  (mine & UNIX_SHUT_WR ? UNIX_SHUT_RD : 0);
		unix_notify(peer, UK_POLLIN | UK_POLLOUT | UK_POLLRDHUP | UK_POLLHUP);
	}
	unix_notify(u, UK_POLLIN | UK_POLLOUT | UK_POLLRDHUP | UK_POLLHUP);
	return 0;
}

static unsigned int unix_poll(struct uk_socket *s)
{
	struct unix_sock *u = unix_of(s);
	unsigned int events = s->error ? UK_POLLERR : 0;
	bool writable = unix_writable(u);

	if (u->shutdown == UNIX_SHUT_BOTH || (unix_connects(u) && u->state == UNIX_UNCONNECTED))
		events |= UK_POLLHUP;
	if (u->shutdown & UNIX_SHUT_RD)
		events |= UK_POLLRDHUP | UK_POLLIN;
	if (!uk_list_empty(&u->queue) || !uk_list_empty(&u->pending))
		events |= UK_POLLIN;
	if (writable && u->type == UK_SOCK_DGRAM && u->peer && unix_queue_full(u, u->peer)) {
		unix_starve(u);
		writable = false;
	}
	if (writable)
		events |= UK_POLLOUT | UK_POLLWRBAND;
	return uk_poll_bands(events);
}

/* Bytes that a read could get: all of a stream, one datagram. */
static int readable_bytes(const struct unix_sock *u)
{
	const struct unix_message *q;
	size_t n = 0;

	uk_list_for_each(q, &u->queue, node) {
		n += q->len - q->offset;
		if (u->type == UK_SOCK_DGRAM)
			break;
	}
	return (int)n;
}

static long unix_ioctl(struct uk_socket *s, unsigned int request, unsigned long arg)
{
	struct unix_sock *u = unix_of(s);
	int n;

	if (request == FIONREAD && u->state == UNIX_LISTENING)
		return -EINVAL;
	if (request != FIONREAD && request != SIOCOUTQ)
		return -ENOTTY;
	n = request == FIONREAD ? readable_bytes(u) : (int)u->sent;
	return uk_copy_out((void *)arg, &n, sizeof(n));
}

static int unix_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	struct unix_sock *u = unix_of(s);

	if (level != UK_SOL_SOCKET)
		return -EOPNOTSUPP;
	if (name != UK_SO_PEERCRED)
		return -ENOPROTOOPT;
	*len = UK_MIN(*len, sizeof(u->peer_cred));
	memcpy(value, &u->peer_cred, *len);
	return 0;
}

static ssize_t unix_send(struct uk_socket *s, struct uk_msg *m)
{
	return s->type == UK_SOCK_STREAM ? unix_stream_send(s, m) : unix_datagram_send(s, m);
}

static ssize_t unix_recv(struct uk_socket *s, struct uk_msg *m)
{
	return s->type == UK_SOCK_STREAM ? unix_stream_recv(s, m) : unix_datagram_recv(s, m);
}

const struct uk_socket_ops unix_ops = {
	.bind = unix_bind,
	.connect = unix_connect,
	.listen = unix_listen,
	.accept = unix_accept,
	.pair = unix_pair,
	.name = unix_name,
	.send = unix_send,
	.recv = unix_recv,
	.shutdown = unix_shutdown,
	.get_option = unix_get_option,
	.poll = unix_poll,
	.ioctl = unix_ioctl,
	.release = unix_release,
};

static int unix_create(struct uk_socket *s)
{
	struct unix_sock *u;

	if (s->protocol && s->protocol != UK_AF_UNIX)
		return -EPROTONOSUPPORT;
	if (s->type == UK_SOCK_RAW)
		s->type = UK_SOCK_DGRAM;
	if (s->type != UK_SOCK_STREAM && s->type != UK_SOCK_DGRAM && s->type != UK_SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	u = unix_new(s->type);
	if (!u)
		return -ENOMEM;
	u->socket = s;
	s->ops = &unix_ops;
	s->data = u;
	return 0;
}
UK_SOCKET_FAMILY(unix_family, .family = UK_AF_UNIX, .create = unix_create);
