/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of IPPROTO_TCP, and what options of other levels change in a connection. */
#include <uk/string.h>
#include "tcp.h"

#define TCP_NODELAY_ 1
#define TCP_MAXSEG_ 2
#define TCP_CORK_ 3
#define TCP_KEEPIDLE_ 4
#define TCP_KEEPINTVL_ 5
#define TCP_KEEPCNT_ 6
#define TCP_SYNCNT_ 7
#define TCP_LINGER2_ 8
#define TCP_DEFER_ACCEPT_ 9
#define TCP_WINDOW_CLAMP_ 10
#define TCP_INFO_ 11
#define TCP_QUICKACK_ 12
#define TCP_USER_TIMEOUT_ 18

/** Linux's bounds, seconds and counts */
#define KEEP_SECONDS_MAX 32767
#define KEEP_COUNT_MAX 127
#define SYN_COUNT_MAX 127
/** Before there is a connection. */
#define MSS_DEFAULT 536
#define MAX_SEG_LEAST 88
#define MAX_SEG_MOST 32767
#define LINGER_MOST 120
#define LINGER_DEFAULT 60
#define RCVBUF_LEAST 1152

/** Linux's state numbers, by lwIP's. */
static const uint8_t linux_states[] = {
	[CLOSED] = 7, [LISTEN] = 10, [SYN_SENT] = 2, [SYN_RCVD] = 3, [ESTABLISHED] = 1,
	[FIN_WAIT_1] = 4, [FIN_WAIT_2] = 5, [CLOSE_WAIT] = 8, [CLOSING] = 11, [LAST_ACK] = 9,
	[TIME_WAIT] = 7, /* the socket is closed then */
};

/* struct tcp_info as far as lwIP knows; times in µs. */
struct info {
	uint8_t state, ca_state, retransmits, probes, backoff, options, scales, flags;
	uint32_t rto, ato, snd_mss, rcv_mss;
	uint32_t unacked, sacked, lost, retrans, fackets;
	uint32_t last_data_sent, last_ack_sent, last_data_recv, last_ack_recv;
	uint32_t pmtu, rcv_ssthresh, rtt, rttvar, snd_ssthresh, snd_cwnd, advmss, reordering;
	uint32_t rcv_rtt, rcv_space, total_retrans;
};
#define INFO_SACK 2
#define INFO_WSCALE 4

void stream_options_init(struct stream_options *o)
{
	*o = (struct stream_options){
		.keep_idle = 7200000,
		.keep_interval = 75000,
		.keep_count = 9,
		.linger2 = LINGER_DEFAULT,
	};
}

static int set_bounded(uint32_t *to, int v, int most, uint32_t factor)
{
	if (v < 1 || v > most)
		return -EINVAL;
	*to = (uint32_t)v * factor;
	return 0;
}

static void set_cork(struct stream *t, bool on)
{
	t->options.cork = on;
	if (!on)
		stream_uncork(t);
}

static void set_nodelay(struct stream *t, bool on)
{
	t->options.nodelay = on;
	stream_apply(t);
	if (!on || stream_closed(t) || t->inet.listening || stream_in_handshake(t))
		return;
	/* Also what waits now goes. */
	if (!t->options.cork)
		stream_uncork(t);
	if (!stream_closed(t))
		tcp_output(t->pcb);
}

static void set_quick_acks(struct stream *t, bool on)
{
	t->quick_acks = on ? STREAM_QUICK_ACKS : 0;
	if (on && !stream_closed(t) && !t->inet.listening && (t->pcb->flags & TF_ACK_DELAY)) {
		tcp_ack_now(t->pcb);
		tcp_output(t->pcb);
	}
}

static int set_rare(struct stream *t, int name, int v)
{
	struct stream_options *o = &t->options;

	switch (name) {
	case TCP_MAXSEG_:
		if (v && (v < MAX_SEG_LEAST || v > MAX_SEG_MOST))
			return -EINVAL;
		o->max_seg = v;
		return 0;
	case TCP_SYNCNT_:
		if (v < 1 || v > SYN_COUNT_MAX)
			return -EINVAL;
		o->syn_count = v;
		return 0;
	case TCP_LINGER2_:
		o->linger2 = v < 0 ? -1 : v ? UK_MIN(v, LINGER_MOST) : LINGER_DEFAULT;
		return 0;
	case TCP_DEFER_ACCEPT_:
		o->defer_accept = UK_MAX(v, 0);
		return 0;
	case TCP_QUICKACK_:
		set_quick_acks(t, v != 0);
		return 0;
	case TCP_WINDOW_CLAMP_:
		if (!v && !stream_closed(t))
			return -EINVAL;
		o->window_clamp = v ? UK_MAX(v, RCVBUF_LEAST) : 0;
		return 0;
	case TCP_USER_TIMEOUT_:
		if (v < 0)
			return -EINVAL;
		o->user_timeout = (uint32_t)v;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_tcp(struct stream *t, int name, int v)
{
	int r = 0;

	switch (name) {
	case TCP_NODELAY_:
		set_nodelay(t, v != 0);
		return 0;
	case TCP_CORK_:
		set_cork(t, v != 0);
		return 0;
	case TCP_KEEPIDLE_:
		r = set_bounded(&t->options.keep_idle, v, KEEP_SECONDS_MAX, 1000);
		break;
	case TCP_KEEPINTVL_:
		r = set_bounded(&t->options.keep_interval, v, KEEP_SECONDS_MAX, 1000);
		break;
	case TCP_KEEPCNT_:
		r = set_bounded(&t->options.keep_count, v, KEEP_COUNT_MAX, 1);
		break;
	default:
		r = set_rare(t, name, v);
	}
	if (!r)
		stream_apply(t);
	return r;
}

int stream_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len)
{
	struct stream *t = stream_of(s);
	int v, r;

	if (level != INET_IPPROTO_TCP) {
		r = inet_set_option(s, level, name, value, len);
		if (!r)
			stream_apply(t);
		return r;
	}
	r = inet_take_int(value, len, &v);
	if (r)
		return r;
	uk_lwip_enter();
	r = set_tcp(t, name, v);
	uk_lwip_leave();
	return r;
}

static void fill_connection(const struct stream *t, struct info *i)
{
	const struct tcp_pcb *pcb = t->pcb;
	const uint32_t tick = TCP_SLOW_INTERVAL * 1000;

	i->retransmits = pcb->nrtx;
	i->probes = pcb->persist_probe;
	i->backoff = pcb->persist_backoff;
	i->options = (uint8_t)((pcb->flags & TF_SACK ? INFO_SACK : 0) |
			       (pcb->flags & TF_WND_SCALE ? INFO_WSCALE : 0));
	if (pcb->flags & TF_WND_SCALE)
		i->scales = (uint8_t)((pcb->snd_scale & 15) | pcb->rcv_scale << 4);
	i->rto = (uint32_t)pcb->rto * tick;
	i->snd_mss = i->rcv_mss = i->advmss = pcb->mss;
	i->rtt = (uint32_t)(pcb->sa >> 3) * tick;
	i->rttvar = (uint32_t)(pcb->sv >> 2) * tick;
	i->snd_ssthresh = pcb->ssthresh / UK_MAX(pcb->mss, 1);
	i->snd_cwnd = UK_MAX(pcb->cwnd / UK_MAX(pcb->mss, 1), 1U);
	i->rcv_space = pcb->rcv_wnd;
	i->last_ack_recv = i->last_data_recv = (tcp_ticks - pcb->tmr) * TCP_SLOW_INTERVAL;
	for (const struct tcp_seg *seg = pcb->unacked; seg; seg = seg->next)
		i->unacked++;
}

static int get_info(const struct stream *t, void *value, size_t *len)
{
	struct info i = { .state = linux_states[CLOSED] };

	if (t->pcb)
		i.state = linux_states[t->pcb->state];
	if (t->inet.listening) {
		i.unacked = t->pending_count; /* as Linux says them: waiting, and how many may */
		i.sacked = t->backlog;
	} else if (!stream_closed(t)) {
		fill_connection(t, &i);
	}
	*len = UK_MIN(*len, sizeof(i));
	memcpy(value, &i, *len);
	return 0;
}

static int max_seg(const struct stream *t)
{
	/* Before there is a connection: TCP's least. */
	if (stream_closed(t) || t->inet.listening)
		return t->options.max_seg ? t->options.max_seg : MSS_DEFAULT;
	return t->pcb->mss;
}

static int get_tcp(const struct stream *t, int name, int *v)
{
	const struct stream_options *o = &t->options;

	switch (name) {
	case TCP_NODELAY_:
		*v = o->nodelay;
		return 0;
	case TCP_MAXSEG_:
		*v = max_seg(t);
		return 0;
	case TCP_CORK_:
		*v = o->cork;
		return 0;
	case TCP_KEEPIDLE_:
		*v = (int)(o->keep_idle / 1000);
		return 0;
	case TCP_KEEPINTVL_:
		*v = (int)(o->keep_interval / 1000);
		return 0;
	case TCP_KEEPCNT_:
		*v = (int)o->keep_count;
		return 0;
	case TCP_SYNCNT_:
		*v = o->syn_count ? o->syn_count : 6;
		return 0;
	case TCP_LINGER2_:
		*v = o->linger2;
		return 0;
	case TCP_DEFER_ACCEPT_:
		*v = o->defer_accept;
		return 0;
	case TCP_WINDOW_CLAMP_:
		*v = o->window_clamp;
		return 0;
	case TCP_QUICKACK_:
		*v = t->quick_acks != 0;
		return 0;
	case TCP_USER_TIMEOUT_:
		*v = (int)o->user_timeout;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int stream_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	const struct stream *t = stream_of(s);
	int v, r;

	if (level != INET_IPPROTO_TCP)
		return inet_get_option(s, level, name, value, len);
	if (name == TCP_INFO_)
		return get_info(t, value, len);
	r = get_tcp(t, name, &v);
	return r ? r : inet_put_int(v, value, len);
}

void stream_option_changed(struct uk_socket *s, int name)
{
	struct stream *t = stream_of(s);

	switch (name) {
	case UK_SO_SNDBUF:
	case UK_SO_SNDBUFFORCE:
		t->sndbuf_set = true;
		break;
	case UK_SO_RCVBUF:
	case UK_SO_RCVBUFFORCE:
		t->rcvbuf_set = true;
		uk_lwip_enter();
		if (!t->inet.listening)
			stream_open_window(t, 0);
		uk_lwip_leave();
		break;
	case UK_SO_RCVLOWAT:
		/* More than the window would never come. */
		s->rcvlowat = UK_MIN(s->rcvlowat, t->rcvbuf_set ? s->rcvbuf / 2 : TCP_WND / 2);
		break;
	default:
		break;
	}
	if (t->inet.listening)
		t->pcb->so_options =
			(uk_socket_option(s, UK_SO_REUSEADDR) ? SOF_REUSEADDR : 0) |
			(uk_socket_option(s, UK_SO_REUSEPORT) ? INET_SOF_REUSEPORT : 0) |
			(uk_socket_option(s, UK_SO_KEEPALIVE) ? SOF_KEEPALIVE : 0);
	else
		stream_apply(t);
}
