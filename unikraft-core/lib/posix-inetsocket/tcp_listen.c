/* SPDX-License-Identifier: BSD-3-Clause */
/* listen(2) and accept(2): connections wait, as streams, until somebody accepts them. */
#include <uk/alloc.h>
#include <uk/string.h>
#include "tcp.h"

/** lwIP counts half-open connections in a byte; we let go of the oldest before there are so many. */
#define LWIP_BACKLOG 255

void stream_half_gone(struct stream *t)
{
	uk_list_del(&t->node);
	t->listener->half_count--;
	stream_free(t);
}

/* A flood of SYNs drives out its own. */
static void drop_oldest_half(struct stream *listener)
{
	struct stream *oldest = uk_list_first(&listener->half, struct stream, node);

	tcp_abandon(oldest->pcb, 0); /* calls stream_half_gone */
}

err_t stream_passive_open(u8_t id UK_UNUSED, struct tcp_pcb_listen *lpcb, struct tcp_pcb *pcb)
{
	struct stream *listener = lpcb->callback_arg;
	struct stream *t;

	/* As on Linux the peer tries again. */
	if (listener->pending_count > listener->backlog)
		return ERR_MEM;
	t = stream_new();
	if (!t)
		return ERR_MEM;
	if (listener->half_count >= STREAM_HALF_MAX)
		drop_oldest_half(listener);
	t->inet.protocol = INET_IPPROTO_TCP;
	t->inet.local = pcb->local_ip;
	t->inet.port = pcb->local_port;
	t->remote = pcb->remote_ip;
	t->remote_port = pcb->remote_port;
	inet_inherit(&t->inet, &listener->inet);
	t->options = listener->options;
	t->listener = listener;
	t->half_open = true;
	uk_list_add_tail(&t->node, &listener->half);
	listener->half_count++;
	stream_attach(t, pcb);
	pcb->rto = pcb->sv = STREAM_FIRST_TIMEOUT;
	stream_apply(t);
	pcb->so_options = lpcb->so_options;
	return ERR_OK;
}

static void make_pending(struct stream *t)
{
	struct stream *listener = t->listener;

	uk_list_del(&t->node);
	uk_list_add_tail(&t->node, &listener->pending);
	stream_notify(listener, UK_POLLIN);
}

/* The handshake is done. arg is the stream that stream_passive_open made. */
static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct stream *t = arg;

	if (err != ERR_OK || !pcb) /* no memory for a PCB */
		return ERR_OK;
	t->half_open = false;
	t->listener->half_count--;
	t->listener->pending_count++;
	t->established = true;
	t->state = STREAM_CONNECTED;
	stream_listen_to(t);
	if (t->options.defer_accept) {
		t->deferred = tcp_ticks ? tcp_ticks : 1;
		uk_list_del(&t->node);
		uk_list_add_tail(&t->node, &t->listener->waiting);
		return ERR_OK;
	}
	make_pending(t);
	return ERR_OK;
}

void stream_undefer(struct stream *t)
{
	u32_t waited = (tcp_ticks - t->deferred) * TCP_SLOW_INTERVAL / 1000;

	if (!t->received.len && !t->fin && !stream_closed(t) && waited < (u32_t)t->options.defer_accept)
		return;
	t->deferred = 0;
	make_pending(t);
}

static int start(struct uk_socket *s, struct stream *t)
{
	struct tcp_pcb *pcb, *lpcb;
	int r;

	if (inet_holds(&t->inet))
		r = inet_may_listen(&t->inet);
	else
		r = inet_autobind(&t->inet);
	if (r)
		return r;
	pcb = tcp_new_ip_type(IP_GET_TYPE(&t->inet.local));
	if (!pcb)
		return -ENOBUFS;
	pcb->local_ip = t->inet.local;
	pcb->local_port = t->inet.port;
	/* Without SOF_REUSEADDR lwIP does not look for others: inet_may_listen has. */
	lpcb = tcp_listen_with_backlog(pcb, LWIP_BACKLOG);
	if (!lpcb) {
		tcp_abort(pcb);
		return -ENOBUFS;
	}
	stream_attach(t, lpcb);
	tcp_accept(lpcb, accepted);
	t->inet.listening = s->listening = true;
	t->shutdown = 0;
	stream_option_changed(s, UK_SO_REUSEADDR);
	inet_report(&t->inet);
	return 0;
}

int stream_listen(struct uk_socket *s, int backlog)
{
	struct stream *t = stream_of(s);

	if (t->state != STREAM_UNCONNECTED || (!t->inet.listening && !stream_closed(t)))
		return -EINVAL;
	t->backlog = (unsigned int)backlog;
	return t->inet.listening ? 0 : start(s, t);
}

/* What Linux copies from the listener. */
static void inherit(struct uk_socket *s, const struct uk_socket *l)
{
	const struct stream *from = l->data;
	struct stream *t = stream_of(s);

	s->flags = l->flags;
	s->sndbuf = l->sndbuf;
	s->rcvbuf = l->rcvbuf;
	s->rcvlowat = l->rcvlowat;
	s->priority = l->priority;
	s->linger = l->linger;
	s->rcvtimeo = l->rcvtimeo;
	s->sndtimeo = l->sndtimeo;
	t->rcvbuf_set = from->rcvbuf_set;
	t->sndbuf_set = from->sndbuf_set;
	t->options = from->options;
}

int stream_accept(struct uk_socket *listener, struct uk_socket *s)
{
	struct stream *l = stream_of(listener);
	struct stream *t;

	if (!l->inet.listening)
		return -EINVAL;
	if (uk_list_empty(&l->pending))
		return -EAGAIN;
	t = uk_list_first(&l->pending, struct stream, node);
	uk_list_del(&t->node);
	l->pending_count--;
	t->listener = NULL;
	t->inet.socket = s;
	s->ops = &stream_ops;
	s->data = t;
	s->error = t->error;
	inherit(s, listener);
	stream_apply(t);
	return 0;
}

static void abort_all(struct uk_list *list)
{
	while (!uk_list_empty(list)) {
		struct stream *t = uk_list_first(list, struct stream, node);

		uk_list_del(&t->node);
		stream_abort(t);
		stream_free(t);
	}
}

void stream_stop_listening(struct stream *t)
{
	struct tcp_pcb *lpcb = t->pcb;

	t->inet.listening = t->inet.socket->listening = false;
	stream_detach(t);
	if (lpcb)
		tcp_close(lpcb);
	while (!uk_list_empty(&t->half))
		drop_oldest_half(t);
	abort_all(&t->waiting);
	abort_all(&t->pending);
	t->pending_count = 0;
}
