/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small HTTP server that is linked into the kernel, without a libc: answers
 * each GET on any number of connections with the same page, until it is asked
 * for /end. Requests that are pipelined or come in parts are answered too.
 */
#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/string.h>
#include <uk/syscall_numbers.h>

#define AF_INET 2
#define SOCK_STREAM 1
#define SOCK_NONBLOCK 04000
#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_MOD 3
#define EPOLLIN 1U
#define EPOLLOUT 4U
#define PORT 8080
#define BACKLOG 128
#define EVENTS 64
#define CONNECTIONS 256 /* descriptors from 0 on */
#define REQUEST_MAX 1024

struct sockaddr_in {
	uint16_t family, port;
	uint32_t address;
	uint8_t zero[8];
};

struct epoll_event {
	uint32_t events;
	uint64_t data; /* the descriptor */
} UK_PACKED;

struct connection {
	uint16_t used;    /* bytes of a request that is not whole yet */
	uint16_t sent;    /* bytes of the page that is being sent */
	uint32_t owed;    /* pages */
	bool waits;       /* until more can be sent */
	char request[REQUEST_MAX];
};

static const char page[] = "HTTP/1.1 200 OK\r\n"
			   "Content-Type: text/plain\r\n"
			   "Content-Length: 14\r\n"
			   "\r\n"
			   "Hello, world!\n";

static struct connection connections[CONNECTIONS];
static long server, epoll;
static bool end;

int main(void);

static long call(long number, long a, long b, const volatile void *c, const volatile void *d)
{
	register const volatile void *r10 __asm__("r10") = d;

	__asm__ volatile("syscall"
			 : "+a"(number)
			 : "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return number;
}

static long watch(long how, long fd, uint32_t events)
{
	struct epoll_event e = { .events = events, .data = (uint64_t)fd };

	return call(UK_NR_epoll_ctl, epoll, how, (void *)fd, &e);
}

/* Sends what is owed, as far as it goes now. False: the connection is of no use any more. */
static bool send_pages(long fd, struct connection *c)
{
	while (c->owed) {
		const size_t left = sizeof(page) - 1 - c->sent;
		const long n = call(UK_NR_write, fd, (long)(page + c->sent), (void *)left, NULL);

		if (n == -EAGAIN) {
			if (!c->waits && watch(EPOLL_CTL_MOD, fd, EPOLLOUT))
				return false;
			c->waits = true;
			return true;
		}
		if (n < 0)
			return false;
		c->sent = (uint16_t)(c->sent + n);
		if (c->sent == sizeof(page) - 1) {
			c->sent = 0;
			c->owed--;
		}
	}
	if (c->waits && watch(EPOLL_CTL_MOD, fd, EPOLLIN))
		return false;
	c->waits = false;
	return true;
}

/* A request ends with an empty line. Counts those that are whole; the rest is moved to the buffer's start. */
static void take_requests(struct connection *c)
{
	unsigned int start = 0;

	for (unsigned int i = 3; i < c->used; i++) {
		if (i - start < 3 || memcmp(c->request + i - 3, "\r\n\r\n", 4))
			continue;
		end = end || !memcmp(c->request + start, "GET /end", 8);
		c->owed++;
		start = i + 1;
	}
	memmove(c->request, c->request + start, c->used - start);
	c->used = (uint16_t)(c->used - start);
}

static bool receive(long fd, struct connection *c)
{
	const size_t room = sizeof(c->request) - c->used;
	const long n = call(UK_NR_read, fd, (long)(c->request + c->used), (void *)room, NULL);

	if (n == -EAGAIN)
		return true;
	if (n <= 0)
		return false;
	c->used = (uint16_t)(c->used + n);
	take_requests(c);
	return c->used < sizeof(c->request);
}

static void serve(long fd)
{
	struct connection *c = &connections[fd];

	if ((c->waits || receive(fd, c)) && send_pages(fd, c))
		return;
	call(UK_NR_close, fd, 0, NULL, NULL);
}

static void take_connections(void)
{
	long fd;

	while ((fd = call(UK_NR_accept4, server, 0, NULL, (void *)SOCK_NONBLOCK)) >= 0) {
		if (fd < CONNECTIONS && !watch(EPOLL_CTL_ADD, fd, EPOLLIN)) {
			struct connection *c = &connections[fd];

			c->used = c->sent = 0;
			c->owed = 0;
			c->waits = false;
			continue;
		}
		call(UK_NR_close, fd, 0, NULL, NULL);
	}
}

int main(void)
{
	static const struct sockaddr_in any = { .family = AF_INET, .port = PORT >> 8 | (PORT & 0xff) << 8 };
	static struct epoll_event events[EVENTS];

	epoll = call(UK_NR_epoll_create1, 0, 0, NULL, NULL);
	server = call(UK_NR_socket, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, NULL, NULL);
	if (epoll < 0 || server < 0 ||
	    call(UK_NR_bind, server, (long)&any, (void *)sizeof(any), NULL) ||
	    call(UK_NR_listen, server, BACKLOG, NULL, NULL) || watch(EPOLL_CTL_ADD, server, EPOLLIN))
		return 1;
	while (!end) {
		const long n = call(UK_NR_epoll_wait, epoll, (long)events, (void *)EVENTS, (void *)-1);

		if (n < 0 && n != -EINTR)
			return 2;
		for (long i = 0; i < n; i++) {
			if (events[i].data == (uint64_t)server)
				take_connections();
			else
				serve((long)events[i].data);
		}
	}
	return 0;
}
