/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Streams: sockets over lwIP's TCP. A stream outlives neither its socket nor
 * its listener, but its PCB may: it goes on to send what was written (an
 * orphan), or waits in TIME_WAIT. lwIP frees PCBs in places that call nobody;
 * what tells is the destructor of the PCB's extra argument, so that
 * stream.pcb is NULL as soon as there is none.
 */
#ifndef POSIX_INETSOCKET_TCP_H
#define POSIX_INETSOCKET_TCP_H

#include <lwip/priv/tcp_priv.h>
#include <uk/inetsocket.h>

/** Linux's tcp_wmem[1] and tcp_rmem[1]. */
#define STREAM_SNDBUF_DEFAULT 16384
#define STREAM_RCVBUF_DEFAULT 131072
/** Linux's TCP_MAX_QUICKACKS */
#define STREAM_QUICK_ACKS 16
/** Half-open connections of one listener: the oldest goes when there are more (as a flood of SYNs makes). */
#define STREAM_HALF_MAX 128

/** The first time-out of a retransmission, as on Linux: 1 s, in slow ticks of lwIP. */
#define STREAM_FIRST_TIMEOUT (1000 / TCP_SLOW_INTERVAL)

#define STREAM_SHUT_RD 1U
#define STREAM_SHUT_WR 2U
#define STREAM_SHUT_BOTH 3U

/* What connect(2) thinks of the socket; the rest is in the PCB. */
enum stream_state {
	STREAM_UNCONNECTED,
	STREAM_CONNECTING, /* connect has not yet told the end */
	STREAM_CONNECTED,
};

/** Received bytes that have not been read: PBUFs one by one, linked by next. */
struct stream_queue {
	struct pbuf *first, *last;
	size_t len;
	size_t room; /* bytes that fit behind the last one's, which is then ours */
};

/** Options of IPPROTO_TCP; times in ms. */
struct stream_options {
	bool nodelay, cork;
	uint32_t keep_idle, keep_interval, keep_count;
	uint32_t user_timeout; /* 0: none */
	int syn_count;         /* 0: the default */
	int max_seg, defer_accept, linger2, window_clamp;
};

struct stream {
	struct inet_sock inet; /* first */
	struct tcp_pcb *pcb;   /* NULL: there is none (any more). Of a listener a tcp_pcb_listen. */
	enum stream_state state;
	unsigned int shutdown; /* STREAM_SHUT_*, also by the peer's FIN (RD) and by the end (both) */
	bool fin;              /* the peer's has come: what follows is the end, not an error */
	bool established;      /* has been */
	ip_addr_t remote;
	uint16_t remote_port;
	int error;             /* before somebody accepts it */
	struct stream_options options;

	struct stream_queue received;
	size_t withheld;       /* bytes read that the window has not been told: it is larger than SO_RCVBUF */
	bool rcvbuf_set, sndbuf_set;

	uint8_t *corked;       /* less than a segment that waits for more; NULL: none */
	size_t corked_len;
	struct uk_timer cork_timer;

	bool heard;            /* data has come */
	unsigned int quick_acks; /* segments that are acknowledged at once, as Linux does where no answer is expected */
	uint32_t progress;     /* tcp_ticks when the peer last acknowledged something new */

	/* A listener's */
	struct uk_list half, waiting, pending; /* streams by their node: in the handshake, deferred, ready */
	unsigned int half_count, backlog;
	unsigned int pending_count; /* waiting and pending */
	/* One of them */
	struct stream *listener;
	struct uk_list node;
	bool half_open;
	uint32_t deferred;     /* TCP_DEFER_ACCEPT: tcp_ticks of the handshake; 0: not */
};

static inline struct stream *stream_of(const struct uk_socket *s)
{
	return s->data;
}

/** Linux's TCP_CLOSE: there is no connection, or only its TIME_WAIT. */
static inline bool stream_closed(const struct stream *t)
{
	return !t->inet.listening && (!t->pcb || t->pcb->state == TIME_WAIT);
}

/** The handshake that connect began goes on. */
static inline bool stream_in_handshake(const struct stream *t)
{
	return t->pcb && !t->inet.listening && (t->pcb->state == SYN_SENT || t->pcb->state == SYN_RCVD);
}

extern const struct uk_socket_ops stream_ops;

/* tcp.c */
struct stream *stream_new(void);
/** Frees it; its PCB and what it holds must be gone. */
void stream_free(struct stream *t);
/** Makes events known to who waits; without a socket nothing. */
void stream_notify(struct stream *t, unsigned int events);
/** All that one can wait for. */
#define STREAM_ALL_EVENTS                                                    \
	(UK_POLLIN | UK_POLLOUT | UK_POLLERR | UK_POLLHUP | UK_POLLRDHUP)

/* tcp_pcb.c: what lwIP calls, and the life of PCBs */
/** Ties a PCB to its stream. */
void stream_attach(struct stream *t, struct tcp_pcb *pcb);
/** The stream of a connection (not of a listener); NULL: it has none any more. */
struct stream *stream_of_pcb(const struct tcp_pcb *pcb);
/** Lets go of it: nobody hears of it any more. */
void stream_detach(struct stream *t);
/** Puts what lwIP calls into the PCB of a connection. */
void stream_listen_to(struct stream *t);
/** Ends the connection at once; the peer gets a RST if there was one. */
void stream_abort(struct stream *t);
/** Ends an attempt to connect with an error (positive), without a word to the peer. */
void stream_fail(struct stream *t, int error);
/** Closes it: what was written is sent in the background. */
void stream_orphan(struct stream *t);
/** Puts the options into the PCB. */
void stream_apply(struct stream *t);

/* tcp_connect.c */
int stream_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len);
/** connect(2) to AF_UNSPEC, and the end of a failed connection: the socket is as new, bound as by bind. */
void stream_disconnect(struct stream *t);
/** Called by lwIP when the handshake is done. */
err_t stream_connected(void *arg, struct tcp_pcb *pcb, err_t err);

/* tcp_listen.c */
int stream_listen(struct uk_socket *s, int backlog);
int stream_accept(struct uk_socket *listener, struct uk_socket *s);
/** Ends listening, and connections that nobody has accepted. */
void stream_stop_listening(struct stream *t);
/** A half-open connection's PCB was freed. */
void stream_half_gone(struct stream *t);
/** Data or time has come for a connection whose acceptance is deferred. */
void stream_undefer(struct stream *t);
/** Called by lwIP for a SYN, before it is answered. */
err_t stream_passive_open(u8_t id, struct tcp_pcb_listen *listener, struct tcp_pcb *pcb);

/* tcp_data.c */
ssize_t stream_send(struct uk_socket *s, struct uk_msg *m);
ssize_t stream_recv(struct uk_socket *s, struct uk_msg *m);
bool stream_writable(const struct stream *t);
/** Bytes that were written and not acknowledged. */
size_t stream_unacked(const struct stream *t);
/** Sends what was held back for more. */
void stream_uncork(struct stream *t);
/** Gives the window back what was read, as far as SO_RCVBUF allows. */
void stream_open_window(struct stream *t, size_t n);

/* tcp_queue.c */
void stream_queue_add(struct stream_queue *q, struct pbuf *p);
/** Takes n bytes off. */
void stream_queue_drop(struct stream_queue *q, size_t n);
void stream_queue_free(struct stream_queue *q);
/** Copies n bytes without taking them. 0 or -EFAULT. */
int stream_queue_peek(const struct stream_queue *q, struct uk_io *io, size_t n);

/* tcp_option.c */
void stream_options_init(struct stream_options *o);
int stream_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len);
int stream_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len);
void stream_option_changed(struct uk_socket *s, int name);

#endif
