/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests of all kinds, most of them damaged: what comes back is made of whole
 * messages with whole attributes; every dump ends once, tells each thing once,
 * and bears its request's number; nothing stays allocated.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../address.c"
#include "../link.c"
#include "../neighbour.c"
#include "../route.c"
#include "../message.c"
#include "../netlink.c"
#include "../option.c"
#include "../queue.c"
#include "../request.c"

#define LINKS 40
#define ADDRESSES 9
#define ROUTES 100
#define NEIGHBOURS 200

/* Fakes: a heap that counts, a socket, a network. */
static long allocated;
void *uk_zalloc(size_t n)
{
	allocated++;
	return calloc(1, n);
}
void uk_free(void *p)
{
	allocated -= p != NULL;
	free(p);
}
struct uk_process_ids uk_process_ids;
void uk_socket_notify(struct uk_socket *s UK_UNUSED, unsigned int events UK_UNUSED)
{
}
int uk_msg_put_control(struct uk_msg *m UK_UNUSED, int level UK_UNUSED, int type UK_UNUSED,
		       const void *data UK_UNUSED, size_t n UK_UNUSED)
{
	return 0;
}
int uk_msg_put_time(const struct uk_socket *s UK_UNUSED, struct uk_msg *m UK_UNUSED, uk_nsec_t when UK_UNUSED)
{
	return 0;
}
int uk_io_put(struct uk_io *io, const void *src, size_t n)
{
	memcpy(io->iov->base, src, n);
	io->left -= n;
	return 0;
}
int uk_io_get(struct uk_io *io, void *dst, size_t n)
{
	memcpy(dst, io->iov->base, n);
	io->left -= n;
	return 0;
}
bool uk_netif_next(int after, struct uk_netif *n)
{
	if (after >= LINKS)
		return false;
	*n = (struct uk_netif){ .index = after + 1, .flags = after ? UK_IFF_BROADCAST : UK_IFF_LOOPBACK };
	snprintf(n->name, sizeof(n->name), after ? "eth%d" : "lo", after - 1);
	return true;
}
bool uk_netif_address(int index, unsigned int n, struct uk_netif_address *a)
{
	if (n >= ADDRESSES)
		return false;
	*a = (struct uk_netif_address){ .family = n % 3 ? UK_AF_INET6 : UK_AF_INET, .prefix = 24,
					.address = { 10, (uint8_t)index, (uint8_t)n, 1 } };
	return true;
}
bool uk_route(unsigned int n, struct uk_route *r)
{
	if (n >= ROUTES)
		return false;
	*r = (struct uk_route){ .family = n % 2 ? UK_AF_INET6 : UK_AF_INET, .prefix = n % 33,
				.destination = { 10, (uint8_t)n }, .has_gateway = n % 5 == 0,
				.index = (int)(n % LINKS) + 1 };
	return true;
}
bool uk_neighbour(unsigned int n, struct uk_neighbour *e)
{
	if (n >= NEIGHBOURS)
		return false;
	*e = (struct uk_neighbour){ .family = n % 2 ? UK_AF_INET6 : UK_AF_INET, .index = 2 };
	return true;
}

static struct uk_socket sock = { .type = UK_SOCK_RAW, .sndbuf = 212992, .rcvbuf = 212992 };

static long send_bytes(const void *p, size_t n)
{
	struct uk_iovec v = { (void *)p, n };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = n };
	struct uk_msg m = { .io = &io };

	return netlink_send(&sock, &m);
}

static long receive(uint8_t *p, size_t n)
{
	struct uk_iovec v = { p, n };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = n };
	struct uk_msg m = { .io = &io };

	return netlink_recv(&sock, &m);
}

static const size_t headers[] = { [0] = 16, [1] = 8, [2] = 12, [3] = 12 };

/* Counts the messages of a datagram by type, and looks at each. */
static void look_at(const uint8_t *p, size_t n, uint32_t seq, unsigned int counts[RTM_MAX])
{
	while (n) {
		struct netlink_header h;
		size_t at;

		assert(n >= sizeof(h));
		memcpy(&h, p, sizeof(h));
		assert(h.len >= sizeof(h) && h.len <= n && h.seq == seq && h.type < RTM_MAX);
		counts[h.type]++;
		at = sizeof(h);
		if (h.type >= NLMSG_MIN_TYPE) {
			at += headers[(h.type - RTM_NEWLINK) / 4];
			assert(h.len >= at);
			while (at < h.len) {
				uint16_t len;

				assert(h.len - at >= 4);
				memcpy(&len, p + at, sizeof(len));
				assert(len >= 4 && len <= h.len - at);
				at += NETLINK_ALIGN(len);
			}
		}
		p += UK_MIN(NETLINK_ALIGN(h.len), n);
		n -= UK_MIN(NETLINK_ALIGN(h.len), n);
	}
}

/* Asks for a dump and reads it in pieces of room bytes: how many there were. */
static unsigned int whole_dump(uint16_t type, uint8_t family, size_t room, uint32_t seq)
{
	struct {
		struct netlink_header h;
		uint8_t data[16];
	} q = { { sizeof(q), type, NLM_F_REQUEST | NLM_F_DUMP, seq, 0 }, { family } };
	unsigned int counts[RTM_MAX] = { 0 };
	static uint8_t buf[65536];

	q.h.len = (uint32_t)(sizeof(q.h) + headers[(type - RTM_NEWLINK) / 4]);
	assert(send_bytes(&q, q.h.len) == (long)q.h.len);
	while (!counts[NLMSG_DONE]) {
		long n = receive(buf, room);

		assert(n > 0);
		look_at(buf, (size_t)n, seq, counts);
	}
	assert(receive(buf, room) == -EAGAIN && counts[NLMSG_DONE] == 1 && !counts[NLMSG_ERROR]);
	return counts[type - 2];
}

static void whole_dumps(void)
{
	for (size_t room = 4096; room <= 65536; room *= 4) {
		assert(whole_dump(RTM_GETLINK, 0, room, 1) == LINKS);
		assert(whole_dump(RTM_GETADDR, UK_AF_UNSPEC, room, 2) == LINKS * ADDRESSES);
		assert(whole_dump(RTM_GETADDR, UK_AF_INET, room, 3) == LINKS * ADDRESSES / 3);
		assert(whole_dump(RTM_GETROUTE, UK_AF_INET6, room, 4) == ROUTES / 2);
		assert(whole_dump(RTM_GETNEIGH, UK_AF_UNSPEC, room, 5) == NEIGHBOURS);
	}
}

static void damaged(void)
{
	static uint8_t buf[65536];
	uint8_t q[256];

	for (int i = 0; i < 60000; i++) {
		size_t n = (size_t)rand() % sizeof(q) + 1;
		unsigned int counts[RTM_MAX] = { 0 };
		struct netlink_header h = {
			.len = rand() % 8 ? (uint32_t)n : (uint32_t)rand(),
			.type = rand() % 4 ? (uint16_t)(RTM_GETLINK + rand() % 4 * 4) : (uint16_t)rand(),
			.flags = (uint16_t)(rand() % 8 ? NLM_F_REQUEST | (rand() & 0x304) : rand()),
			.seq = 7,
		};
		int strict = rand() % 2, attribute = rand() % 64;
		long r;

		netlink_set_option(&sock, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &strict, sizeof(strict));
		for (size_t k = 0; k < n; k++)
			q[k] = (uint8_t)(rand() % 3 ? 0 : rand());
		memcpy(q, &h, UK_MIN(n, sizeof(h)));
		if (n > 40) {
			q[28] = (uint8_t)(4 + rand() % 8);
			q[30] = (uint8_t)attribute;
		}
		if (n > 20 && rand() % 2)
			q[16] = rand() % 2 ? UK_AF_INET : UK_AF_INET6;
		assert(send_bytes(q, n) == (long)n);
		while ((r = receive(buf, sizeof(buf))) >= 0)
			if (n >= sizeof(h) && h.len == n)
				look_at(buf, (size_t)r, 7, counts);
		assert(r == -EAGAIN && counts[NLMSG_DONE] <= 1);
	}
}

int main(void)
{
	srand(4);
	assert(!netlink_create(&sock));
	whole_dumps();
	damaged();
	netlink_release(&sock);
	assert(!allocated);
	return 0;
}
