// Segments that nobody asked for: SYNs from everywhere, nonsense of all kinds. Others are served all the same.
// build: static
// flags: -w
// user: root
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static uint32_t state = 12345;

static uint32_t number(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static uint16_t sum(const uint8_t *p, int n, uint32_t s)
{
	for (; n > 1; n -= 2, p += 2)
		s += p[0] << 8 | p[1];
	if (n)
		s += p[0] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return s;
}

/* Sends one segment from source, with options and data of random bytes. */
static void segment(int raw, uint32_t source, uint16_t from, uint16_t to, uint32_t seq, uint32_t ack, int flags,
		    int options, int data)
{
	uint8_t packet[200] = { 0 }, pseudo[12];
	struct iphdr *ip = (void *)packet;
	struct tcphdr *tcp = (void *)(packet + 20);
	int len = 20 + options + data;
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	uint16_t check;

	*ip = (struct iphdr){ .version = 4, .ihl = 5, .tot_len = htons(20 + len), .ttl = 64, .protocol = 6,
			      .saddr = source, .daddr = htonl(INADDR_LOOPBACK) };
	tcp->source = htons(from);
	tcp->dest = htons(to);
	tcp->seq = htonl(seq);
	tcp->ack_seq = htonl(ack);
	packet[32] = (5 + options / 4) << 4;
	packet[33] = flags;
	tcp->window = htons(number());
	tcp->urg_ptr = flags & 32 ? htons(number()) : 0;
	for (int i = 0; i < options + data; i++)
		packet[40 + i] = number() % 9;
	memcpy(pseudo, &ip->saddr, 4);
	memcpy(pseudo + 4, &ip->daddr, 4);
	pseudo[8] = 0;
	pseudo[9] = 6;
	pseudo[10] = len >> 8;
	pseudo[11] = len;
	check = ~sum(packet + 20, len, sum(pseudo, 12, 0));
	packet[36] = check >> 8;
	packet[37] = check;
	sendto(raw, packet, 20 + len, 0, (void *)&a, sizeof(a));
}

static void served(int l, const struct sockaddr_in *a)
{
	int c = socket(AF_INET, SOCK_STREAM, 0), d;
	char buf[10] = "";
	struct timeval tv = { 20, 0 };
	ssize_t r;

	setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	if (connect(c, (void *)a, sizeof(*a)))
		perror("connect");
	d = accept(l, NULL, NULL);
	if (write(c, "well", 4) != 4)
		perror("write");
	r = read(d, buf, 10);
	printf("served: %d %s\n", (int)r, buf);
	close(c);
	close(d);
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), l = socket(AF_INET, SOCK_STREAM, 0), c, d, port;
	struct sockaddr_in peer;
	char buf[100000];
	size_t got = 0;

	if (raw < 0)
		perror("raw");
	bind(l, (void *)&a, sizeof(a));
	listen(l, 16);
	getsockname(l, (void *)&a, &len);
	port = ntohs(a.sin_port);
	served(l, &a);
	for (int i = 0; i < 3000; i++)
		segment(raw, htonl(0xc0000200 + number() % 200), 1024 + number() % 60000, port, number(), 0, 2,
			4 * (number() % 11), 0);
	served(l, &a);
	for (int i = 0; i < 3000; i++)
		segment(raw, htonl(0x7f000002 + number() % 200), 1024 + number() % 60000, port, number(), number(),
			number() & 63, 4 * (number() % 11), number() % 100);
	served(l, &a);
	/* Beside a connection, whose numbers are not known. */
	c = socket(AF_INET, SOCK_STREAM, 0);
	connect(c, (void *)&a, sizeof(a));
	len = sizeof(peer);
	d = accept(l, (void *)&peer, &len);
	memset(buf, 'x', sizeof(buf));
	for (int i = 0; i < 300; i++) {
		int flags = number() & 63 & ~4;

		/* No RST: it might be meant. */
		for (int k = 0; k < 10; k++)
			segment(raw, htonl(INADDR_LOOPBACK), ntohs(peer.sin_port), port, number(), number(),
				flags, 4 * (number() % 11), number() % 100);
		if (write(c, buf, 300) != 300)
			perror("write");
		got += recv(d, buf, 300, MSG_WAITALL);
	}
	printf("beside: %zu\n", got);
	close(c);
	close(d);
	served(l, &a);
	close(l);
	return 0;
}
