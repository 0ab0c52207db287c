/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A peer that sends byte by byte to a program that does not read cannot have
 * more memory kept than the option receive-percent says. Acknowledgements come
 * all the same, and data again when the program has read.
 */
#include "sources.h"

#define ME "\x0a\0\2\x0f" /* 10.0.2.15 */
#define PEER "\x0a\0\2\2"
#define SECOND 1000000000L
#define SEGMENTS 60000
/* Of one more frame, and what counts only when it has come. */
#define SLACK 4096

static uint8_t frame[100];
static uint32_t seq = 1000, ack;

static void segment(uint8_t flags, bool data)
{
	static const uint8_t packet[] = "\x45\0\0\x29\0\0\0\0\x40\6\0\0" PEER ME
		"\x13\x88\0\x50\0\0\0\0\0\0\0\0\x50\0\xff\xff\0\0\0\0x";
	uint32_t v;
	uint16_t sum;

	memcpy(frame, dev.mac, 6);
	memcpy(frame + 6, "\x52\x54\0\0\0\2\x08\0", 8);
	memcpy(frame + 14, packet, sizeof(packet) - 1);
	frame[17] = data ? 41 : 40;
	sum = (uint16_t)~uk_lwip_checksum(frame + 14, 20);
	memcpy(frame + 24, &sum, 2);
	v = lwip_htonl(seq);
	memcpy(frame + 38, &v, 4);
	v = lwip_htonl(ack);
	memcpy(frame + 42, &v, 4);
	frame[47] = flags;
	receive(frame, data ? 55 : 54, 0, UK_NETBUF_CSUM_OK);
}

static struct pbuf *unread;
static size_t unread_bytes;

static err_t keep(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	(void)arg, (void)pcb, (void)err;
	assert(p);
	unread_bytes += p->tot_len;
	p->next = unread; /* one buffer each */
	unread = p;
	return ERR_OK;
}
static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t err)
{
	(void)arg, (void)err;
	tcp_recv(pcb, keep);
	return ERR_OK;
}

static void connect_to(uint16_t port)
{
	struct tcp_pcb *t = tcp_new_ip_type(IPADDR_TYPE_ANY);
	uint32_t v;

	tcp_bind(t, IP_ANY_TYPE, port);
	tcp_accept(tcp_listen_with_backlog(t, 16), accepted);
	memcpy(frame, dev.mac, 6);
	memcpy(frame + 6, "\x52\x54\0\0\0\2\x08\6\0\1\x08\0\6\4\0\1\x52\x54\0\0\0\2" PEER "\0\0\0\0\0\0" ME, 36);
	receive(frame, 42, 0, 0);
	segment(TCP_SYN, false);
	seq++;
	memcpy(&v, last + 38, 4);
	ack = lwip_ntohl(v) + 1;
	segment(TCP_ACK, false);
}

int main(void)
{
	size_t most = 64 << 20;
	struct pbuf *p;
	uint64_t dropped;

	parameter = "10.0.2.15/24";
	assert(!lwip_start());
	pass(3 * SECOND);
	connect_to(80);
	most = most / 100 * 25 + SLACK;
	for (int i = 0; i < SEGMENTS; i++) {
		dropped = dev.stats.rx_dropped;
		segment(TCP_ACK, true);
		seq += dev.stats.rx_dropped == dropped;
		assert(held <= most);
	}
	assert(held > most_held && unread_bytes > 1000 && unread_bytes < SEGMENTS && dev.stats.rx_dropped);
	dropped = dev.stats.rx_dropped;
	segment(TCP_ACK, false);
	assert(dev.stats.rx_dropped == dropped);
	while ((p = unread)) {
		unread = p->next;
		p->next = NULL;
		pbuf_free(p);
	}
	assert(!held);
	segment(TCP_ACK, true);
	assert(unread && dev.stats.rx_dropped == dropped);
	pbuf_free(unread);
	p = uk_lwip_pbuf_received(100);
	assert(held >= 100 && p->len == 100);
	memset(p->payload, 'x', 100);
	pbuf_free(p);
	assert(!held);
	puts("memory_test: ok");
	return 0;
}
