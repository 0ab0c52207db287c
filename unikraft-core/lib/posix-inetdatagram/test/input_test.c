/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames with datagrams and ICMP errors, most of them damaged, for sockets of
 * all kinds that come and go: nothing is read beside them, each is freed once,
 * good ones arrive where they are meant to, and at the end nothing is left.
 */
#include "../../lwip/test/sources.h"
#undef LOOPBACK

#pragma GCC diagnostic ignored "-Wunused-function"
/* Some of lwIP's own have the same names. */
#define input tap_input
#include "../input.c"
#undef input
#include "../multicast.c"
#include "../udp_input.c"
#include "../udp.c"
#undef IP_TTL
#undef IP_TOS
#include "../raw.c"
#include "../control.c"
#undef IP_TTL
#undef IP_TOS
#undef IP_PKTINFO
#include "../datagram.c"
#include "../output.c"
#undef TTL_DEFAULT
#include "../group_option.c"
#include "../../posix-inetsocket/option.c"
#define taken port_taken
#define hold port_hold
#include "../../posix-inetsocket/port.c"
#undef PORT
#include "../../posix-inetsocket/inet.c"
#undef PORT

/* --- The kernel, as far as these files want more of it --- */

struct uk_process_ids uk_process_ids;
uk_nsec_t uk_time_wall(void)
{
	return clock_now;
}
int uk_copy_out(void *udst, const void *src, size_t n)
{
	memcpy(udst, src, n);
	return 0;
}
static unsigned int told;
void uk_socket_notify(struct uk_socket *s, unsigned int events)
{
	(void)s, (void)events;
	told++;
}
int uk_msg_put_control(struct uk_msg *m, int level, int type, const void *data, size_t n)
{
	static uint8_t copy[64];

	(void)m, (void)level, (void)type;
	memcpy(copy, data, n);
	return 0;
}
int uk_msg_put_time(const struct uk_socket *s, struct uk_msg *m, uk_nsec_t when)
{
	(void)s, (void)m, (void)when;
	return 0;
}
int uk_io_put(struct uk_io *io, const void *src, size_t n)
{
	assert(n <= io->left);
	memcpy((uint8_t *)io->iov->base + io->iov_offset, src, n);
	io->iov_offset += n;
	io->left -= n;
	return 0;
}
int uk_io_get(struct uk_io *io, void *dst, size_t n)
{
	memcpy(dst, io->iov->base, n);
	io->left -= n;
	return 0;
}
void uk_plat_report(const char *line)
{
	(void)line;
}
void inet_report(const struct inet_sock *i)
{
	(void)i;
}
void inet_dgram_line(struct uk_text *t, const struct inet_dgram *d, bool six)
{
	(void)t, (void)d, (void)six;
}
static unsigned int stream_errors;
void stream_icmp_error(const ip_addr_t *from, uint16_t from_port, const ip_addr_t *to, uint16_t to_port,
		       uint32_t seq, int error)
{
	(void)from, (void)from_port, (void)to, (void)to_port, (void)seq, (void)error;
	stream_errors++;
}

/* --- Sockets --- */

#define SOCKETS 12
#define MY_PORT 7000

static struct uk_socket sockets_of[SOCKETS];
static uint8_t bytes[70000];

static void open_socket(int n, int family, int type, int protocol)
{
	struct uk_socket *s = &sockets_of[n];

	*s = (struct uk_socket){ .family = family, .type = type, .protocol = protocol, .rcvbuf = 20000 };
	s->flags = rand() % 2 ? 1UL << UK_SO_REUSEPORT | 1UL << UK_SO_REUSEADDR : 1UL << UK_SO_REUSEADDR;
	assert(!(type == UK_SOCK_RAW ? inet_raw.create(s) : inet_udp.create(s)));
	if (type == UK_SOCK_DGRAM) {
		struct uk_sockaddr a = { .family = (uint16_t)family,
					 .data = { MY_PORT >> 8, MY_PORT & 0xff } };

		assert(!s->ops->bind(s, &a, 28));
	}
}

static void open_any(int n)
{
	static const int raw4[] = { INET_IPPROTO_ICMP, INET_IPPROTO_UDP, 99 }, raw6[] = { INET_IPPROTO_ICMPV6, 60 };
	int family = rand() % 2 ? UK_AF_INET : UK_AF_INET6;

	if (rand() % 2)
		open_socket(n, family, UK_SOCK_DGRAM, INET_IPPROTO_UDP);
	else
		open_socket(n, family, UK_SOCK_RAW, family == UK_AF_INET ? raw4[rand() % 3] : raw6[rand() % 2]);
}

static void close_socket(int n)
{
	if (sockets_of[n].ops)
		sockets_of[n].ops->release(&sockets_of[n]);
	sockets_of[n].ops = NULL;
}

static long read_socket(int n, size_t room)
{
	struct uk_iovec v = { bytes, room };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = room };
	struct uk_msg m = { .io = &io };

	return inet_dgram_recv(&sockets_of[n], &m);
}

/* --- Frames --- */

static uint8_t frame[3000];
static size_t len;

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
static void put_random(size_t n)
{
	while (n--)
		frame[len++] = rand();
}

#define ME "\x0a\0\2\x0f"
#define PEER "\x0a\0\2\2"
#define GROUP "\xe0\0\0\1"
#define ME6 "\xfe\x80\0\0\0\0\0\0\x50\x54\0\xff\xfe\0\0\1"
#define PEER6 "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\2"

static void ip4(uint8_t protocol, size_t payload, const void *to, uint16_t offset)
{
	uint16_t sum = 0;

	len = 0;
	put(dev.mac, 6);
	put("\x52\x54\0\0\0\2\x08\0\x45\0", 10);
	put16(20 + payload);
	put16(rand() % 4);
	put16(offset);
	put("\x40", 1);
	put(&protocol, 1);
	put(&sum, 2);
	put(PEER, 4);
	put(to, 4);
	sum = (uint16_t)~uk_lwip_checksum(frame + 14, 20);
	memcpy(frame + 24, &sum, 2);
}

static void ip6(uint8_t next, size_t payload)
{
	len = 0;
	put(dev.mac, 6);
	put("\x52\x54\0\0\0\2\x86\xdd\x60\0\0\0", 12);
	put16(payload);
	put(&next, 1);
	put("\x40" PEER6 ME6, 33);
}

static void udp_datagram(size_t n, uint16_t says)
{
	put16(5000);
	put16(MY_PORT);
	put16(says);
	put16(0);
	put_random(n);
}

/* The UDP checksum of a frame of IPv6 whose datagram is its last n bytes. */
static void checksum6(size_t n)
{
	uint32_t sum = uk_lwip_checksum(frame + 22, 32) + lwip_htons(INET_IPPROTO_UDP) + lwip_htons(n) +
		       uk_lwip_checksum(frame + len - n, (int)n);
	uint16_t v;

	sum = (sum >> 16) + (sum & 0xffff);
	v = (uint16_t)~((sum >> 16) + sum);
	memcpy(frame + len - n + 6, &v, 2);
}

/* An error about a datagram of ours, of either version. */
static void error4(void)
{
	ip4(INET_IPPROTO_ICMP, 36, ME, 0);
	put(rand() % 2 ? "\3\3\0\0\0\0\0\0" : "\x0b\0\0\0\0\0\0\0", 8);
	put("\x45\0\0\x1c\0\0\0\0\x40\x11\0\0" ME PEER, 20);
	put16(MY_PORT);
	put16(5000);
	put("\0\x08\0\0", 4);
}

static void build(void)
{
	size_t n = (size_t)rand() % 100;

	switch (rand() % 7) {
	case 0: ip4(INET_IPPROTO_UDP, 8 + n, ME, 0); udp_datagram(n, 8 + n); break;
	case 1: ip4(INET_IPPROTO_UDP, 8 + n, rand() % 2 ? GROUP : "\xff\xff\xff\xff", 0); udp_datagram(n, rand() % 200); break;
	case 2: error4(); break;
	case 3: ip6(IP6_NEXTH_UDP, 8 + n); udp_datagram(n, 8 + n); checksum6(8 + n); break;
	case 4:
		ip6(IP6_NEXTH_DESTOPTS, 16 + n);
		put(rand() % 2 ? "\x11\0\1\4\0\0\0\0" : "\x3c\0\1\4\0\0\0\0", 8);
		udp_datagram(n, 8 + n);
		checksum6(8 + n);
		break;
	case 5:
		ip4(rand() % 2 ? 99 : INET_IPPROTO_UDP, 64, ME, rand() % 2 ? IP_MF | rand() % 32 : 0);
		put_random(64);
		break;
	case 6:
		ip6(IP6_NEXTH_ICMP6, 60);
		put(rand() % 2 ? "\1\4\0\0\0\0\0\0" : "\2\0\0\0\0\0\5\0", 8);
		put("\x60\0\0\0\0\x0c\x11\x40" ME6 PEER6, 40);
		put_random(12);
		break;
	}
}

static void arrive(bool checked)
{
	receive(frame, len, 0, checked ? UK_NETBUF_CSUM_OK : 0);
}

/* What comes to whom. */
static void good(void)
{
	open_socket(0, UK_AF_INET, UK_SOCK_DGRAM, INET_IPPROTO_UDP);
	ip4(INET_IPPROTO_UDP, 13, ME, 0);
	udp_datagram(5, 13);
	arrive(true);
	assert(read_socket(0, 100) == 5 && read_socket(0, 100) == -EAGAIN);
	/* What is behind the datagram is not of it; what would be missing makes it none. */
	ip4(INET_IPPROTO_UDP, 20, ME, 0);
	udp_datagram(12, 13);
	arrive(true);
	assert(read_socket(0, 100) == 5);
	ip4(INET_IPPROTO_UDP, 13, ME, 0);
	udp_datagram(5, 14);
	arrive(true);
	assert(read_socket(0, 100) == -EAGAIN);
	ip6(IP6_NEXTH_UDP, 13);
	udp_datagram(5, 13);
	arrive(true);
	assert(read_socket(0, 100) == -EAGAIN);
	open_socket(1, UK_AF_INET6, UK_SOCK_DGRAM, INET_IPPROTO_UDP);
	arrive(true);
	assert(read_socket(1, 100) == 5);
	arrive(false); /* without a checksum */
	assert(read_socket(1, 100) == -EAGAIN);
	ip6(IP6_NEXTH_DESTOPTS, 8 + 13);
	put("\x11\0\1\4\0\0\0\0", 8);
	udp_datagram(5, 13);
	checksum6(13);
	arrive(true);
	assert(read_socket(1, 100) == 5);
	frame[len - 1]++;
	arrive(true); /* nobody verifies what is behind other headers */
	assert(read_socket(1, 100) == -EAGAIN);
	/* Many that nobody reads: bounded. */
	for (int i = 0; i < 1000; i++) {
		ip4(INET_IPPROTO_UDP, 13, ME, 0);
		udp_datagram(5, 13);
		arrive(true);
	}
	assert(inet_dgram_of(&sockets_of[0])->queued + inet_dgram_of(&sockets_of[1])->queued < 60000);
	close_socket(0);
	close_socket(1);
}

int main(void)
{
	const char *rounds = getenv("FUZZ_ROUNDS"), *seed = getenv("FUZZ_SEED");

	srand(seed ? atol(seed) : 1);
	parameter = "10.0.2.15/24:10.0.2.2";
	assert(!lwip_start());
	for (int i = 0; i < 50; i++) /* addresses of IPv6 get valid */
		pass(100000000);
	good();
	for (long i = 0; i < (rounds ? atol(rounds) : 50000); i++) {
		int n = rand() % SOCKETS;

		if (rand() % 64 == 0)
			close_socket(n);
		if (!sockets_of[n].ops)
			open_any(n);
		build();
		for (int m = rand() % 4; m; m--)
			frame[14 + rand() % (len - 14)] = rand() % 2 ? rand() : 0;
		if (rand() % 8 == 0)
			len = 15 + rand() % (len - 14);
		/* In two pieces too, wherever they are cut. */
		receive(frame, len, rand() % 4 ? 0 : rand() % len, rand() % 4 ? UK_NETBUF_CSUM_OK : 0);
		if (rand() % 4 == 0)
			read_socket(n, (size_t)rand() % 2 ? sizeof(bytes) : 10);
		if (rand() % 64 == 0)
			pass(rand() % 300000000);
	}
	for (int n = 0; n < SOCKETS; n++)
		close_socket(n);
	for (int i = 0; i < 400; i++) /* fragments that wait */
		pass(250000000);
	printf("input_test: ok (sockets told %u times, %u errors of streams, %u buffers held, %u taps)\n", told,
	       stream_errors, buffers, uk_lwip_pool_used(MEMP_RAW_PCB));
	assert(!buffers && !uk_lwip_pool_used(MEMP_RAW_PCB));
	return 0;
}
