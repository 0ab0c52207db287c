/* SPDX-License-Identifier: BSD-3-Clause */
/* Which UDP socket gets a datagram. */
#include <lwip/inet_chksum.h>
#include <lwip/prot/udp.h>
#include <lwip/udp.h>
#include <uk/string.h>
#include "datagram.h"

/* The next socket that holds a port, behind after (NULL: the first). */
static struct inet_dgram *next_holder(uint16_t port, struct inet_dgram *after)
{
	return (struct inet_dgram *)inet_next_bound(INET_IPPROTO_UDP, port, after ? &after->inet : NULL);
}

static bool peer_port(const struct inet_dgram *d, uint16_t port)
{
	return !d->connected || d->remote_port == port;
}

/* How exactly a socket is meant: by its address, its peer, its interface. */
static int score(const struct inet_dgram *d)
{
	const ip_addr_t *local = &d->inet.local;
	int n = IP_IS_ANY_TYPE_VAL(*local) ? 0 : 1;

	if (n && !ip_addr_isany(local))
		n += 4;
	if (d->connected)
		n += 8;
	if (d->inet.device)
		n += 4;
	return n;
}

/* Of those who share a port by SO_REUSEPORT each gets its part of the senders. */
static struct inet_dgram *choose(struct inet_dgram *best, const struct inet_packet *k, uint16_t from,
				 uint16_t to)
{
	unsigned int count = 0, chosen;
	struct inet_dgram *d;
	uint32_t hash = from * 0x9e3779b1U;

	if (best->connected || !uk_socket_option(best->inet.socket, UK_SO_REUSEPORT))
		return best;
	for (d = NULL; (d = next_holder(to, d));)
		count += uk_socket_option(d->inet.socket, UK_SO_REUSEPORT) && !d->connected &&
			 inet_dgram_matches(d, k) && score(d) == score(best);
	hash ^= ip_2_ip6(&k->from)->addr[IP_IS_V6(&k->from) ? 3 : 0] * 0x85ebca6bU;
	chosen = (hash >> 16) % count;
	for (d = NULL; (d = next_holder(to, d));)
		if (uk_socket_option(d->inet.socket, UK_SO_REUSEPORT) && !d->connected &&
		    inet_dgram_matches(d, k) && score(d) == score(best) && !chosen--)
			return d;
	return best;
}

static struct inet_dgram *find_receiver(const struct inet_packet *k, uint16_t from, uint16_t to)
{
	struct inet_dgram *best = NULL, *d;

	/* Of equals the last one bound, which stands last in the table. */
	for (d = NULL; (d = next_holder(to, d));)
		if (peer_port(d, from) && inet_dgram_matches(d, k) && (!best || score(d) >= score(best)))
			best = d;
	return best ? choose(best, k, from, to) : NULL;
}

static bool checksum_ok(const struct inet_packet *k, const struct udp_hdr *h, uint16_t len)
{
	bool ok;

	/* The device has looked, or it never left this computer. */
	if (!(k->netif->chksum_flags & NETIF_CHECKSUM_CHECK_UDP))
		return true;
	if (!h->chksum)
		return IP_IS_V4(&k->to); /* IPv6 wants one */
	/* What is behind the datagram does not count. */
	if (pbuf_remove_header(k->p, k->header))
		return false;
	ok = !ip_chksum_pseudo_partial(k->p, INET_IPPROTO_UDP, len, len, &k->from, &k->to);
	pbuf_add_header_force(k->p, (s16_t)k->header);
	return ok;
}

/* lwIP's own, DHCP's. */
static bool lwip_wants(uint16_t port)
{
	for (const struct udp_pcb *p = udp_pcbs; p; p = p->next)
		if (p->local_port == port)
			return true;
	return false;
}

/* A packet that the socket's queue may keep: lwIP changes the one that it goes on with. */
static bool copy_of(const struct inet_packet *k, struct inet_packet *copy)
{
	*copy = *k;
	copy->p = pbuf_clone(PBUF_RAW, PBUF_RAM, k->p);
	return copy->p;
}

static bool to_all(const struct inet_packet *k, uint16_t from, uint16_t to, uint32_t len)
{
	bool any = false;

	for (struct inet_dgram *d = NULL; (d = next_holder(to, d));) {
		struct inet_packet copy;

		if (!peer_port(d, from) || !inet_dgram_matches(d, k) ||
		    (k->multicast && !inet_group_wanted(d, k)))
			continue;
		any = true;
		if (copy_of(k, &copy))
			inet_deliver(d, &copy, k->header + UDP_HLEN, len, from);
	}
	if (!any || lwip_wants(to))
		return false;
	pbuf_free(k->p);
	return true;
}

bool inet_udp_input(const struct inet_packet *k)
{
	struct inet_packet copy;
	struct inet_dgram *d;
	struct udp_hdr h;
	uint16_t len, from, to;

	if (pbuf_copy_partial(k->p, &h, sizeof(h), (u16_t)k->header) != sizeof(h))
		return false;
	len = lwip_ntohs(h.len);
	if (len < UDP_HLEN || len > k->p->tot_len - k->header || !checksum_ok(k, &h, len)) {
		pbuf_free(k->p);
		return true;
	}
	from = lwip_ntohs(h.src);
	to = lwip_ntohs(h.dest);
	len = (uint16_t)(len - UDP_HLEN);
	if (k->broadcast || k->multicast)
		return to_all(k, from, to, len);
	d = find_receiver(k, from, to);
	if (!d)
		return false;
	if (!lwip_wants(to)) {
		inet_deliver(d, k, k->header + UDP_HLEN, len, from);
		return true;
	}
	if (copy_of(k, &copy))
		inet_deliver(d, &copy, k->header + UDP_HLEN, len, from);
	return false;
}

void inet_udp_error(const ip_addr_t *from, uint16_t from_port, const ip_addr_t *to,
		    uint16_t to_port, int error, bool fatal)
{
	/* As if the peer had answered. */
	struct inet_packet k = { .netif = ip_current_input_netif(), .from = *to, .to = *from };
	struct inet_dgram *d = find_receiver(&k, to_port, from_port);

	if (d)
		inet_dgram_error(d, error, fatal);
}
