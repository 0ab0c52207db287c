/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams as sockets: made, named, polled, shut down, closed. */
#include <uk/alloc.h>
#include <uk/plat.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "tcp.h"

#define FIONREAD 0x541b
#define SIOCOUTQ 0x5411
#define SIOCOUTQNSD 0x894b
#define SIOCATMARK 0x8905

struct stream *stream_new(void)
{
	struct stream *t = uk_zalloc(sizeof(*t));

	if (!t)
		return NULL;
	uk_list_init(&t->inet.bound);
	uk_list_init(&t->half);
	uk_list_init(&t->waiting);
	uk_list_init(&t->pending);
	uk_list_init(&t->node);
	stream_options_init(&t->options);
	t->quick_acks = STREAM_QUICK_ACKS;
	return t;
}

void stream_free(struct stream *t)
{
	inet_unbind(&t->inet);
	stream_queue_free(&t->received);
	uk_timer_cancel(&t->cork_timer);
	uk_free(t->corked);
	uk_free(t);
}

static int stream_create(struct uk_socket *s)
{
	struct stream *t = stream_new();

	if (!t)
		return -ENOBUFS;
	inet_init(&t->inet, s, INET_IPPROTO_TCP);
	s->sndbuf = STREAM_SNDBUF_DEFAULT;
	s->rcvbuf = STREAM_RCVBUF_DEFAULT;
	s->ops = &stream_ops;
	return 0;
}

UK_INET_PROTOCOL(inet_tcp, .type = UK_SOCK_STREAM, .protocol = INET_IPPROTO_TCP,
		 .create = stream_create);

void stream_notify(struct stream *t, unsigned int events)
{
	if (t->inet.socket)
		uk_socket_notify(t->inet.socket, events);
}

static int stream_bind(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct stream *t = stream_of(s);

	if (inet_holds(&t->inet) || !stream_closed(t)) {
		ip_addr_t ip;
		uint16_t port;
		int r = inet_addr_in(s, a, len, &ip, &port);

		return r ? r : -EINVAL;
	}
	return inet_bind(s, a, len);
}

static int stream_name(struct uk_socket *s, bool peer, struct uk_sockaddr *a)
{
	struct stream *t = stream_of(s);

	if (!peer)
		return inet_addr_out(s, &t->inet.local, t->inet.port, a);
	if (!t->remote_port)
		return -ENOTCONN;
	/* Who accepts learns who it was, even if the connection has ended since. */
	if (!s->accepting && (stream_closed(t) || t->pcb->state == SYN_SENT))
		return -ENOTCONN;
	return inet_addr_out(s, &t->remote, t->remote_port, a);
}

static unsigned int poll_connection(struct uk_socket *s, struct stream *t)
{
	bool end = t->shutdown & STREAM_SHUT_RD;
	unsigned int events = 0;

	if (t->shutdown == STREAM_SHUT_BOTH || stream_closed(t))
		events |= UK_POLLHUP;
	if (end)
		events |= UK_POLLIN | UK_POLLRDHUP;
	if (stream_in_handshake(t))
		return events;
	if (t->received.len >= (size_t)s->rcvlowat)
		events |= UK_POLLIN;
	if ((t->shutdown & STREAM_SHUT_WR) || stream_writable(t))
		events |= UK_POLLOUT;
	return events;
}

static unsigned int stream_poll(struct uk_socket *s)
{
	struct stream *t = stream_of(s);
	unsigned int events = s->error ? UK_POLLERR : 0;

	if (t->inet.listening)
		return uk_list_empty(&t->pending) ? 0 : UK_POLLIN | UK_POLLRDNORM;
	return uk_poll_bands(events | poll_connection(s, t));
}

static int shut_connection(struct stream *t, unsigned int how)
{
	if (t->shutdown & how & STREAM_SHUT_WR)
		how &= ~STREAM_SHUT_WR;
	t->shutdown |= how;
	if ((how & STREAM_SHUT_WR) && t->pcb) {
		stream_uncork(t);
		if (t->pcb)
			tcp_shutdown(t->pcb, 0, 1);
	}
	return 0;
}

static int stream_shutdown(struct uk_socket *s, int how)
{
	struct stream *t = stream_of(s);
	unsigned int mine = (unsigned int)how + 1;
	int r = 0;

	uk_lwip_enter();
	if (stream_closed(t)) {
		t->shutdown |= mine;
		r = -ENOTCONN;
	} else if (t->inet.listening) {
		if (mine & STREAM_SHUT_RD)
			stream_disconnect(t);
		else
			t->shutdown |= mine;
	} else if (t->pcb->state == SYN_SENT) {
		stream_disconnect(t);
	} else {
		if (t->state == STREAM_CONNECTING && !stream_in_handshake(t))
			t->state = STREAM_CONNECTED;
		r = shut_connection(t, mine);
	}
	uk_lwip_leave();
	stream_notify(t, STREAM_ALL_EVENTS);
	return r;
}

/* SO_LINGER: waits until all has been acknowledged. */
static void linger(struct uk_socket *s, struct stream *t)
{
	uk_nsec_t end = uk_plat_clock_mono() + s->linger * 1000000000L;

	t->shutdown = STREAM_SHUT_BOTH;
	tcp_shutdown(t->pcb, 0, 1);
	uk_lwip_leave();
	while (t->pcb && t->pcb->state != FIN_WAIT_2 && t->pcb->state != TIME_WAIT) {
		if (uk_waitq_wait(&s->writable, end, true))
			break;
	}
	uk_lwip_enter();
}

static void stream_release(struct uk_socket *s)
{
	struct stream *t = stream_of(s);

	uk_lwip_enter();
	if (t->inet.listening)
		stream_stop_listening(t);
	if (!stream_closed(t) && !stream_in_handshake(t) && !t->received.len) {
		stream_uncork(t);
		if (t->pcb && s->linger > 0)
			linger(s, t);
	}
	t->inet.socket = NULL;
	if (stream_closed(t))
		stream_detach(t);
	else if (s->linger == 0 || t->received.len || t->pcb->state == SYN_SENT)
		stream_abort(t);
	else
		stream_orphan(t);
	stream_free(t);
	uk_lwip_leave();
}

static long stream_ioctl(struct uk_socket *s, unsigned int request, unsigned long arg)
{
	struct stream *t = stream_of(s);
	int n;

	if (request != FIONREAD && request != SIOCOUTQ && request != SIOCOUTQNSD &&
	    request != SIOCATMARK)
		return -ENOTTY;
	if (t->inet.listening && request != SIOCATMARK)
		return -EINVAL;
	if (request == FIONREAD)
		n = (int)t->received.len;
	else if (request == SIOCATMARK || stream_closed(t) || stream_in_handshake(t))
		n = 0; /* there is no urgent data */
	else if (request == SIOCOUTQ)
		n = (int)stream_unacked(t);
	else
		n = (int)(t->pcb->snd_lbb - t->pcb->snd_nxt + t->corked_len);
	return uk_copy_out((void *)arg, &n, sizeof(n));
}

const struct uk_socket_ops stream_ops = {
	.bind = stream_bind,
	.connect = stream_connect,
	.listen = stream_listen,
	.accept = stream_accept,
	.name = stream_name,
	.send = stream_send,
	.recv = stream_recv,
	.shutdown = stream_shutdown,
	.set_option = stream_set_option,
	.get_option = stream_get_option,
	.option_changed = stream_option_changed,
	.poll = stream_poll,
	.ioctl = stream_ioctl,
	.release = stream_release,
};
