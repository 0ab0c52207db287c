/* SPDX-License-Identifier: BSD-3-Clause */
/* bind(2): which socket has which port. */
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <uk/process.h>
#include <uk/random.h>
#include <uk/string.h>
#include <uk/inetsocket.h>

/** Linux's net.ipv4.ip_local_port_range and ip_unprivileged_port_start. */
#define EPHEMERAL_FIRST 32768
#define EPHEMERAL_LAST 60999
#define UNPRIVILEGED 1024

#define BUCKETS 64

static struct uk_list table[BUCKETS];

static struct uk_list *bucket(uint16_t port)
{
	struct uk_list *b = &table[port % BUCKETS];

	if (!b->next)
		uk_list_init(b);
	return b;
}

/* Whether a packet could be for both. */
static bool overlap(const ip_addr_t *a, const ip_addr_t *b)
{
	if (IP_IS_ANY_TYPE_VAL(*a) || IP_IS_ANY_TYPE_VAL(*b))
		return true;
	if (IP_GET_TYPE(a) != IP_GET_TYPE(b))
		return false;
	return ip_addr_isany(a) || ip_addr_isany(b) || ip_addr_cmp(a, b);
}

/* What a socket or a connection without one says of sharing its port. */
struct holder {
	const ip_addr_t *ip;
	bool reuse_addr, reuse_port, listening;
};

static struct holder holder_of(const struct inet_sock *i)
{
	return (struct holder){ &i->local, uk_socket_option(i->socket, UK_SO_REUSEADDR),
				uk_socket_option(i->socket, UK_SO_REUSEPORT), i->listening };
}

/* chosen: the port is looked for, so that it need not be shared. */
static bool conflict(const struct holder *mine, const struct holder *other, bool chosen)
{
	if (!overlap(mine->ip, other->ip))
		return false;
	if (chosen)
		return true;
	if (mine->reuse_addr && other->reuse_addr && !other->listening)
		return false;
	return !(mine->reuse_port && other->reuse_port);
}

/* Connections hold their port too, also when nobody has the socket any more. */
static bool connections_conflict(const struct holder *mine, uint16_t port, bool chosen)
{
	struct tcp_pcb *lists[] = { tcp_active_pcbs, tcp_tw_pcbs };

	for (size_t n = 0; n < UK_ARRAY_SIZE(lists); n++) {
		for (struct tcp_pcb *p = lists[n]; p; p = p->next) {
			struct holder other = { &p->local_ip, ip_get_option(p, SOF_REUSEADDR),
						ip_get_option(p, INET_SOF_REUSEPORT), false };

			if (p->local_port == port && conflict(mine, &other, chosen))
				return true;
		}
	}
	return false;
}

static bool taken(const struct inet_sock *i, const ip_addr_t *ip, uint16_t port, bool chosen)
{
	struct holder mine = holder_of(i);
	const struct inet_sock *o;

	mine.ip = ip;
	uk_list_for_each(o, bucket(port), bound) {
		struct holder other = holder_of(o);

		if (o != i && o->protocol == i->protocol && o->port == port &&
		    conflict(&mine, &other, chosen))
			return true;
	}
	return i->protocol == INET_IPPROTO_TCP && connections_conflict(&mine, port, chosen);
}

static void hold(struct inet_sock *i, uint16_t port)
{
	i->port = port;
	uk_list_add_tail(&i->bound, bucket(port));
}

/* From a random start, so that an outsider cannot tell the next port (RFC 6056). */
static int hold_any(struct inet_sock *i, const ip_addr_t *ip)
{
	const unsigned int count = EPHEMERAL_LAST - EPHEMERAL_FIRST + 1;
	uint32_t start;

	uk_random_fill(&start, sizeof(start));
	for (unsigned int n = 0; n < count; n++) {
		uint16_t port = (uint16_t)(EPHEMERAL_FIRST + (start % count + n) % count);

		if (!taken(i, ip, port, true)) {
			hold(i, port);
			return 0;
		}
	}
	return -EADDRINUSE;
}

int inet_autobind(struct inet_sock *i)
{
	return inet_holds(i) ? 0 : hold_any(i, &i->local);
}

int inet_may_listen(struct inet_sock *i)
{
	return taken(i, &i->local, i->port, false) ? -EADDRINUSE : 0;
}

struct inet_sock *inet_next_bound(int protocol, uint16_t port, const struct inet_sock *after)
{
	struct uk_list *end = bucket(port), *at = after ? after->bound.next : end->next;

	for (; at != end; at = at->next) {
		struct inet_sock *i = uk_list_entry(at, struct inet_sock, bound);

		if (i->protocol == protocol && i->port == port)
			return i;
	}
	return NULL;
}

void inet_unbind(struct inet_sock *i)
{
	uk_list_del(&i->bound);
}

/* AF_UNSPEC with no address is what old programs bind to. */
static int read_address(struct uk_socket *s, const struct uk_sockaddr *a, size_t len, ip_addr_t *ip,
			uint16_t *port)
{
	struct uk_sockaddr any = *a;
	int r = inet_addr_in(s, a, len, ip, port);

	if (r != -EAFNOSUPPORT || s->family != UK_AF_INET || a->family != UK_AF_UNSPEC)
		return r;
	any.family = UK_AF_INET;
	r = inet_addr_in(s, &any, len, ip, port);
	if (!r && !ip_addr_isany(ip))
		r = -EAFNOSUPPORT;
	return r;
}

static bool is_broadcast(const ip_addr_t *ip)
{
	struct netif *n;

	if (!IP_IS_V4(ip))
		return false;
	NETIF_FOREACH(n) {
		if (ip4_addr_isbroadcast(ip_2_ip4(ip), n))
			return true;
	}
	return false;
}

static int check_address(struct uk_socket *s, const ip_addr_t *ip)
{
	struct inet_sock *i = inet_of(s);

	if (s->family == UK_AF_INET6) {
		if (IP_IS_V4(ip) && i->v6only)
			return -EINVAL;
		if (IP_IS_V6(ip) && ip6_addr_lacks_zone(ip_2_ip6(ip), IP6_UNKNOWN))
			return -EINVAL;
		if (IP_IS_V6(ip) && ip6_addr_ismulticast(ip_2_ip6(ip)) && s->type == UK_SOCK_STREAM)
			return -EINVAL;
	}
	if (inet_addr_is_local(ip) || inet_switch(i, INET_FREEBIND))
		return 0;
	/* Datagrams of a group can be received without an address of one's own. */
	if (s->type != UK_SOCK_STREAM && (ip_addr_ismulticast(ip) || is_broadcast(ip)))
		return 0;
	return -EADDRNOTAVAIL;
}

int inet_bind(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct inet_sock *i = inet_of(s);
	ip_addr_t ip;
	uint16_t port;
	int r = read_address(s, a, len, &ip, &port);

	if (!r)
		r = check_address(s, &ip);
	if (r)
		return r;
	if (port && port < UNPRIVILEGED && uk_process_ids.euid != 0)
		return -EACCES;
	if (inet_holds(i))
		return -EINVAL;
	if (port && taken(i, &ip, port, false))
		return -EADDRINUSE;
	if (port)
		hold(i, port);
	else
		r = hold_any(i, &ip);
	if (r)
		return r;
	i->local = ip;
	i->port_given = port != 0;
	i->address_given = !ip_addr_isany(&ip) && !IP_IS_ANY_TYPE_VAL(ip);
	/* A port that the caller does not choose is one that nobody waits for. */
	if (port && i->protocol == INET_IPPROTO_UDP)
		inet_report(i);
	return 0;
}
