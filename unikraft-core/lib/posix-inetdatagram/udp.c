/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP sockets: made, named, sent by. */
#include <lwip/udp.h>
#include <uk/alloc.h>
#include <uk/string.h>
#include "datagram.h"

#define DATAGRAM_MAX 0xffff

/* Which versions of IP a socket may get datagrams of. */
static uint8_t versions(const struct uk_socket *s)
{
	return s->family == UK_AF_INET ? IPADDR_TYPE_V4 : IPADDR_TYPE_ANY;
}

static void close_taps(uint8_t version)
{
	inet_tap_close(version, INET_IPPROTO_UDP);
	inet_tap_close(IPADDR_TYPE_V4, INET_IPPROTO_ICMP);
	if (version == IPADDR_TYPE_ANY)
		inet_tap_close(IPADDR_TYPE_V6, INET_IPPROTO_ICMPV6);
}

static int open_taps(uint8_t version)
{
	int r = inet_tap_open(version, INET_IPPROTO_UDP);

	if (r)
		return r;
	r = inet_tap_open(IPADDR_TYPE_V4, INET_IPPROTO_ICMP);
	if (r) {
		inet_tap_close(version, INET_IPPROTO_UDP);
		return r;
	}
	if (version != IPADDR_TYPE_ANY)
		return 0;
	r = inet_tap_open(IPADDR_TYPE_V6, INET_IPPROTO_ICMPV6);
	if (r) {
		inet_tap_close(IPADDR_TYPE_V4, INET_IPPROTO_ICMP);
		inet_tap_close(version, INET_IPPROTO_UDP);
	}
	return r;
}

static int udp_sock_bind(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	int r = inet_bind(s, a, len);

	if (!r && inet_of(s)->port_given)
		inet_report(inet_of(s));
	return r;
}

/* A PCB that only sends, and that lwIP never finds. */
static struct udp_pcb sender(const struct inet_dgram *d, const struct inet_path *w)
{
	struct udp_pcb pcb = {
		.ttl = w->ttl, .mcast_ttl = w->ttl, .tos = w->tos, .local_port = d->inet.port,
		.so_options = w->broadcast ? SOF_BROADCAST : 0,
	};

	pcb.local_ip = w->from;
	return pcb;
}

static int udp_transmit(struct inet_dgram *d, const struct inet_path *w, struct pbuf *p)
{
	struct udp_pcb pcb = sender(d, w);
	err_t e;

	if (w->loop)
		p->flags |= PBUF_FLAG_MCASTLOOP;
	uk_lwip_enter();
	e = udp_sendto_if_src(&pcb, p, &w->to, w->port, w->netif, &w->from);
	uk_lwip_leave();
	/* What a device has no room for is lost on its way, as on Linux. */
	return e == ERR_MEM || e == ERR_BUF ? 0 : inet_errno(e);
}

static int udp_path(struct uk_socket *s, struct uk_msg *m, size_t n, struct inet_path *w)
{
	struct inet_dgram *d = inet_dgram_of(s);
	ip_addr_t to;
	uint16_t port;
	int r = inet_destination(s, m, &to, &port);

	if (!r && !port)
		r = -EINVAL;
	if (!r)
		r = inet_path(s, m, &to, port, w);
	if (!r)
		r = inet_path_fits(d, w, n + UDP_HLEN);
	if (!r && !d->inet.port)
		r = inet_autobind(&d->inet);
	if (!r)
		r = uk_socket_error(s);
	if (!r && (d->shutdown & INET_SHUT_WR))
		r = -EPIPE;
	return r;
}

static ssize_t udp_sock_send(struct uk_socket *s, struct uk_msg *m)
{
	size_t n = m->io->left;
	struct inet_path w;
	struct pbuf *p;
	int r;

	if (n > DATAGRAM_MAX)
		return -EMSGSIZE;
	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	r = udp_path(s, m, n, &w);
	if (r)
		return r;
	p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)n, PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	r = uk_io_get(m->io, p->payload, n);
	if (!r)
		r = udp_transmit(inet_dgram_of(s), &w, p);
	pbuf_free(p);
	return r ? r : (ssize_t)n;
}

static int udp_sock_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len)
{
	int r = inet_group_set_option(s, level, name, value, len);

	return r == -ENOPROTOOPT ? inet_set_option(s, level, name, value, len) : r;
}

static int udp_sock_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	int r = inet_group_get_option(s, level, name, value, len);

	return r == -ENOPROTOOPT ? inet_get_option(s, level, name, value, len) : r;
}

static void udp_sock_release(struct uk_socket *s)
{
	struct inet_dgram *d = inet_dgram_of(s);

	uk_lwip_enter();
	inet_unbind(&d->inet);
	inet_dgram_fini(d);
	uk_lwip_leave();
	close_taps(versions(s));
	uk_free(d);
}

static const struct uk_socket_ops udp_ops = {
	.bind = udp_sock_bind,
	.connect = inet_dgram_connect,
	.name = inet_dgram_name,
	.send = udp_sock_send,
	.recv = inet_dgram_recv,
	.shutdown = inet_dgram_shutdown,
	.set_option = udp_sock_set_option,
	.get_option = udp_sock_get_option,
	.poll = inet_dgram_poll,
	.ioctl = inet_dgram_ioctl,
	.release = udp_sock_release,
};

static int udp_create(struct uk_socket *s)
{
	struct inet_dgram *d;
	int r = open_taps(versions(s));

	if (r)
		return r;
	d = uk_zalloc(sizeof(*d));
	if (!d) {
		close_taps(versions(s));
		return -ENOBUFS;
	}
	inet_dgram_init(d, s, INET_IPPROTO_UDP);
	s->ops = &udp_ops;
	return 0;
}

UK_INET_PROTOCOL(inet_udp, .type = UK_SOCK_DGRAM, .protocol = INET_IPPROTO_UDP,
		 .create = udp_create);
