/* SPDX-License-Identifier: BSD-3-Clause */
/* send(2) and recv(2) of streams. */
#include <uk/alloc.h>
#include <uk/plat.h>
#include <uk/string.h>
#include "tcp.h"

/** What one tcp_write takes at most. */
#define WRITE_MAX 32768
/** Linux lets less than a segment wait for more no longer than this. */
#define CORK_NS 200000000L
/** And segments: all of them fit into what QUEUE_MAX leaves. */
#define WRITE_SEGMENTS 128
/** PBUFs of one connection that may wait; lwIP's own limit is above. */
#define QUEUE_MAX (TCP_SND_QUEUELEN - TCP_SND_QUEUELEN / 4)

/** Segments that the least buffers hold; smaller ones have no effect. */
#define LEAST_SEGMENTS 4

static size_t bounded(size_t n, size_t least, size_t most)
{
	return n < least ? least : UK_MIN(n, most);
}

size_t stream_unacked(const struct stream *t)
{
	return (t->pcb ? TCP_SND_BUF - t->pcb->snd_buf : 0) + t->corked_len;
}

static size_t send_limit(const struct stream *t)
{
	/* Linux sizes the buffer itself until a program does; SO_SNDBUF is twice what was asked for. */
	if (!t->sndbuf_set)
		return TCP_SND_BUF;
	return bounded((size_t)t->inet.socket->sndbuf / 2, (size_t)t->pcb->mss * LEAST_SEGMENTS, TCP_SND_BUF);
}

/* Bytes that can be written now. */
static size_t send_room(const struct stream *t)
{
	size_t limit = send_limit(t), used = stream_unacked(t);

	if (used >= limit || t->pcb->snd_queuelen >= QUEUE_MAX)
		return 0;
	return limit - used;
}

bool stream_writable(const struct stream *t)
{
	if (!t->inet.socket || stream_closed(t))
		return true;
	return send_room(t) >= UK_MAX(stream_unacked(t) / 2, (size_t)1);
}

static int check_send(struct uk_socket *s, struct stream *t, const struct uk_msg *m)
{
	int r;

	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	if (stream_in_handshake(t) && t->state == STREAM_CONNECTING) {
		r = uk_socket_error(s);
		return r ? r : -EAGAIN;
	}
	if (s->error)
		return uk_socket_error(s);
	if (t->inet.listening || stream_closed(t) || (t->shutdown & STREAM_SHUT_WR))
		return -EPIPE;
	return 0;
}

static int write_error(const struct stream *t, err_t e)
{
	if (e == ERR_CONN)
		return -EPIPE;
	if (e != ERR_MEM)
		return inet_errno(e);
	/* What is on its way will make room; else nothing would wake the writer. */
	return t->pcb->unacked || t->pcb->unsent ? -EAGAIN : -ENOBUFS;
}

/* Hands kernel memory to lwIP, which copies it. */
static int write_out(struct stream *t, const uint8_t *data, size_t n, bool more)
{
	err_t e = tcp_write(t->pcb, data, (u16_t)n,
			    TCP_WRITE_FLAG_COPY | (more ? TCP_WRITE_FLAG_MORE : 0));

	return e == ERR_OK ? 0 : write_error(t, e);
}

static void cork_due(struct uk_timer *timer)
{
	struct stream *t = uk_container_of(timer, struct stream, cork_timer);

	uk_lwip_enter();
	stream_uncork(t);
	uk_lwip_leave();
}

/* Writes what is corked; true: nothing is left. */
static bool flush_cork(struct stream *t, bool more)
{
	if (!t->corked_len)
		return true;
	if (write_out(t, t->corked, t->corked_len, more))
		return false;
	t->corked_len = 0;
	uk_timer_cancel(&t->cork_timer);
	return true;
}

void stream_uncork(struct stream *t)
{
	if (!t->corked_len || stream_closed(t))
		return;
	if (flush_cork(t, false))
		tcp_output(t->pcb);
	else /* no memory: again soon */
		uk_timer_set(&t->cork_timer, uk_plat_clock_mono() + CORK_NS);
}

/* Less than a segment, and more is to come: keeps it here. Bytes or -errno. */
static ssize_t cork(struct stream *t, struct uk_io *io, size_t n)
{
	size_t part = UK_MIN(n, t->pcb->mss - t->corked_len);

	if (!t->corked)
		t->corked = uk_malloc(TCP_MSS);
	if (!t->corked)
		return -ENOBUFS;
	if (uk_io_get(io, t->corked + t->corked_len, part))
		return -EFAULT;
	if (!t->corked_len) {
		uk_timer_init(&t->cork_timer, cork_due);
		uk_timer_set(&t->cork_timer, uk_plat_clock_mono() + CORK_NS);
	}
	t->corked_len += part;
	if (t->corked_len == t->pcb->mss && flush_cork(t, true))
		tcp_output(t->pcb);
	return (ssize_t)part;
}

/* Writes at most n bytes, from where the program has them: lwIP copies them. Bytes or -errno. */
static ssize_t write_through(struct stream *t, struct uk_io *io, size_t n, bool more)
{
	size_t part = n;
	const void *data = uk_io_direct(io, &part);
	int r;

	if (!data)
		return -EFAULT;
	r = write_out(t, data, part, more || part < n);
	if (r)
		return r;
	uk_io_skip(io, part);
	return (ssize_t)part;
}

static ssize_t write_all(struct stream *t, struct uk_io *io, bool hold, size_t room)
{
	size_t left = UK_MIN(io->left, room);
	size_t chunk = UK_MIN((size_t)WRITE_MAX, (size_t)t->pcb->mss * WRITE_SEGMENTS);
	ssize_t done = 0, r = 0;

	if (t->corked_len && !flush_cork(t, true))
		return -EAGAIN;
	while (left && r >= 0) {
		size_t n = UK_MIN(left, chunk);

		/* The tail that fills no segment waits. */
		if (hold && n == left && n >= t->pcb->mss && n % t->pcb->mss)
			n -= n % t->pcb->mss;
		if (hold && n < t->pcb->mss)
			r = cork(t, io, n);
		else
			r = write_through(t, io, n, hold || left > n);
		if (r > 0) {
			done += r;
			left -= (size_t)r;
		}
	}
	return done ? done : r;
}

ssize_t stream_send(struct uk_socket *s, struct uk_msg *m)
{
	struct stream *t = stream_of(s);
	bool hold = t->options.cork || (m->flags & UK_MSG_MORE);
	size_t room;
	ssize_t r = check_send(s, t, m);

	if (r || !m->io->left)
		return r;
	room = send_room(t);
	if (!room)
		return -EAGAIN;
	uk_lwip_enter();
	if (!stream_unacked(t))
		t->progress = tcp_ticks;
	if (hold && m->io->left + t->corked_len < t->pcb->mss)
		r = cork(t, m->io, m->io->left);
	else
		r = write_all(t, m->io, hold, room);
	if (r > 0) {
		if (t->heard)
			t->quick_acks = 0; /* an answer, as more will be: acknowledgements go with them */
		if (t->pcb)
			tcp_output(t->pcb);
	}
	uk_lwip_leave();
	return r;
}

/* What a receive finds when there is no data. */
static ssize_t no_data(struct uk_socket *s, struct stream *t)
{
	if (t->fin)
		return 0;
	if (s->error)
		return uk_socket_error(s);
	if (t->shutdown & STREAM_SHUT_RD)
		return 0;
	return stream_closed(t) ? -ENOTCONN : -EAGAIN;
}

/*
 * lwIP tells of a window that has grown by TCP_WND_UPDATE_THRESHOLD, and by a
 * segment. Less than two segments, the peer's as large as ours, would have
 * them cut by its timer.
 */
static size_t least_window(const struct tcp_pcb *pcb)
{
	return UK_MAX((size_t)TCP_WND_UPDATE_THRESHOLD * 2, (size_t)pcb->mss * LEAST_SEGMENTS);
}

void stream_open_window(struct stream *t, size_t n)
{
	size_t window, hold = 0;

	/* lwIP's window is for all the same. What exceeds SO_RCVBUF is not given back. */
	if (t->rcvbuf_set && t->pcb) {
		window = TCP_WND_MAX(t->pcb);
		hold = window - bounded((size_t)t->inet.socket->rcvbuf / 2, least_window(t->pcb), window);
	}
	n += t->withheld;
	t->withheld = UK_MIN(n, hold);
	n -= t->withheld;
	while (n && t->pcb && !t->fin && t->pcb->state != TIME_WAIT) {
		u16_t part = (u16_t)UK_MIN(n, (size_t)UINT16_MAX);

		tcp_recved(t->pcb, part);
		n -= part;
	}
}

/* Peeking for all waits as receiving does. */
static bool wait_for_all(const struct stream *t, const struct uk_msg *m)
{
	const unsigned int both = UK_MSG_PEEK | UK_MSG_WAITALL;

	return (m->flags & both) == both && !(m->flags & UK_MSG_DONTWAIT) &&
	       t->received.len < UK_MIN(m->io->left, (size_t)TCP_WND / 2) &&
	       !(t->shutdown & STREAM_SHUT_RD);
}

ssize_t stream_recv(struct uk_socket *s, struct uk_msg *m)
{
	struct stream *t = stream_of(s);
	size_t n = UK_MIN(m->io->left, t->received.len);

	if (t->inet.listening)
		return -ENOTCONN;
	if (m->flags & UK_MSG_ERRQUEUE) {
		m->flags |= UK_MSG_DONTWAIT; /* nobody waits for errors */
		return -EAGAIN;
	}
	if (m->flags & UK_MSG_OOB)
		return -EINVAL;
	if (!t->received.len)
		return no_data(s, t);
	if (wait_for_all(t, m))
		return -EAGAIN;
	if (m->flags & UK_MSG_TRUNC)
		m->io->left -= n; /* dropped, not copied */
	else if (stream_queue_peek(&t->received, m->io, n))
		return -EFAULT;
	if (m->flags & UK_MSG_PEEK)
		return (ssize_t)n;
	uk_lwip_enter();
	stream_queue_drop(&t->received, n);
	stream_open_window(t, n);
	uk_lwip_leave();
	return (ssize_t)n;
}
