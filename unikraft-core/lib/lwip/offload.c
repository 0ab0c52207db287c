/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the device does for TCP: it completes checksums, and cuts segments. lwIP
 * makes segments one by one; those of one connection that follow each other in
 * a burst go to the device as one, a train.
 */
#include <uk/alloc.h>
#include <uk/netdev.h>
#include <uk/string.h>
#include <arch/hooks.h>
#include <lwip/inet_chksum.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/tcp.h>
#include "internal.h"

#define IP_TTL 8 /* offset in an IPv4 header */
#define IP6_HOPS 7 /* in one of IPv6 */

/* Where in a frame the header of a TCP segment is whose checksum lwIP has left out; 0: it is no such frame. */
static unsigned int tcp_offset(const struct pbuf *p, bool *ipv6)
{
	const struct eth_hdr *eth = p->payload;
	const struct ip_hdr *ip4 = (const void *)(eth + 1);
	const struct ip6_hdr *ip6 = (const void *)(eth + 1);
	const struct tcp_hdr *tcp;
	unsigned int header = 0;

	*ipv6 = eth->type == PP_HTONS(ETHTYPE_IPV6);
	if (eth->type == PP_HTONS(ETHTYPE_IP) && p->len >= sizeof(*eth) + sizeof(*ip4) &&
	    IPH_PROTO(ip4) == IP_PROTO_TCP && !(IPH_OFFSET(ip4) & PP_HTONS(IP_MF | IP_OFFMASK)))
		header = sizeof(*eth) + IPH_HL_BYTES(ip4);
	else if (*ipv6 && p->len >= sizeof(*eth) + sizeof(*ip6) && IP6H_NEXTH(ip6) == IP6_NEXTH_TCP)
		header = sizeof(*eth) + sizeof(*ip6);
	tcp = (const void *)((const uint8_t *)p->payload + header);
	return header && p->len >= header + sizeof(*tcp) && !tcp->chksum ? header : 0;
}

/* The sum of the pseudo header, for len bytes from the TCP header on. */
static uint16_t pseudo_sum(const uint8_t *frame, bool ipv6, uint16_t len)
{
	const struct ip_hdr *ip4 = (const void *)(frame + SIZEOF_ETH_HDR);
	const struct ip6_hdr *ip6 = (const void *)(frame + SIZEOF_ETH_HDR);
	uint32_t sum = lwip_htons(IP_PROTO_TCP) + lwip_htons(len);

	sum += ipv6 ? uk_lwip_checksum(&ip6->src, 2 * sizeof(ip6->src))
		    : uk_lwip_checksum(&ip4->src, 2 * sizeof(ip4->src));
	sum = (sum >> 16) + (sum & 0xffff);
	return (sum >> 16) + sum;
}

/*
 * lwIP has left out the checksum (chksum_flags): the device completes it, from
 * the sum of the pseudo header. Other TCP packets come from a raw socket with theirs.
 */
void uk_lwip_partial_checksum(struct waiting *w)
{
	bool ipv6;
	unsigned int header = tcp_offset(w->p, &ipv6);
	struct tcp_hdr *tcp = (void *)((uint8_t *)w->p->payload + header);

	if (!header)
		return;
	tcp->chksum = pseudo_sum(w->p->payload, ipv6, w->p->tot_len - header);
	w->csum_start = header;
	w->csum_offset = offsetof(struct tcp_hdr, chksum);
}

/* Of a segment that will not go as it is, the device could not complete it. */
static void whole_checksum(struct pbuf *p, struct netif *netif, unsigned int header, const ip_addr_t *from,
			   const ip_addr_t *to)
{
	struct tcp_hdr *tcp = (void *)((uint8_t *)p->payload + header);

	if (netif->chksum_flags & NETIF_CHECKSUM_GEN_TCP || p->len < header + sizeof(*tcp) || tcp->chksum)
		return;
	pbuf_remove_header(p, header);
	tcp->chksum = ip_chksum_pseudo(p, IP_PROTO_TCP, p->tot_len, from, to);
	pbuf_add_header(p, header);
}

void uk_lwip_ipv4_fragment(struct pbuf *p, struct netif *netif)
{
	const struct ip_hdr *ip = p->payload;
	ip_addr_t from, to;

	if (IPH_PROTO(ip) != IP_PROTO_TCP || IPH_OFFSET(ip) & PP_HTONS(IP_MF | IP_OFFMASK))
		return;
	ip_addr_copy_from_ip4(from, ip->src);
	ip_addr_copy_from_ip4(to, ip->dest);
	whole_checksum(p, netif, IPH_HL_BYTES(ip), &from, &to);
}

void uk_lwip_ipv6_fragment(struct pbuf *p, struct netif *netif)
{
	const struct ip6_hdr *ip = p->payload;
	ip_addr_t from, to;

	if (IP6H_NEXTH(ip) != IP6_NEXTH_TCP)
		return;
	ip_addr_copy_from_ip6_packed(from, ip->src);
	ip_addr_copy_from_ip6_packed(to, ip->dest);
	whole_checksum(p, netif, sizeof(*ip), &from, &to);
}

/* Whether the device can have looked at its checksum: not at that of a fragment's packet. */
bool uk_lwip_is_whole(const struct pbuf *p)
{
	const struct eth_hdr *eth = p->payload;
	const struct ip_hdr *ip4 = (const void *)(eth + 1);
	const struct ip6_hdr *ip6 = (const void *)(eth + 1);

	if (p->len < sizeof(*eth) + sizeof(*ip4))
		return false;
	if (eth->type == PP_HTONS(ETHTYPE_IP))
		return !(IPH_OFFSET(ip4) & PP_HTONS(IP_MF | IP_OFFMASK));
	return eth->type == PP_HTONS(ETHTYPE_IPV6) && p->len >= sizeof(*eth) + sizeof(*ip6) &&
	       (IP6H_NEXTH(ip6) == IP6_NEXTH_TCP || IP6H_NEXTH(ip6) == IP6_NEXTH_UDP);
}

/* --- Trains --- */

struct train {
	struct pbuf *segment[UK_NETDEV_MAX_PIECES]; /* referenced */
	unsigned int count, pieces; /* pieces: with that of the headers */
	unsigned int tcp, header;   /* where the TCP header is; bytes of all headers */
	unsigned int size, bytes;   /* payload of the first; of all */
	uint32_t next;              /* sequence number that is to follow */
	bool ipv6, ended;           /* ended: the last one is shorter, or is to be pushed */
	uint8_t headers[SIZEOF_ETH_HDR + IP6_HLEN + TCP_HLEN];
};

/* More than there can be: the device cannot get at one. */
static unsigned int data_pieces(const struct pbuf *p, unsigned int header)
{
	unsigned int n = p->len > header;

	if (!uk_lwip_in_direct_map(p->payload))
		return UK_NETDEV_MAX_PIECES + 1;
	while ((p = p->next)) {
		n += p->len > 0;
		if (!uk_lwip_in_direct_map(p->payload))
			return UK_NETDEV_MAX_PIECES + 1;
	}
	return n;
}

/* Whether only what is a segment's own differs. */
static bool goes_with(const struct train *t, const uint8_t *frame)
{
	const struct tcp_hdr *a = (const void *)(t->headers + t->tcp), *b = (const void *)(frame + t->tcp);
	unsigned int ip = SIZEOF_ETH_HDR, addresses = t->ipv6 ? 2 * 16 : 2 * 4;

	return !memcmp(t->headers, frame, ip + 2) && /* up to the type of service */
	       !memcmp(t->headers + t->tcp - addresses, frame + t->tcp - addresses, addresses) &&
	       (t->ipv6 ? t->headers[ip + IP6_HOPS] == frame[ip + IP6_HOPS] : t->headers[ip + IP_TTL] == frame[ip + IP_TTL]) &&
	       a->src == b->src && a->dest == b->dest && a->ackno == b->ackno && a->wnd == b->wnd;
}

bool uk_lwip_train_add(struct device *d, struct pbuf *p)
{
	struct train *t = d->train;
	const struct tcp_hdr *tcp;
	bool ipv6, first = !t || !t->count;
	unsigned int at = tcp_offset(p, &ipv6), header = at + TCP_HLEN, size;

	if (!at || !(d->dev->features & (ipv6 ? UK_NETDEV_TX_TSO6 : UK_NETDEV_TX_TSO4)) || p->tot_len <= header)
		return false;
	tcp = (const void *)((const uint8_t *)p->payload + at);
	size = p->tot_len - header;
	if (TCPH_HDRLEN(tcp) != TCP_HLEN / 4 || (TCPH_FLAGS(tcp) & ~TCP_PSH) != TCP_ACK ||
	    header > sizeof(t->headers) || (!ipv6 && at != SIZEOF_ETH_HDR + IP_HLEN))
		return false;
	if (!t)
		t = d->train = uk_zalloc(sizeof(*t));
	if (!t)
		return false;
	if (first) {
		t->tcp = at;
		t->header = header;
		t->ipv6 = ipv6;
		t->size = size;
		t->bytes = 0;
		t->pieces = 1;
		memcpy(t->headers, p->payload, header);
	} else if (t->ended || at != t->tcp || size > t->size || lwip_ntohl(tcp->seqno) != t->next ||
		   !goes_with(t, p->payload) || t->header - SIZEOF_ETH_HDR + t->bytes + size > UINT16_MAX) {
		return false;
	}
	if (t->pieces + data_pieces(p, header) > UK_NETDEV_MAX_PIECES)
		return false;
	pbuf_ref(p);
	t->segment[t->count++] = p;
	t->pieces += data_pieces(p, header);
	t->bytes += size;
	t->next = lwip_ntohl(tcp->seqno) + size;
	t->ended = size < t->size || TCPH_FLAGS(tcp) & TCP_PSH;
	if (TCPH_FLAGS(tcp) & TCP_PSH)
		TCPH_SET_FLAG((struct tcp_hdr *)(t->headers + t->tcp), TCP_PSH);
	return true;
}

/* The headers as those of one segment. */
static void finish_headers(struct train *t)
{
	struct tcp_hdr *tcp = (void *)(t->headers + t->tcp);
	uint16_t len = t->header - t->tcp + t->bytes; /* from the TCP header on */

	if (t->ipv6) {
		IP6H_PLEN_SET((struct ip6_hdr *)(t->headers + SIZEOF_ETH_HDR), len);
	} else {
		struct ip_hdr *ip = (void *)(t->headers + SIZEOF_ETH_HDR);

		IPH_LEN_SET(ip, lwip_htons(IP_HLEN + len));
		IPH_CHKSUM_SET(ip, 0);
		IPH_CHKSUM_SET(ip, inet_chksum(ip, IP_HLEN));
	}
	tcp->chksum = pseudo_sum(t->headers, t->ipv6, len);
}

bool uk_lwip_train_take(struct device *d, struct waiting *w)
{
	struct train *t = d->train;

	if (!t || !t->count)
		return false;
	*w = (struct waiting){ 0 };
	if (t->count == 1) {
		w->p = t->segment[0];
		t->count = 0;
		uk_lwip_partial_checksum(w);
		return true;
	}
	finish_headers(t);
	w->train = t;
	d->train = NULL;
	return true;
}

static void train_sent(void *train)
{
	uk_lwip_train_free(train);
}

void uk_lwip_train_free(struct train *t)
{
	for (unsigned int i = 0; i < t->count; i++)
		pbuf_free(t->segment[i]);
	uk_free(t);
}

void uk_lwip_train_frame(struct train *t, struct uk_netdev_frame *f, struct uk_iovec *piece)
{
	unsigned int n = 0;

	piece[n++] = (struct uk_iovec){ t->headers, t->header };
	for (unsigned int i = 0; i < t->count; i++) {
		unsigned int skip = t->header;

		for (const struct pbuf *p = t->segment[i]; p; p = p->next) {
			if (p->len > skip)
				piece[n++] = (struct uk_iovec){ (uint8_t *)p->payload + skip, p->len - skip };
			skip = 0;
		}
	}
	*f = (struct uk_netdev_frame){
		.piece = piece,
		.pieces = n,
		.csum_start = t->tcp,
		.csum_offset = offsetof(struct tcp_hdr, chksum),
		.segment = t->size,
		.header = t->header,
		.ipv6 = t->ipv6,
		.done = train_sent,
		.arg = t,
	};
}
