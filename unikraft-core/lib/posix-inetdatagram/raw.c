/* SPDX-License-Identifier: BSD-3-Clause */
/* Raw sockets: raw(7), and those of IPv6 (RFC 3542). */
#include <lwip/prot/ip4.h>
#include <lwip/raw.h>
#include <uk/alloc.h>
#include <uk/process.h>
#include <uk/random.h>
#include <uk/string.h>
#include "datagram.h"

#define PACKET_MAX 0xffff
#define NOT 0xffff
/** Where ICMPv6 has its checksum. */
#define ICMP6_CHECKSUM 2

#define IP_HDRINCL 3
#define IPV6_CHECKSUM 7
#define SOL_RAW 255
#define ICMP_FILTER 1
#define ICMP6_FILTER 1

struct raw_sock {
	struct inet_dgram d;   /* first */
	struct uk_list all;
	bool header_included;
	uint32_t icmp_filter;  /* bit: a type up to 31 that is not wanted */
	uint32_t icmp6_filter[8];
	uint16_t checksum;     /* offset at which sent packets get one; NOT: none */
};
static struct uk_list sockets = UK_LIST_INIT(sockets);

static struct raw_sock *raw_of(const struct uk_socket *s)
{
	return s->data;
}

static uint8_t version(const struct uk_socket *s)
{
	return s->family == UK_AF_INET ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6;
}

static bool raw_filtered(const struct raw_sock *r, const struct inet_packet *k)
{
	uint8_t type;

	if (k->protocol != INET_IPPROTO_ICMP && k->protocol != INET_IPPROTO_ICMPV6)
		return false;
	if (pbuf_copy_partial(k->p, &type, 1, (u16_t)k->header) != 1)
		return true;
	if (k->protocol == INET_IPPROTO_ICMP)
		return type < 32 && (r->icmp_filter & 1U << type);
	return r->icmp6_filter[type / 32] & 1U << type % 32;
}

void inet_raw_input(const struct inet_packet *k)
{
	struct raw_sock *r;

	uk_list_for_each(r, &sockets, all) {
		struct uk_socket *s = r->d.inet.socket;
		uint32_t offset = s->family == UK_AF_INET ? 0 : k->header;
		struct inet_packet copy = *k;

		if (s->protocol != k->protocol || version(s) != IP_GET_TYPE(&k->to) ||
		    !inet_dgram_matches(&r->d, k) || raw_filtered(r, k) ||
		    (k->multicast && !inet_group_wanted(&r->d, k)))
			continue;
		copy.p = pbuf_clone(PBUF_RAW, PBUF_RAM, k->p);
		if (copy.p)
			inet_deliver(&r->d, &copy, offset, k->p->tot_len - offset, 0);
	}
}

void inet_raw_lines(struct uk_text *t, bool six)
{
	struct raw_sock *r;

	uk_list_for_each(r, &sockets, all)
		inet_dgram_line(t, &r->d, six);
}

static int raw_bind_name(struct uk_socket *s, const struct uk_sockaddr *a, size_t len)
{
	struct inet_sock *i = inet_of(s);
	ip_addr_t ip;
	uint16_t port;
	int r = inet_addr_in(s, a, len, &ip, &port);

	if (r)
		return r;
	if (s->family == UK_AF_INET6 && IP_IS_V4(&ip) && !IP_IS_ANY_TYPE_VAL(ip))
		return -EADDRNOTAVAIL;
	if (!inet_addr_is_local(&ip) && !ip_addr_ismulticast(&ip) && !inet_switch(i, INET_FREEBIND))
		return -EADDRNOTAVAIL;
	i->local = ip;
	i->address_given = !IP_IS_ANY_TYPE_VAL(ip) && !ip_addr_isany(&ip);
	return 0;
}

/* What the application may leave out of a header that it makes. */
static int complete_header(struct pbuf *p, const struct inet_path *w)
{
	struct ip_hdr *h = p->payload;
	uint16_t id;

	if (p->tot_len < IP_HLEN || IPH_HL_BYTES(h) < IP_HLEN || IPH_HL_BYTES(h) > p->tot_len)
		return -EINVAL;
	if (!h->src.addr)
		h->src.addr = ip_2_ip4(&w->from)->addr;
	if (!IPH_ID(h)) {
		uk_random_fill(&id, sizeof(id));
		IPH_ID_SET(h, id);
	}
	IPH_LEN_SET(h, lwip_htons(p->tot_len));
	IPH_CHKSUM_SET(h, 0);
	IPH_CHKSUM_SET(h, (uint16_t)~uk_lwip_checksum(h, IPH_HL_BYTES(h)));
	return 0;
}

static int raw_transmit(struct raw_sock *r, const struct inet_path *w, struct pbuf *p)
{
	struct uk_socket *s = r->d.inet.socket;
	struct raw_pcb pcb = {
		.ttl = w->ttl, .mcast_ttl = w->ttl, .tos = w->tos, .protocol = (uint8_t)s->protocol,
		.so_options = w->broadcast ? SOF_BROADCAST : 0,
		.flags = r->header_included ? RAW_FLAGS_HDRINCL : 0,
	};
	err_t e;
	int failed = 0;

	pcb.local_ip = w->from;
	if (IP_IS_V6(&w->to) && r->checksum != NOT) {
		if (p->tot_len < r->checksum + 2)
			return -EINVAL;
		memset((uint8_t *)p->payload + r->checksum, 0, 2);
		pcb.chksum_reqd = 1;
		pcb.chksum_offset = r->checksum;
	}
	if (r->header_included)
		failed = complete_header(p, w);
	if (failed)
		return failed;
	if (w->loop)
		p->flags |= PBUF_FLAG_MCASTLOOP;
	uk_lwip_enter();
	e = raw_sendto_if_src(&pcb, p, &w->to, w->netif, &w->from);
	uk_lwip_leave();
	return e == ERR_MEM || e == ERR_BUF ? 0 : inet_errno(e);
}

static int raw_path(struct uk_socket *s, struct uk_msg *m, size_t n, struct inet_path *w)
{
	struct raw_sock *r = raw_of(s);
	ip_addr_t to;
	uint16_t port;
	int failed = inet_destination(s, m, &to, &port);

	/* IPv6: the port may name the protocol again. */
	if (!failed && s->family == UK_AF_INET6 && port && port != s->protocol)
		failed = -EINVAL;
	if (!failed && IP_GET_TYPE(&to) != version(s) && !IP_IS_ANY_TYPE_VAL(to))
		failed = -EINVAL;
	if (!failed)
		failed = inet_path(s, m, &to, port, w);
	if (!failed && r->header_included)
		failed = w->netif->mtu && n > w->netif->mtu ? -EMSGSIZE : 0;
	else if (!failed)
		failed = inet_path_fits(&r->d, w, n);
	if (!failed)
		failed = uk_socket_error(s);
	if (!failed && (r->d.shutdown & INET_SHUT_WR))
		failed = -EPIPE;
	return failed;
}

static ssize_t raw_send_packet(struct uk_socket *s, struct uk_msg *m)
{
	struct raw_sock *r = raw_of(s);
	size_t n = m->io->left;
	struct inet_path w;
	struct pbuf *p;
	int failed;

	if (n > PACKET_MAX)
		return -EMSGSIZE;
	if (m->flags & UK_MSG_OOB)
		return -EOPNOTSUPP;
	failed = raw_path(s, m, n, &w);
	if (failed)
		return failed;
	p = pbuf_alloc(r->header_included ? PBUF_LINK : PBUF_IP, (u16_t)n, PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	failed = uk_io_get(m->io, p->payload, n);
	if (!failed)
		failed = raw_transmit(r, &w, p);
	pbuf_free(p);
	return failed ? failed : (ssize_t)n;
}

static int set_checksum(struct raw_sock *r, const void *value, size_t len)
{
	int v, failed = inet_take_int(value, len, &v);

	if (failed)
		return failed;
	/* ICMPv6 has it where it has it. */
	if (r->d.inet.socket->protocol == INET_IPPROTO_ICMPV6)
		return v == ICMP6_CHECKSUM ? 0 : -EINVAL;
	if (v > 0xfffd || (v > 0 && v & 1))
		return -EINVAL;
	r->checksum = v < 0 ? NOT : (uint16_t)v;
	return 0;
}

static int set_filter(void *filter, size_t size, const void *value, size_t len)
{
	memcpy(filter, value, UK_MIN(len, size));
	return 0;
}

static bool is_icmp(const struct uk_socket *s, int level, int name)
{
	return level == SOL_RAW && name == ICMP_FILTER && s->protocol == INET_IPPROTO_ICMP &&
	       s->family == UK_AF_INET;
}

static bool is_icmp6(const struct uk_socket *s, int level, int name)
{
	return level == INET_IPPROTO_ICMPV6 && name == ICMP6_FILTER &&
	       s->protocol == INET_IPPROTO_ICMPV6 && s->family == UK_AF_INET6;
}

static bool is_checksum(const struct uk_socket *s, int level, int name)
{
	return (level == INET_IPPROTO_IPV6 || level == SOL_RAW) && name == IPV6_CHECKSUM &&
	       s->family == UK_AF_INET6;
}

static int raw_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len)
{
	struct raw_sock *r = raw_of(s);
	int v, failed;

	if (is_icmp(s, level, name))
		return set_filter(&r->icmp_filter, sizeof(r->icmp_filter), value, len);
	if (is_icmp6(s, level, name))
		return set_filter(r->icmp6_filter, sizeof(r->icmp6_filter), value, len);
	if (is_checksum(s, level, name))
		return set_checksum(r, value, len);
	if (level == INET_IPPROTO_IP && name == IP_HDRINCL && s->family == UK_AF_INET) {
		failed = inet_take_int(value, len, &v);
		if (!failed)
			r->header_included = v;
		return failed;
	}
	failed = inet_group_set_option(s, level, name, value, len);
	return failed == -ENOPROTOOPT ? inet_set_option(s, level, name, value, len) : failed;
}

static int raw_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len)
{
	struct raw_sock *r = raw_of(s);
	int failed;

	if (is_icmp(s, level, name)) {
		*len = UK_MIN(*len, sizeof(r->icmp_filter));
		memcpy(value, &r->icmp_filter, *len);
		return 0;
	}
	if (is_icmp6(s, level, name)) {
		*len = UK_MIN(*len, sizeof(r->icmp6_filter));
		memcpy(value, r->icmp6_filter, *len);
		return 0;
	}
	if (is_checksum(s, level, name))
		return inet_put_int(r->checksum == NOT ? -1 : r->checksum, value, len);
	if (level == INET_IPPROTO_IP && name == IP_HDRINCL && s->family == UK_AF_INET)
		return inet_put_int(r->header_included, value, len);
	failed = inet_group_get_option(s, level, name, value, len);
	return failed == -ENOPROTOOPT ? inet_get_option(s, level, name, value, len) : failed;
}

static void raw_release(struct uk_socket *s)
{
	struct raw_sock *r = raw_of(s);

	uk_list_del(&r->all);
	inet_dgram_fini(&r->d);
	if (s->protocol != INET_IPPROTO_RAW)
		inet_tap_close(version(s), (uint8_t)s->protocol);
	uk_free(r);
}

static const struct uk_socket_ops raw_ops = {
	.bind = raw_bind_name,
	.connect = inet_dgram_connect,
	.name = inet_dgram_name,
	.send = raw_send_packet,
	.recv = inet_dgram_recv,
	.shutdown = inet_dgram_shutdown,
	.set_option = raw_set_option,
	.get_option = raw_get_option,
	.poll = inet_dgram_poll,
	.ioctl = inet_dgram_ioctl,
	.release = raw_release,
};

static int raw_create(struct uk_socket *s)
{
	struct raw_sock *r;
	int failed;

	if (!s->protocol || s->protocol > UINT8_MAX)
		return -EPROTONOSUPPORT;
	if (uk_process_ids.euid)
		return -EPERM;
	failed = s->protocol == INET_IPPROTO_RAW ? 0 : inet_tap_open(version(s), (uint8_t)s->protocol);
	if (failed)
		return failed;
	r = uk_zalloc(sizeof(*r));
	if (!r) {
		if (s->protocol != INET_IPPROTO_RAW)
			inet_tap_close(version(s), (uint8_t)s->protocol);
		return -ENOBUFS;
	}
	inet_dgram_init(&r->d, s, INET_IPPROTO_RAW);
	/* Its name shows the protocol in the place of the port. */
	r->d.inet.port = (uint16_t)s->protocol;
	r->d.inet.port_given = true;
	r->header_included = s->family == UK_AF_INET && s->protocol == INET_IPPROTO_RAW;
	r->checksum = s->protocol == INET_IPPROTO_ICMPV6 ? ICMP6_CHECKSUM : NOT;
	uk_list_add_tail(&r->all, &sockets);
	s->ops = &raw_ops;
	return 0;
}

UK_INET_PROTOCOL(inet_raw, .type = UK_SOCK_RAW, .create = raw_create);
