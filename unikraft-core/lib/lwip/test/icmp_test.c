/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Datagrams to a closed port are answered by ICMP errors up to Linux's limits:
 * six at once and one a second for each sender, 50 at once and 1000 a second
 * for all; this computer itself is always told.
 */
#include "sources.h"

#define ME "\x0a\0\2\x0f" /* 10.0.2.15 */
#define SECOND 1000000000L

static uint8_t frame[100];

static void put_ethernet(uint16_t type)
{
	type = lwip_htons(type);
	memcpy(frame, dev.mac, 6);
	memcpy(frame + 6, "\x52\x54\0\0\0\2", 6);
	memcpy(frame + 12, &type, 2);
}

/* Errors that n datagrams bring about, which come one after the other from `senders` addresses. */
static unsigned int errors(unsigned int n, unsigned int senders)
{
	static const uint8_t header[] = { 0x45, 0, 0, 29, 0, 0, 0, 0, 64, IP_PROTO_UDP };
	unsigned int before = sent_all;

	put_ethernet(ETHTYPE_IP);
	memcpy(frame + 14, header, sizeof(header));
	memcpy(frame + 30, ME, 4);
	memcpy(frame + 34, "\1\0\1\0\0\x09\0\0x", 9); /* without a checksum */
	for (unsigned int i = 0; i < n; i++) {
		uint32_t from = lwip_htonl(0xc6120000 + i % senders); /* 198.18.0.0, behind the gateway */
		uint16_t sum = 0;

		memcpy(frame + 26, &from, 4);
		memcpy(frame + 24, &sum, 2);
		sum = (uint16_t)~uk_lwip_checksum(frame + 14, 20);
		memcpy(frame + 24, &sum, 2);
		receive(frame, 43, 0, 0);
	}
	return sent_all - before;
}

/* Makes the checksum of an IPv6 packet's payload right, which stands at `at` in it and is 0. */
static void complete6(size_t payload, size_t at)
{
	uint32_t sum = uk_lwip_checksum(frame + 22, 32 + (int)payload) + lwip_htons(frame[20]) + lwip_htons(payload);
	uint16_t v;

	sum = (sum & 0xffff) + (sum >> 16);
	v = (uint16_t)~((sum & 0xffff) + (sum >> 16));
	memcpy(frame + 54 + at, &v, 2);
}

static unsigned int errors6(unsigned int n)
{
	static const uint8_t packet[] = "\x60\0\0\0\0\x09\x11\xff"
		"\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\2"
		"\xfe\x80\0\0\0\0\0\0\x50\x54\0\xff\xfe\0\0\1"
		"\1\0\1\0\0\x09\0\0x";
	unsigned int before = sent_all;

	put_ethernet(ETHTYPE_IPV6);
	memcpy(frame + 14, packet, sizeof(packet) - 1);
	complete6(9, 6);
	while (n--)
		receive(frame, 14 + sizeof(packet) - 1, 0, 0);
	return sent_all - before;
}

/* Tells where the gateway, and a neighbour by IPv6, are. */
static void meet(void)
{
	static const uint8_t solicitation[] = "\x60\0\0\0\0\x20\x3a\xff"
		"\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\2"
		"\xfe\x80\0\0\0\0\0\0\x50\x54\0\xff\xfe\0\0\1"
		"\x87\0\0\0\0\0\0\0\xfe\x80\0\0\0\0\0\0\x50\x54\0\xff\xfe\0\0\1\1\1\x52\x54\0\0\0\2";

	put_ethernet(ETHTYPE_ARP);
	memcpy(frame + 14, "\0\1\x08\0\6\4\0\1\x52\x54\0\0\0\2\x0a\0\2\2\0\0\0\0\0\0" ME, 28);
	receive(frame, 42, 0, 0);
	put_ethernet(ETHTYPE_IPV6);
	memcpy(frame + 14, solicitation, sizeof(solicitation) - 1);
	complete6(32, 2);
	receive(frame, 14 + sizeof(solicitation) - 1, 0, 0);
}

static unsigned int heard;
static u8_t hear(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	(void)arg, (void)pcb, (void)p, (void)from;
	heard++;
	return 0;
}

static void test_own(void)
{
	struct raw_pcb *icmp = raw_new(IP_PROTO_ICMP);
	struct udp_pcb *u = udp_new();
	ip_addr_t lo = IPADDR4_INIT_BYTES(127, 0, 0, 1);

	raw_recv(icmp, hear, NULL);
	for (int i = 0; i < 100; i++) {
		struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, 1, PBUF_RAM);

		uk_lwip_enter();
		udp_sendto(u, p, &lo, 9);
		pbuf_free(p);
		uk_lwip_leave();
	}
	assert(heard == 100);
}

int main(void)
{
	parameter = "10.0.2.15/24:10.0.2.2";
	assert(!lwip_start());
	pass(3 * SECOND); /* addresses are tried first */
	pass(SECOND);
	meet();
	assert(errors(1000, 1) == 6);
	pass(SECOND);
	assert(errors(1000, 1) == 1);
	pass(10 * SECOND);
	assert(errors(1000, 1) == 6);
	pass(10 * SECOND);
	assert(errors(20000, 20000) == 50);
	pass(SECOND / 100);
	assert(errors(20000, 20000) == 10);
	pass(10 * SECOND);
	assert(errors6(1000) == 6);
	test_own();
	puts("icmp_test: ok");
	return 0;
}
