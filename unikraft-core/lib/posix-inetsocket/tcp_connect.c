/* SPDX-License-Identifier: BSD-3-Clause */
/* connect(2): begins a connection, tells its end, and undoes one. */
#include <uk/alloc.h>
#include <uk/string.h>
#include "tcp.h"

void stream_disconnect(struct stream *t)
{
	struct uk_socket *s = t->inet.socket;
	bool had = !t->inet.listening && !stream_closed(t) && t->pcb->state != LAST_ACK &&
		   t->pcb->state != CLOSING;

	if (t->inet.listening)
		stream_stop_listening(t);
	else if (stream_closed(t))
		stream_detach(t);
	else
		stream_abort(t);
	if (had)
		s->error = ECONNRESET;
	stream_queue_free(&t->received);
	uk_timer_cancel(&t->cork_timer);
	t->corked_len = 0;
	t->withheld = 0;
	t->state = STREAM_UNCONNECTED;
	t->shutdown = 0;
	t->fin = t->established = false;
	t->remote_port = 0;
	if (!t->inet.address_given)
		t->inet.local = s->family == UK_AF_INET ? *IP4_ADDR_ANY
				: t->inet.v6only	? *IP6_ADDR_ANY
							: *IP_ANY_TYPE;
	if (!t->inet.port_given)
		inet_unbind(&t->inet);
}

err_t stream_connected(void *arg, struct tcp_pcb *pcb UK_UNUSED, err_t err UK_UNUSED)
{
	struct stream *t = arg;

	t->established = true;
	t->progress = tcp_ticks;
	stream_notify(t, UK_POLLOUT);
	return ERR_OK;
}

/* How the connection that connect began has ended. */
static int outcome(struct uk_socket *s, struct stream *t)
{
	int r;

	if (stream_in_handshake(t))
		return -EALREADY;
	if (!stream_closed(t)) {
		t->state = STREAM_CONNECTED;
		return 0;
	}
	r = uk_socket_error(s);
	stream_disconnect(t);
	s->error = 0;
	return r ? r : -ECONNABORTED;
}

/* Where to, in lwIP's form. */
static int destination(struct uk_socket *s, const struct uk_sockaddr *a, size_t len, ip_addr_t *ip,
		       uint16_t *port)
{
	struct stream *t = stream_of(s);
	int r = inet_addr_in(s, a, len, ip, port);

	if (r)
		return r;
	if (s->family == UK_AF_INET6 && IP_IS_V4(ip) && t->inet.v6only)
		return -ENETUNREACH;
	if (IP_IS_ANY_TYPE_VAL(*ip) && IP_IS_V4_VAL(t->inet.local))
		ip_addr_set_zero_ip4(ip);
	inet_addr_here(ip);
	if (ip_addr_ismulticast(ip))
		return -ENETUNREACH;
	if (IP_IS_V6(ip) && ip6_addr_lacks_zone(ip_2_ip6(ip), IP6_UNICAST))
		return -EINVAL;
	/* Bound to an address of the other version. */
	if (!IP_IS_ANY_TYPE_VAL(t->inet.local) && IP_IS_V4(ip) != !!IP_IS_V4_VAL(t->inet.local))
		return s->family == UK_AF_INET6 && IP_IS_V4(ip) ? -ENETUNREACH : -EINVAL;
	return 0;
}

/* The address that packets to ip come from. */
static int source(struct stream *t, const ip_addr_t *ip, ip_addr_t *local)
{
	const ip_addr_t *found;
	struct netif *n;

	*local = t->inet.local;
	if (IP_IS_ANY_TYPE_VAL(*local))
		*local = IP_IS_V4(ip) ? *IP4_ADDR_ANY : *IP6_ADDR_ANY;
	n = ip_route(local, ip);
	if (!n)
		return -ENETUNREACH;
	if (!ip_addr_isany(local))
		return 0;
	found = ip_netif_get_local_ip(n, ip);
	if (!found || ip_addr_isany(found))
		return IP_IS_V4(ip) ? -ENETUNREACH : -EADDRNOTAVAIL;
	*local = *found;
	return 0;
}

/* Two connections must differ in something. */
static bool exists(const ip_addr_t *local, uint16_t port, const ip_addr_t *remote, uint16_t remote_port)
{
	struct tcp_pcb *lists[] = { tcp_active_pcbs, tcp_tw_pcbs };

	for (size_t n = 0; n < UK_ARRAY_SIZE(lists); n++)
		for (struct tcp_pcb *p = lists[n]; p; p = p->next)
			if (p->local_port == port && p->remote_port == remote_port &&
			    ip_addr_cmp(&p->local_ip, local) && ip_addr_cmp(&p->remote_ip, remote))
				return true;
	return false;
}

static int start(struct stream *t, const ip_addr_t *local)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(local));
	err_t e;

	if (!pcb)
		return -ENOBUFS;
	stream_attach(t, pcb);
	pcb->local_ip = *local;
	pcb->local_port = t->inet.port;
	pcb->rto = pcb->sv = STREAM_FIRST_TIMEOUT;
	stream_apply(t);
	pcb->so_options &= (u8_t)~SOF_REUSEADDR; /* exists() has looked */
	e = tcp_connect(pcb, &t->remote, t->remote_port, stream_connected);
	if (e != ERR_OK) {
		stream_detach(t);
		tcp_abort(pcb);
		return inet_errno(e);
	}
	stream_apply(t);
	stream_listen_to(t);
	return 0;
}

static int begin(struct stream *t, const ip_addr_t *ip, uint16_t port)
{
	ip_addr_t local;
	int r = source(t, ip, &local);

	if (r)
		return r;
	t->inet.local = local;
	r = inet_autobind(&t->inet);
	if (r)
		return -EADDRNOTAVAIL;
	if (exists(&local, t->inet.port, ip, port))
		return -EADDRNOTAVAIL;
	t->remote = *ip;
	t->remote_port = port;
	t->fin = t->established = false;
	t->inet.socket->error = 0;
	return start(t, &local);
}

int stream_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct stream *t = stream_of(s);
	ip_addr_t ip;
	uint16_t port;
	int r;

	if (len < sizeof(a->family))
		return -EINVAL;
	uk_lwip_enter();
	if (a->family == UK_AF_UNSPEC) {
		stream_disconnect(t);
		stream_notify(t, STREAM_ALL_EVENTS);
		r = 0;
	} else if (t->state == STREAM_CONNECTED) {
		r = -EISCONN;
	} else if (t->state == STREAM_CONNECTING) {
		r = outcome(s, t);
	} else if (t->inet.listening) {
		r = -EISCONN;
	} else {
		r = destination(s, a, len, &ip, &port);
		if (!r) {
			r = begin(t, &ip, port);
			if (r)
				stream_disconnect(t);
			else
				t->state = STREAM_CONNECTING;
		}
		r = r ? r : -EINPROGRESS;
	}
	uk_lwip_leave();
	return r;
}
