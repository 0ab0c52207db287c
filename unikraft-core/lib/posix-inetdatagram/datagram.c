/* SPDX-License-Identifier: BSD-3-Clause */
/* Datagrams in a socket's queue: put, read, told of. */
#include <lwip/netif.h>
#include <uk/alloc.h>
#include <uk/string.h>
#include <uk/time.h>
#include <uk/uaccess.h>
#include "datagram.h"

#define FIONREAD 0x541b
#define SIOCOUTQ 0x5411
/** What a datagram costs besides its bytes, so that many small ones are bounded too. */
#define OVERHEAD 512

void inet_dgram_init(struct inet_dgram *d, struct uk_socket *s, int protocol)
{
	inet_init(&d->inet, s, protocol);
	uk_list_init(&d->queue);
	uk_list_init(&d->memberships);
	d->group_ttl = d->group_hops = 1;
	d->loop = d->loop6 = d->all6 = true;
	d->all = s->family == UK_AF_INET;
}

static size_t charge(const struct inet_datagram *q)
{
	return OVERHEAD + q->len;
}

static void take_out(struct inet_dgram *d, struct inet_datagram *q)
{
	uk_list_del(&q->node);
	d->queued -= charge(q);
	pbuf_free(q->p);
	uk_free(q);
}

void inet_dgram_fini(struct inet_dgram *d)
{
	inet_groups_leave(d);
	while (!uk_list_empty(&d->queue))
		take_out(d, uk_list_first(&d->queue, struct inet_datagram, node));
}

/* What a device has filled is given back at once: who does not read would keep a whole frame for each datagram. */
static struct pbuf *keep(struct pbuf *p, uint32_t *offset, uint32_t len)
{
	struct pbuf *q;

	if (!(p->flags & PBUF_FLAG_IS_CUSTOM))
		return p;
	q = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_RAM);
	if (q)
		pbuf_copy_partial(p, q->payload, (u16_t)len, (u16_t)*offset);
	*offset = 0;
	pbuf_free(p);
	return q;
}

void inet_deliver(struct inet_dgram *d, const struct inet_packet *k, uint32_t offset, uint32_t len,
		  uint16_t port)
{
	struct uk_socket *s = d->inet.socket;
	struct inet_datagram *q;
	struct pbuf *p;

	/* As on Linux the last one may go over the limit. */
	q = d->queued > (size_t)s->rcvbuf ? NULL : uk_malloc(sizeof(*q));
	if (!q || d->shutdown & INET_SHUT_RD) {
		uk_free(q);
		d->dropped++;
		pbuf_free(k->p);
		return;
	}
	p = keep(k->p, &offset, len);
	if (!p) {
		uk_free(q);
		d->dropped++;
		return;
	}
	*q = (struct inet_datagram){
		.p = p, .offset = offset, .len = len, .from = k->from, .to = k->to, .port = port,
		.ttl = k->ttl, .tos = k->tos, .device = netif_get_index(k->netif),
		.when = uk_time_wall(),
	};
	uk_list_add_tail(&q->node, &d->queue);
	d->queued += charge(q);
	uk_socket_notify(s, UK_POLLIN | UK_POLLRDNORM);
}

void inet_dgram_error(struct inet_dgram *d, int error, bool fatal)
{
	struct uk_socket *s = d->inet.socket;
	bool all = inet_switch(&d->inet, s->family == UK_AF_INET ? INET_RECVERR : INET_RECVERR6);

	if (!all && (!fatal || !d->connected))
		return;
	s->error = error;
	uk_socket_notify(s, UK_POLLERR | UK_POLLIN | UK_POLLOUT);
}

/* Copies n bytes at offset of a chain of pieces. */
static int copy_out(struct uk_io *io, const struct pbuf *p, size_t offset, size_t n)
{
	for (; n && p; p = p->next) {
		size_t here;
		int r;

		if (offset >= p->len) {
			offset -= p->len;
			continue;
		}
		here = UK_MIN(p->len - offset, n);
		r = uk_io_put(io, (const uint8_t *)p->payload + offset, here);
		if (r)
			return r;
		n -= here;
		offset = 0;
	}
	return 0;
}

/* What a receive finds when there is no datagram. */
static ssize_t none(const struct inet_dgram *d, const struct uk_msg *m)
{
	return (d->shutdown & INET_SHUT_RD) && !(m->flags & UK_MSG_DONTWAIT) ? 0 : -EAGAIN;
}

ssize_t inet_dgram_recv(struct uk_socket *s, struct uk_msg *m)
{
	struct inet_dgram *d = inet_dgram_of(s);
	struct inet_datagram *q;
	size_t got;
	int r;

	if (m->flags & UK_MSG_ERRQUEUE) {
		/* Nothing is ever in it, and nobody waits for it. */
		m->flags |= UK_MSG_DONTWAIT;
		return -EAGAIN;
	}
	r = uk_socket_error(s);
	if (r)
		return r;
	if (uk_list_empty(&d->queue))
		return none(d, m);
	q = uk_list_first(&d->queue, struct inet_datagram, node);
	got = UK_MIN(m->io->left, (size_t)q->len);
	if (got < q->len)
		m->out_flags |= UK_MSG_TRUNC;
	r = copy_out(m->io, q->p, q->offset, got);
	if (m->flags & UK_MSG_TRUNC)
		got = q->len;
	m->addr_len = (size_t)inet_addr_out(s, &q->from, q->port, &m->addr);
	if (!r)
		r = uk_msg_put_time(s, m, q->when);
	if (!r)
		r = inet_control_out(s, m, q);
	if (!(m->flags & UK_MSG_PEEK))
		take_out(d, q);
	return r ? r : (ssize_t)got;
}

unsigned int inet_dgram_poll(struct uk_socket *s)
{
	struct inet_dgram *d = inet_dgram_of(s);
	unsigned int events = UK_POLLOUT | UK_POLLWRBAND;

	if (s->error)
		events |= UK_POLLERR;
	if (d->shutdown & INET_SHUT_RD)
		events |= UK_POLLRDHUP | UK_POLLIN;
	if (d->shutdown == (INET_SHUT_RD | INET_SHUT_WR))
		events |= UK_POLLHUP;
	if (!uk_list_empty(&d->queue))
		events |= UK_POLLIN;
	return uk_poll_bands(events);
}

int inet_dgram_shutdown(struct uk_socket *s, int how)
{
	struct inet_dgram *d = inet_dgram_of(s);

	d->shutdown |= how == UK_SHUT_RD   ? INET_SHUT_RD
		       : how == UK_SHUT_WR ? INET_SHUT_WR
					   : INET_SHUT_RD | INET_SHUT_WR;
	uk_socket_notify(s, UK_POLLIN | UK_POLLOUT | UK_POLLRDHUP | UK_POLLHUP);
	/* Without a peer it works, and says so. */
	return d->connected ? 0 : -ENOTCONN;
}

int inet_dgram_name(struct uk_socket *s, bool peer, struct uk_sockaddr *a)
{
	struct inet_dgram *d = inet_dgram_of(s);

	if (!peer)
		return inet_addr_out(s, &d->inet.local, d->inet.port, a);
	if (!d->connected || (d->inet.protocol == INET_IPPROTO_UDP && !d->remote_port))
		return -ENOTCONN;
	return inet_addr_out(s, &d->remote, d->remote_port, a);
}

long inet_dgram_ioctl(struct uk_socket *s, unsigned int request, unsigned long arg)
{
	struct inet_dgram *d = inet_dgram_of(s);
	int n = 0;

	if (request != FIONREAD && request != SIOCOUTQ)
		return -ENOTTY;
	if (request == FIONREAD && !uk_list_empty(&d->queue))
		n = (int)uk_list_first(&d->queue, struct inet_datagram, node)->len;
	return uk_copy_out((void *)arg, &n, sizeof(n));
}
