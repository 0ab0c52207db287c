/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets of AF_NETLINK: ports, groups, who sends to whom. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/string.h>
#include "netlink.h"

/** Ports of sockets behind the first, which has the number of the process; downwards. */
#define PORT_FIRST ((uint32_t)-4096)

static struct uk_list sockets = UK_LIST_INIT(sockets);

static struct netlink_sock *find_port(uint32_t port)
{
	struct netlink_sock *n;

	uk_list_for_each(n, &sockets, all)
		if (n->bound && n->port == port)
			return n;
	return NULL;
}

static int take_port(struct netlink_sock *n, uint32_t port)
{
	if (find_port(port))
		return -EADDRINUSE;
	n->port = port;
	n->bound = true;
	return 0;
}

static void choose_port(struct netlink_sock *n)
{
	uint32_t port = UK_PID;

	if (n->bound)
		return;
	if (take_port(n, port))
		for (port = PORT_FIRST; take_port(n, port); port--)
			;
}

static int address_in(struct netlink_address *to, const struct uk_sockaddr *a, size_t len)
{
	if (len < sizeof(*to) || a->family != UK_AF_NETLINK)
		return -EINVAL;
	memcpy(to, a, sizeof(*to));
	return 0;
}

static int netlink_bind(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct netlink_sock *n = netlink_of(s);
	struct netlink_address to;
	int r = address_in(&to, a, len);

	if (r)
		return r;
	if (n->bound && to.pid != n->port)
		return -EINVAL;
	if (!n->bound && to.pid)
		r = take_port(n, to.pid);
	else
		choose_port(n);
	if (!r)
		n->groups = (n->groups & ~(uint64_t)UINT32_MAX) | to.groups;
	return r;
}

static int netlink_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct netlink_sock *n = netlink_of(s);
	struct netlink_address to;

	if (len < sizeof(a->family))
		return -EINVAL;
	if (a->family == UK_AF_UNSPEC) {
		n->connected = false;
		n->to_port = n->to_group = 0;
		return 0;
	}
	if (address_in(&to, a, len))
		return -EINVAL;
	if ((to.pid || to.groups) && uk_process_ids.euid)
		return -EPERM;
	choose_port(n);
	n->connected = true;
	n->to_port = to.pid;
	n->to_group = (uint32_t)__builtin_ffs((int)to.groups);
	return 0;
}

static int netlink_name(struct uk_socket *s, bool peer, struct uk_sockaddr *a)
{
	struct netlink_sock *n = netlink_of(s);
	struct netlink_address own = { .family = UK_AF_NETLINK };

	if (peer) {
		own.pid = n->to_port;
		own.groups = n->to_group && n->to_group <= 32 ? 1U << (n->to_group - 1) : 0;
	} else {
		own.pid = n->port;
		own.groups = (uint32_t)n->groups;
	}
	memcpy(a, &own, sizeof(own));
	return sizeof(own);
}

static struct netlink_datagram *copy_of(const struct netlink_sock *from,
					const struct netlink_datagram *d, uint32_t group)
{
	struct netlink_datagram *c = netlink_datagram_new(d->len);

	if (!c)
		return NULL;
	c->from = from->port;
	c->group = group;
	c->cred = (struct netlink_cred){ UK_PID, uk_process_ids.euid, uk_process_ids.egid };
	c->len = d->len;
	memcpy(c->data, d->data, d->len);
	return c;
}

/* To the other members of a group; who has no room misses it. */
static void send_to_group(struct netlink_sock *from, const struct netlink_datagram *d,
			  uint32_t group)
{
	struct netlink_sock *n;

	uk_list_for_each(n, &sockets, all) {
		struct netlink_datagram *c;

		if (n == from || !(n->groups & 1UL << (group - 1)))
			continue;
		c = copy_of(from, d, group);
		if (c)
			netlink_deliver(n, c);
	}
}

static int send_to_port(struct netlink_sock *from, const struct netlink_datagram *d, uint32_t port)
{
	struct netlink_sock *n = find_port(port);
	struct netlink_datagram *c;

	if (!n || (n->connected && n->to_port != from->port))
		return -ECONNREFUSED;
	c = copy_of(from, d, 0);
	return c ? netlink_deliver(n, c) : -ENOBUFS;
}

static int destination(struct netlink_sock *n, const struct uk_msg *m, uint32_t *port,
		       uint32_t *group)
{
	struct netlink_address to;

	*port = n->to_port;
	*group = n->to_group;
	if (!m->addr_len)
		return 0;
	if (address_in(&to, &m->addr, m->addr_len))
		return -EINVAL;
	*port = to.pid;
	*group = (uint32_t)__builtin_ffs((int)to.groups);
	return (*port || *group) && uk_process_ids.euid ? -EPERM : 0;
}

static ssize_t netlink_send(struct uk_socket *s, struct uk_msg *m)
{
	struct netlink_sock *n = netlink_of(s);
	size_t len = m->io->left;
	struct netlink_datagram *d;
	uint32_t port, group;
	int r;

	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	if (!len)
		return -ENODATA;
	r = destination(n, m, &port, &group);
	if (r)
		return r;
	choose_port(n);
	if (len > (size_t)s->sndbuf - 32)
		return -EMSGSIZE;
	d = netlink_datagram_new(len);
	if (!d)
		return -ENOBUFS;
	d->len = len;
	r = uk_io_get(m->io, d->data, len);
	if (!r && group)
		send_to_group(n, d, group);
	if (!r && port)
		r = send_to_port(n, d, port);
	else if (!r)
		netlink_request(n, d->data, len);
	uk_free(d);
	return r ? r : (ssize_t)len;
}

static unsigned int netlink_poll(struct uk_socket *s)
{
	unsigned int events = UK_POLLOUT | UK_POLLWRBAND;

	if (s->error)
		events |= UK_POLLERR;
	if (!uk_list_empty(&netlink_of(s)->queue))
		events |= UK_POLLIN;
	return uk_poll_bands(events);
}

static void netlink_release(struct uk_socket *s)
{
	struct netlink_sock *n = netlink_of(s);

	uk_list_del(&n->all);
	while (!uk_list_empty(&n->queue))
		netlink_take_out(n, uk_list_first(&n->queue, struct netlink_datagram, node));
	uk_free(n);
}

static const struct uk_socket_ops netlink_ops = {
	.bind = netlink_bind,
	.connect = netlink_connect,
	.name = netlink_name,
	.send = netlink_send,
	.recv = netlink_recv,
	.set_option = netlink_set_option,
	.get_option = netlink_get_option,
	.poll = netlink_poll,
	.release = netlink_release,
};

static int netlink_create(struct uk_socket *s)
{
	struct netlink_sock *n;

	if (s->type != UK_SOCK_RAW && s->type != UK_SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	if (s->protocol != NETLINK_ROUTE)
		return -EPROTONOSUPPORT;
	n = uk_zalloc(sizeof(*n));
	if (!n)
		return -ENOMEM;
	n->socket = s;
	uk_list_init(&n->queue);
	uk_list_add_tail(&n->all, &sockets);
	s->ops = &netlink_ops;
	s->data = n;
	return 0;
}
UK_SOCKET_FAMILY(netlink_family, .family = UK_AF_NETLINK, .create = netlink_create);
