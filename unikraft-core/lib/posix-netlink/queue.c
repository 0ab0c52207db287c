/* SPDX-License-Identifier: BSD-3-Clause */
/* Datagrams on their way to a receiver. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/string.h>
#include "netlink.h"

#define SCM_CREDENTIALS 2

struct netlink_datagram *netlink_datagram_new(size_t n)
{
	struct netlink_datagram *d = uk_zalloc(sizeof(*d) + n);

	if (d)
		d->room = n;
	return d;
}

void netlink_enqueue(struct netlink_sock *n, struct netlink_datagram *d)
{
	uk_list_add_tail(&d->node, &n->queue);
	n->queued += sizeof(*d) + d->len;
	uk_socket_notify(n->socket, UK_POLLIN | UK_POLLRDNORM);
}

int netlink_deliver(struct netlink_sock *n, struct netlink_datagram *d)
{
	if (n->queued + sizeof(*d) + d->len > (size_t)n->socket->rcvbuf) {
		uk_free(d);
		if (!netlink_option(n, NETLINK_NO_ENOBUFS)) {
			n->socket->error = ENOBUFS;
			uk_socket_notify(n->socket, UK_POLLERR);
		}
		return -ENOBUFS;
	}
	netlink_enqueue(n, d);
	return 0;
}

void netlink_take_out(struct netlink_sock *n, struct netlink_datagram *d)
{
	uk_list_del(&d->node);
	n->queued -= sizeof(*d) + d->len;
	uk_free(d);
}

static int put_control(struct uk_socket *s, const struct netlink_datagram *d, struct uk_msg *m)
{
	int r = uk_msg_put_time(s, m, 0);

	if (!r && netlink_option(netlink_of(s), NETLINK_PKTINFO))
		r = uk_msg_put_control(m, SOL_NETLINK, NETLINK_PKTINFO, &d->group, sizeof(d->group));
	if (!r && uk_socket_option(s, UK_SO_PASSCRED))
		r = uk_msg_put_control(m, UK_SOL_SOCKET, SCM_CREDENTIALS, &d->cred, sizeof(d->cred));
	return r;
}

ssize_t netlink_recv(struct uk_socket *s, struct uk_msg *m)
{
	struct netlink_sock *n = netlink_of(s);
	struct netlink_address from = { .family = UK_AF_NETLINK };
	struct netlink_datagram *d;
	size_t got;
	int r = uk_socket_error(s);

	if (r)
		return r;
	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	n->longest_read = UK_MAX(n->longest_read, m->io->left);
	if (uk_list_empty(&n->queue))
		return -EAGAIN;
	d = uk_list_first(&n->queue, struct netlink_datagram, node);
	got = UK_MIN(m->io->left, d->len);
	if (got < d->len)
		m->out_flags |= UK_MSG_TRUNC;
	r = uk_io_put(m->io, d->data, got);
	if (m->flags & UK_MSG_TRUNC)
		got = d->len;
	from.pid = d->from;
	from.groups = d->group && d->group <= 32 ? 1U << (d->group - 1) : 0;
	memcpy(&m->addr, &from, sizeof(from));
	m->addr_len = sizeof(from);
	if (!r)
		r = put_control(s, d, m);
	if (!(m->flags & UK_MSG_PEEK)) {
		netlink_take_out(n, d);
		netlink_dump_more(n);
	}
	return r ? r : (ssize_t)got;
}
