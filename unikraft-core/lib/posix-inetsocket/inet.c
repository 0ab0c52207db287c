/* SPDX-License-Identifier: BSD-3-Clause */
/* The families AF_INET and AF_INET6: which protocol a socket has, and its addresses. */
#include <lwip/netif.h>
#include <uk/string.h>
#include <uk/inetsocket.h>

#define IN_LEN 16
#define IN6_LEN 28
/** Without the scope: what old programs have (RFC 2133). */
#define IN6_LEN_LEAST 24

/* Offsets behind the family */
#define PORT 0
#define ADDRESS 2
#define FLOW 2
#define ADDRESS6 6
#define SCOPE6 22

extern const struct inet_protocol __start_uk_inet_protocol[], __stop_uk_inet_protocol[];

void inet_init(struct inet_sock *i, struct uk_socket *s, int protocol)
{
	i->socket = s;
	i->protocol = protocol;
	uk_list_init(&i->bound);
	i->ttl = i->hops = -1;
	i->mtu_discover = i->mtu_discover6 = 1; /* IP_PMTUDISC_WANT */
	if (s->family == UK_AF_INET)
		ip_addr_set_zero_ip4(&i->local);
	else
		i->local = *IP_ANY_TYPE;
	s->data = i;
}

static int inet_create(struct uk_socket *s)
{
	bool known = false;

	if (s->protocol < 0 || s->protocol > UINT8_MAX + 7)
		return -EINVAL;
	for (const struct inet_protocol *p = __start_uk_inet_protocol; p < __stop_uk_inet_protocol;
	     p++) {
		if (p->type != s->type)
			continue;
		known = true;
		if (p->protocol && s->protocol && p->protocol != s->protocol)
			continue;
		if (!s->protocol)
			s->protocol = p->protocol;
		return p->create(s);
	}
	return known ? -EPROTONOSUPPORT : -ESOCKTNOSUPPORT;
}

UK_SOCKET_FAMILY(inet4_family, .family = UK_AF_INET, .create = inet_create);
UK_SOCKET_FAMILY(inet6_family, .family = UK_AF_INET6, .create = inet_create);

static uint16_t port_of(const struct uk_sockaddr *a)
{
	return (uint16_t)(a->data[PORT] << 8 | a->data[PORT + 1]);
}

static void set_ip4(ip_addr_t *ip, const uint8_t *bytes)
{
	uint32_t v;

	memcpy(&v, bytes, sizeof(v));
	ip_addr_set_ip4_u32_val(*ip, v);
}

static bool is_mapped(const uint8_t *bytes)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

	return !memcmp(bytes, prefix, sizeof(prefix));
}

static int addr6_in(const struct uk_socket *s, const struct uk_sockaddr *a, size_t len, ip_addr_t *ip)
{
	const uint8_t *bytes = a->data + ADDRESS6;
	uint32_t words[4], scope = 0;

	if (is_mapped(bytes)) {
		set_ip4(ip, bytes + 12);
		return 0;
	}
	memcpy(words, bytes, sizeof(words));
	memset(ip, 0, sizeof(*ip));
	IP_ADDR6(ip, words[0], words[1], words[2], words[3]);
	if (len >= IN6_LEN)
		memcpy(&scope, a->data + SCOPE6, sizeof(scope));
	if (ip6_addr_has_scope(ip_2_ip6(ip), IP6_UNKNOWN)) {
		if (scope > UINT8_MAX)
			return -EINVAL;
		ip6_addr_set_zone(ip_2_ip6(ip), (uint8_t)scope);
	}
	if (ip6_addr_isany(ip_2_ip6(ip)) && !inet_of(s)->v6only)
		*ip = *IP_ANY_TYPE;
	return 0;
}

int inet_addr_in(const struct uk_socket *s, const struct uk_sockaddr *a, size_t len, ip_addr_t *ip,
		 uint16_t *port)
{
	size_t least = s->family == UK_AF_INET ? IN_LEN : IN6_LEN_LEAST;

	if (len < least)
		return -EINVAL;
	if (a->family != s->family)
		return -EAFNOSUPPORT;
	*port = port_of(a);
	if (s->family == UK_AF_INET6)
		return addr6_in(s, a, len, ip);
	memset(ip, 0, sizeof(*ip));
	set_ip4(ip, a->data + ADDRESS);
	return 0;
}

int inet_addr_out(const struct uk_socket *s, const ip_addr_t *ip, uint16_t port,
		  struct uk_sockaddr *a)
{
	uint32_t scope;

	memset(a, 0, sizeof(*a));
	a->family = (uint16_t)s->family;
	a->data[PORT] = (uint8_t)(port >> 8);
	a->data[PORT + 1] = (uint8_t)port;
	if (s->family == UK_AF_INET) {
		if (IP_IS_V4(ip))
			memcpy(a->data + ADDRESS, &ip_2_ip4(ip)->addr, 4);
		return IN_LEN;
	}
	if (IP_IS_V4(ip)) {
		memset(a->data + ADDRESS6 + 10, 0xff, 2);
		memcpy(a->data + ADDRESS6 + 12, &ip_2_ip4(ip)->addr, 4);
	} else if (!IP_IS_ANY_TYPE_VAL(*ip)) {
		memcpy(a->data + ADDRESS6, ip_2_ip6(ip)->addr, 16);
		scope = ip6_addr_zone(ip_2_ip6(ip));
		memcpy(a->data + SCOPE6, &scope, sizeof(scope));
	}
	return IN6_LEN;
}

static bool netif_has(struct netif *n, const ip_addr_t *ip)
{
	if (IP_IS_V6(ip))
		return netif_get_ip6_addr_match(n, ip_2_ip6(ip)) >= 0;
	return ip4_addr_cmp(netif_ip4_addr(n), ip_2_ip4(ip));
}

bool inet_addr_is_local(const ip_addr_t *ip)
{
	struct netif *n;

	if (IP_IS_ANY_TYPE_VAL(*ip) || ip_addr_isany(ip))
		return true;
	if (IP_IS_V4(ip) && ip4_addr_isloopback(ip_2_ip4(ip)))
		return true;
	NETIF_FOREACH(n) {
		if (netif_has(n, ip))
			return true;
	}
	return false;
}

void inet_addr_here(ip_addr_t *ip)
{
	if (IP_IS_ANY_TYPE_VAL(*ip) || (IP_IS_V6(ip) && ip6_addr_isany(ip_2_ip6(ip)))) {
		memset(ip, 0, sizeof(*ip));
		IP_ADDR6(ip, 0, 0, 0, PP_HTONL(1));
	} else if (IP_IS_V4(ip) && ip4_addr_isany(ip_2_ip4(ip))) {
		ip_addr_set_loopback_val(false, *ip);
	}
}

int inet_errno(err_t e)
{
	switch (e) {
	case ERR_OK:
		return 0;
	case ERR_MEM:
		return -ENOMEM;
	case ERR_BUF:
		return -ENOBUFS;
	case ERR_TIMEOUT:
		return -ETIMEDOUT;
	case ERR_RTE:
		return -ENETUNREACH;
	case ERR_USE:
		return -EADDRINUSE;
	case ERR_ALREADY:
		return -EALREADY;
	case ERR_ISCONN:
		return -EISCONN;
	case ERR_CONN:
		return -ENOTCONN;
	case ERR_IF:
		return -ENETDOWN;
	case ERR_RST:
		return -ECONNRESET;
	case ERR_ABRT:
		return -ECONNABORTED;
	default:
		return -EINVAL;
	}
}

