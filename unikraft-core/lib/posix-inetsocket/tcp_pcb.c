/* SPDX-License-Identifier: BSD-3-Clause */
/* PCBs: what lwIP tells of them, and when they end. */
#include <lwip/etharp.h>
#include <uk/init.h>
#include "tcp.h"

/** An orphan's peer may let this much time pass without acknowledging anything, in ticks of its poll. */
#define ORPHAN_PATIENCE 12
/** The poll of an orphan, in slow ticks of lwIP: 5 s. */
#define ORPHAN_POLL (5000 / TCP_SLOW_INTERVAL)
_Static_assert(ORPHAN_POLL <= UINT8_MAX, "lwIP counts it in a byte");
/** Linux asks three times for a neighbour, one second each; ms. */
#define ARP_PATIENCE 3000
/** Linux's tcp_syn_retries */
#define SYN_RETRIES 6

static u8_t arg_id;

static void destroyed(u8_t id UK_UNUSED, void *data)
{
	struct stream *t = data;

	if (!t)
		return;
	t->pcb = NULL;
	if (t->half_open)
		stream_half_gone(t);
}

static const struct tcp_ext_arg_callbacks callbacks = {
	.destroy = destroyed,
	.passive_open = stream_passive_open,
};

void stream_attach(struct stream *t, struct tcp_pcb *pcb)
{
	tcp_ext_arg_set_callbacks(pcb, arg_id, &callbacks);
	tcp_ext_arg_set(pcb, arg_id, t);
	tcp_arg(pcb, t);
	t->pcb = pcb;
}

struct stream *stream_of_pcb(const struct tcp_pcb *pcb)
{
	return tcp_ext_arg_get(pcb, arg_id);
}

static void no_callbacks(struct tcp_pcb *pcb)
{
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
	tcp_poll(pcb, NULL, 0);
	pcb->connected = NULL;
}

void stream_detach(struct stream *t)
{
	struct tcp_pcb *pcb = t->pcb;

	if (!pcb)
		return;
	tcp_ext_arg_set(pcb, arg_id, NULL);
	if (pcb->state != LISTEN)
		no_callbacks(pcb);
	t->pcb = NULL;
}

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err UK_UNUSED)
{
	struct stream *t = arg;

	if (p) {
		stream_queue_add(&t->received, p);
		t->heard = true;
		if (t->quick_acks) {
			t->quick_acks--;
			tcp_ack_now(pcb);
		}
		stream_notify(t, UK_POLLIN);
	} else {
		t->fin = true;
		t->shutdown |= STREAM_SHUT_RD;
		if (pcb->state == TIME_WAIT)
			t->shutdown = STREAM_SHUT_BOTH;
		stream_notify(t, STREAM_ALL_EVENTS);
	}
	if (t->deferred)
		stream_undefer(t);
	return ERR_OK;
}

static err_t sent(void *arg, struct tcp_pcb *pcb, u16_t len UK_UNUSED)
{
	struct stream *t = arg;

	t->progress = tcp_ticks;
	if (pcb->state == FIN_WAIT_2 || stream_writable(t))
		stream_notify(t, UK_POLLOUT);
	return ERR_OK;
}

/* The connection has ended: Linux's tcp_done. */
static void ended(struct stream *t, int error)
{
	struct uk_socket *s = t->inet.socket;

	t->pcb = NULL;
	t->shutdown = STREAM_SHUT_BOTH;
	if (error && s)
		s->error = error;
	else if (error)
		t->error = error;
	uk_free(t->corked);
	t->corked = NULL;
	t->corked_len = 0;
	uk_timer_cancel(&t->cork_timer);
	if (!t->inet.port_given)
		inet_unbind(&t->inet);
	if (t->deferred)
		stream_undefer(t);
	stream_notify(t, STREAM_ALL_EVENTS);
}

void stream_fail(struct stream *t, int error)
{
	struct tcp_pcb *pcb = t->pcb;

	stream_detach(t);
	tcp_abandon(pcb, 0);
	ended(t, error);
}

void stream_icmp_error(const ip_addr_t *from, uint16_t from_port, const ip_addr_t *to,
		       uint16_t to_port, uint32_t seq, int error)
{
	struct tcp_pcb *p = tcp_active_pcbs;

	while (p && !(p->local_port == from_port && p->remote_port == to_port &&
		      ip_addr_cmp(&p->local_ip, from) && ip_addr_cmp(&p->remote_ip, to)))
		p = p->next;
	/* An established connection lives on: the way may come back. */
	if (p && p->state == SYN_SENT && seq == p->lastack && p->callback_arg)
		stream_fail(p->callback_arg, error);
}

static void failed(void *arg, err_t err)
{
	struct stream *t = arg;

	if (err == ERR_CLSD)
		ended(t, 0);
	else if (err != ERR_RST)
		ended(t, ETIMEDOUT);
	else if (!t->established)
		ended(t, ECONNREFUSED);
	else /* in CLOSE_WAIT a program learns that nobody reads */
		ended(t, t->fin && !(t->shutdown & STREAM_SHUT_WR) ? EPIPE : ECONNRESET);
}

/* SYNs go out after 1, 3, 7 … seconds. */
static bool syn_given_up(struct stream *t, struct tcp_pcb *pcb)
{
	int tries = t->options.syn_count ? t->options.syn_count : SYN_RETRIES;

	pcb->rto = (s16_t)(STREAM_FIRST_TIMEOUT << UK_MIN(pcb->nrtx, 7));
	return pcb->nrtx > tries;
}

/* The next hop does not answer ARP. */
static bool no_neighbour(const struct stream *t, const struct tcp_pcb *pcb)
{
	const ip4_addr_t *to = ip_2_ip4(&pcb->remote_ip), *found_ip;
	struct eth_addr *found;
	struct netif *n;

	if (!IP_IS_V4_VAL(pcb->remote_ip) || (tcp_ticks - t->progress) * TCP_SLOW_INTERVAL < ARP_PATIENCE)
		return false;
	n = ip4_route(to);
	if (!n || !(n->flags & NETIF_FLAG_ETHARP))
		return false;
	if (!ip4_addr_netcmp(to, netif_ip4_addr(n), netif_ip4_netmask(n)))
		to = netif_ip4_gw(n);
	return etharp_find_addr(n, to, &found, &found_ip) < 0;
}

static bool peer_gone(struct stream *t, struct tcp_pcb *pcb)
{
	if (!t->options.user_timeout || (!pcb->unacked && !pcb->unsent))
		return false;
	return (u32_t)(tcp_ticks - t->progress) * TCP_SLOW_INTERVAL >= t->options.user_timeout;
}

static err_t polled(void *arg, struct tcp_pcb *pcb)
{
	struct stream *t = arg;

	if (t->deferred)
		stream_undefer(t);
	if (pcb->state == SYN_SENT && no_neighbour(t, pcb)) {
		stream_fail(t, EHOSTUNREACH);
		return ERR_ABRT;
	}
	if (!peer_gone(t, pcb) && !(pcb->state == SYN_SENT && syn_given_up(t, pcb)))
		return ERR_OK;
	tcp_abort(pcb); /* tells failed */
	return ERR_ABRT;
}

void stream_listen_to(struct stream *t)
{
	tcp_recv(t->pcb, received);
	tcp_sent(t->pcb, sent);
	tcp_err(t->pcb, failed);
	tcp_poll(t->pcb, polled, 1);
	t->progress = tcp_ticks;
}

void stream_abort(struct stream *t)
{
	struct tcp_pcb *pcb = t->pcb;

	stream_detach(t);
	if (pcb)
		tcp_abort(pcb);
}

/* An orphan's argument counts how often it was polled without progress. */
static err_t orphan_polled(void *arg, struct tcp_pcb *pcb)
{
	uintptr_t count = (uintptr_t)arg + 1;

	tcp_arg(pcb, (void *)count);
	if (count < ORPHAN_PATIENCE)
		return ERR_OK;
	tcp_abort(pcb);
	return ERR_ABRT;
}

static err_t orphan_sent(void *arg UK_UNUSED, struct tcp_pcb *pcb, u16_t len UK_UNUSED)
{
	tcp_arg(pcb, NULL);
	/* lwIP measures the age of a closed connection from what it last heard before. */
	pcb->tmr = tcp_ticks;
	return ERR_OK;
}

void stream_orphan(struct stream *t)
{
	struct tcp_pcb *pcb = t->pcb;

	stream_detach(t);
	/* All has been read: lwIP would see a window that SO_RCVBUF holds back as unread data. */
	pcb->rcv_wnd = TCP_WND_MAX(pcb);
	tcp_sent(pcb, orphan_sent);
	tcp_poll(pcb, orphan_polled, ORPHAN_POLL);
	pcb->tmr = tcp_ticks;
	tcp_close(pcb);
}

void stream_apply(struct stream *t)
{
	struct tcp_pcb *pcb = t->pcb;
	struct uk_socket *s = t->inet.socket;

	if (!pcb || pcb->state == LISTEN)
		return;
	inet_apply(&t->inet, (struct ip_pcb *)pcb, &t->remote);
	if (t->options.nodelay)
		tcp_nagle_disable(pcb);
	else
		tcp_nagle_enable(pcb);
	pcb->keep_idle = t->options.keep_idle;
	pcb->keep_intvl = t->options.keep_interval;
	pcb->keep_cnt = t->options.keep_count;
	if (!s)
		return;
	pcb->so_options = (uk_socket_option(s, UK_SO_REUSEADDR) ? SOF_REUSEADDR : 0) |
			  (uk_socket_option(s, UK_SO_REUSEPORT) ? INET_SOF_REUSEPORT : 0) |
			  (uk_socket_option(s, UK_SO_KEEPALIVE) ? SOF_KEEPALIVE : 0);
}

static int stream_init(void)
{
	arg_id = tcp_ext_arg_alloc_id();
	return 0;
}
UK_INIT(late, stream_init);
