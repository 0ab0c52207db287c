/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames that are almost right, and wrong ones: the stack reads nothing beside
 * them, frees each once, and asserts nothing that others can bring about.
 * FUZZ_ROUNDS and FUZZ_SEED in the environment have it go on for longer.
 */
#include "sources.h"

#define ME "\x0a\0\2\x0f"   /* 10.0.2.15 */
#define PEER "\x0a\0\2\2"
#define PORT 80

static uint8_t frame[3000];
static size_t len;
static uint32_t peer_seq, peer_ack;
static uint16_t peer_port = 5000;

static void put(const void *p, size_t n)
{
	memcpy(frame + len, p, n);
	len += n;
}
static void put16(uint16_t v)
{
	v = lwip_htons(v);
	put(&v, 2);
}
static void put32(uint32_t v)
{
	v = lwip_htonl(v);
	put(&v, 4);
}
static void put_random(size_t n)
{
	while (n--)
		frame[len++] = rand();
}

static void ethernet(uint16_t type)
{
	len = 0;
	put(rand() % 8 ? dev.mac : (const uint8_t *)"\xff\xff\xff\xff\xff\xff", 6);
	put("\x52\x54\0\0\0\2", 6);
	put16(type);
}

static void ip4(uint8_t proto, size_t payload, uint16_t offset)
{
	ethernet(ETHTYPE_IP);
	put("\x45\0", 2);
	put16(20 + payload);
	put16(rand() % 4); /* few: they meet */
	put16(offset);
	put("\x40", 1);
	put(&proto, 1);
	put16(0);
	put(PEER, 4);
	put(ME, 4);
}

static void ip6(uint8_t next, size_t payload, bool multicast)
{
	ethernet(ETHTYPE_IPV6);
	put32(0x60000000);
	put16(payload);
	put(&next, 1);
	put("\xff", 1);
	put("\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\2", 16);
	put(multicast ? "\xff\2\0\0\0\0\0\0\0\0\0\0\0\0\0\1" : "\xfe\x80\0\0\0\0\0\0\x50\x54\0\xff\xfe\0\0\1", 16);
}

static void arp(void)
{
	ethernet(ETHTYPE_ARP);
	put("\0\1\x08\0\6\4\0", 7);
	put(rand() % 2 ? "\1" : "\2", 1);
	put("\x52\x54\0\0\0\2" PEER "\0\0\0\0\0\0" ME, 20);
}

static void tcp(uint8_t flags, size_t payload)
{
	ip4(IP_PROTO_TCP, 20 + 4 + payload, 0);
	put16(peer_port);
	put16(PORT);
	put32(peer_seq + (rand() % 8 ? 0 : rand() % 3000 - 1000));
	put32(peer_ack);
	put("\x60", 1);
	put(&flags, 1);
	put16(rand() % 4 ? 60000 : 0);
	put32(0);
	put(rand() % 2 ? "\2\4\5\xb4" : "\3\3\7\1", 4);
	put_random(payload);
}

static void udp(uint16_t from, uint16_t to, size_t payload)
{
	ip4(IP_PROTO_UDP, 8 + payload, 0);
	put16(from);
	put16(to);
	put16(8 + payload);
	put16(0);
}

static void dhcp_reply(void)
{
	const struct dhcp *d = netif_dhcp_data(&uk_lwip_devices->netif);

	udp(67, 68, 280);
	put("\2\1\6\0", 4);
	put32(d ? d->xid : 0);
	put("\0\0\0\0\0\0\0\0" ME PEER "\0\0\0\0", 20);
	put(dev.mac, 6);
	memset(frame + len, 0, 202);
	len += 202;
	put("\x63\x82\x53\x63\x35\1", 6);
	put(rand() % 2 ? "\2" : "\5", 1);
	put("\x36\4" PEER "\1\4\xff\xff\xff\0\3\4" PEER "\6\4\x0a\0\2\3\x0f\3lan\x33\4\0\1\x51\x80\xff", 36);
	len = 14 + 20 + 8 + 280;
}

static void router_advertisement(void)
{
	ip6(IP6_NEXTH_ICMP6, 16 + 32 + 24, true);
	put("\x86\0\0\0\x40\0\x07\x08\0\0\0\0\0\0\0\0", 16);
	put("\3\4\x40\xc0\0\1\x51\x80\0\0\x38\x40\0\0\0\0\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0", 32);
	put("\x19\3\0\0\0\0\x07\x08\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x53", 24);
}

static void neighbour(void)
{
	ip6(IP6_NEXTH_ICMP6, 32, rand() % 2);
	put(rand() % 2 ? "\x87\0\0\0\0\0\0\0" : "\x88\0\0\0\x60\0\0\0", 8);
	put("\xfe\x80\0\0\0\0\0\0\x50\x54\0\xff\xfe\0\0\1\1\1\x52\x54\0\0\0\2", 24);
}

static void fragment6(void)
{
	ip6(IP6_NEXTH_FRAGMENT, 8 + 64, false);
	frame[len++] = rand() % 2 ? IP6_NEXTH_ICMP6 : IP6_NEXTH_UDP;
	put("", 1);
	put16((rand() % 8) << 3 | rand() % 2);
	put32(rand() % 2);
	put("\x80\0\0\0", 4);
	put_random(60);
}

static void extensions6(void)
{
	ip6(IP6_NEXTH_HOPBYHOP, 8 + 8 + 8, rand() % 2);
	put("\x3c\0\5\2\0\0\1\0", 8); /* then destination options */
	put("\x3a\0\1\4\0\0\0\0", 8);
	put("\x82\0\0\0\0\0\0\0", 8);  /* a multicast listener query, too short */
}

static void build(void)
{
	switch (rand() % 13) {
	case 0: arp(); break;
	case 1: ip4(IP_PROTO_ICMP, 64, 0); put("\x08\0\0\0", 4); put_random(60); break;
	case 2: ip4(IP_PROTO_UDP, 64, (rand() % 2 ? IP_MF : 0) | rand() % 32); put_random(64); break;
	case 3: tcp(TCP_SYN, 0); peer_port++; break;
	case 4: tcp(TCP_ACK | TCP_PSH, rand() % 1400); break;
	case 5: tcp(rand() & 0x3f, rand() % 100); break;
	case 6: udp(rand(), 7, 100); put_random(100); break;
	case 7: dhcp_reply(); break;
	case 8: ip4(IP_PROTO_IGMP, 8, 0); put("\x11\x64\0\0\0\0\0\0", 8); break;
	case 9: router_advertisement(); break;
	case 10: neighbour(); break;
	case 11: fragment6(); break;
	case 12: extensions6(); break;
	}
}

static void mutate(void)
{
	for (int n = rand() % 4; n; n--)
		frame[14 + rand() % (len - 14)] = rand() % 2 ? rand() : rand() % 2 ? 0xff : 0;
	if (rand() % 8 == 0)
		len = 1 + rand() % len;
}

/* Makes the checksums right, as far as there is a header to put them into: most wrong frames pass them. */
static void checksums(void)
{
	uint16_t v = 0;

	if (frame[12] == 0x08 && frame[13] == 0 && len >= 34) {
		memcpy(frame + 24, &v, 2);
		v = (uint16_t)~uk_lwip_checksum(frame + 14, UK_MIN((frame[14] & 15) * 4, (int)len - 14));
		memcpy(frame + 24, &v, 2);
		if (frame[23] == IP_PROTO_ICMP && len >= 38) {
			memset(frame + 36, 0, 2);
			v = (uint16_t)~uk_lwip_checksum(frame + 34, (int)len - 34);
			memcpy(frame + 36, &v, 2);
		}
	} else if (frame[12] == 0x86 && len >= 58) {
		uint32_t sum = uk_lwip_checksum(frame + 22, 32) + lwip_htons(IP6_NEXTH_ICMP6) + lwip_htons(len - 54);

		memset(frame + 56, 0, 2);
		sum += uk_lwip_checksum(frame + 54, (int)len - 54);
		sum = (sum >> 16) + (sum & 0xffff);
		v = (uint16_t)~((sum >> 16) + sum);
		memcpy(frame + 56, &v, 2);
	}
}

/* Goes on with the connection of which the stack has sent a segment. */
static void follow(void)
{
	if (last_len >= 54 && last[23] == IP_PROTO_TCP && last[12] == 0x08) {
		uint32_t seq, ack;

		memcpy(&seq, last + 38, 4);
		memcpy(&ack, last + 42, 4);
		/* All that was sent, or a part. */
		peer_ack = lwip_ntohl(seq) + !!(last[47] & (TCP_SYN | TCP_FIN)) + (rand() % 4 ? last_len - 54 : 0);
		peer_seq = lwip_ntohl(ack);
		memcpy(&peer_port, last + 36, 2);
		peer_port = lwip_ntohs(peer_port);
	}
	last_len = 0;
}

/* A server that sends back what it gets and more, refuses some, and ends connections now and then. */
static err_t echo(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	static const uint8_t more[20000];

	(void)arg, (void)err;
	if (!p) {
		tcp_close(pcb);
		return ERR_OK;
	}
	if (rand() % 16 == 0)
		return ERR_MEM; /* comes again */
	tcp_recved(pcb, p->tot_len);
	tcp_write(pcb, p->payload, p->len, TCP_WRITE_FLAG_COPY);
	if (rand() % 4 == 0)
		tcp_write(pcb, more, rand() % sizeof(more), TCP_WRITE_FLAG_COPY);
	if (rand() % 32 == 0)
		tcp_shutdown(pcb, 0, 1);
	pbuf_free(p);
	if (rand() % 64 == 0) {
		tcp_abort(pcb);
		return ERR_ABRT;
	}
	return ERR_OK;
}
static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t err)
{
	(void)arg, (void)err;
	if (pcb)
		tcp_recv(pcb, echo);
	return ERR_OK;
}
static void datagram(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from, u16_t port)
{
	(void)arg;
	udp_sendto(pcb, p, from, port);
	pbuf_free(p);
}

static void serve(void)
{
	struct tcp_pcb *t = tcp_new_ip_type(IPADDR_TYPE_ANY);
	struct udp_pcb *u = udp_new_ip_type(IPADDR_TYPE_ANY);

	tcp_bind(t, IP_ANY_TYPE, PORT);
	tcp_accept(tcp_listen_with_backlog(t, 16), accepted);
	udp_bind(u, IP_ANY_TYPE, 7);
	udp_recv(u, datagram, NULL);
}

/* What good frames bring about: else the bad ones show little. */
static void test_good(void)
{
	struct uk_netif_address a;

	for (int i = 0; i < 200; i++) {
		dhcp_reply();
		checksums();
		receive(frame, len, 0, 0);
		router_advertisement();
		checksums();
		receive(frame, len, 0, 0);
		pass(100000000);
	}
	assert(uk_netif_address(2, 0, &a) && !memcmp(a.address, ME, 4) && a.prefix == 24);
	assert(uk_netif_address(2, 2, &a) && a.address[0] == 0x20 && !a.tentative && a.valid > 80000);
	show_pnp(NULL);
	assert(!strcmp(resolv, "search lan\nnameserver 10.0.2.3\nnameserver 2001:db8::53\n"));
}

int main(void)
{
	const char *rounds = getenv("FUZZ_ROUNDS"), *seed = getenv("FUZZ_SEED");

	srand(seed ? atol(seed) : 1);
	features = seed && atol(seed) % 2 == 0 ? 0 : UK_NETDEV_TX_CSUM | UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6;
	assert(!lwip_start());
	serve();
	test_good();
	for (long i = 0; i < (rounds ? atol(rounds) : 100000); i++) {
		build();
		if (rand() % 4)
			mutate();
		if (rand() % 8)
			checksums();
		receive(frame, len, rand() % 4 ? 0 : rand() % len, rand() % 8 ? UK_NETBUF_CSUM_OK : 0);
		follow();
		full = rand() % 512 ? full : !full;
		if (!full)
			stack->writable(&dev);
		if (rand() % 16 == 0)
			pass(rand() % 300000000);
		assert(uk_lwip_pool_used(MEMP_TCP_PCB) <= 64);
	}
	/* All that is left waits for something, which comes to an end. */
	full = false;
	stack->writable(&dev);
	for (int i = 0; i < 40000; i++)
		pass(250000000);
	printf("fuzz_test: ok (%u frames sent, %u of them trains, %u buffers held, %u connections)\n", sent_all, trains,
	       buffers, uk_lwip_pool_used(MEMP_TCP_PCB));
	assert(buffers < 64);
	return 0;
}
