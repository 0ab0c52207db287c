/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small HTTP server that is linked into the kernel, without a libc: answers
 * each GET with the same page, one connection after the other, until it is
 * asked for /end. Requests that are pipelined or sent in parts are answered too.
 */
#include <uk/errno.h>
#include <uk/essentials.h>
#include <uk/string.h>
#include <uk/syscall_numbers.h>

#define AF_INET 2
#define SOCK_STREAM 1
#define PORT 8080
#define BACKLOG 64

struct sockaddr_in {
	uint16_t family, port;
	uint32_t address;
	uint8_t zero[8];
};

static const char page[] = "HTTP/1.1 200 OK\r\n"
			   "Content-Type: text/plain\r\n"
			   "Content-Length: 14\r\n"
			   "\r\n"
			   "Hello, world!\n";

int main(void);

static long call(long number, long a, const volatile void *b, long c)
{
	register long r10 __asm__("r10") = 0;

	__asm__ volatile("syscall"
			 : "+a"(number)
			 : "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return number;
}

static long send_all(long fd, const char *text, long n)
{
	while (n) {
		long r = call(UK_NR_write, fd, text, n);

		if (r < 0)
			return r;
		text += r;
		n -= r;
	}
	return 0;
}

/* A request ends with an empty line. Answers those that are whole; the rest is moved to the buffer's start. */
static long answer(long fd, char *buffer, long *used, bool *end)
{
	long start = 0;

	for (long i = 3; i < *used; i++) {
		if (i - start < 3 || memcmp(buffer + i - 3, "\r\n\r\n", 4))
			continue;
		*end = *end || !memcmp(buffer + start, "GET /end", 8);
		if (send_all(fd, page, sizeof(page) - 1))
			return -1;
		start = i + 1;
	}
	memmove(buffer, buffer + start, (size_t)(*used - start));
	*used -= start;
	return 0;
}

static bool serve(long fd)
{
	static char buffer[4096];
	long used = 0;
	bool end = false;

	while (!end && used < (long)sizeof(buffer)) {
		long n = call(UK_NR_read, fd, buffer + used, (long)sizeof(buffer) - used);

		if (n <= 0)
			break;
		used += n;
		if (answer(fd, buffer, &used, &end))
			break;
	}
	call(UK_NR_close, fd, NULL, 0);
	return end;
}

int main(void)
{
	static const struct sockaddr_in any = { .family = AF_INET, .port = PORT >> 8 | (PORT & 0xff) << 8 };
	const long server = call(UK_NR_socket, AF_INET, (void *)SOCK_STREAM, 0);

	if (server < 0 || call(UK_NR_bind, server, &any, sizeof(any)) ||
	    call(UK_NR_listen, server, (void *)BACKLOG, 0))
		return 1;
	for (;;) {
		const long fd = call(UK_NR_accept, server, NULL, 0);

		if (fd == -ECONNABORTED)
			continue;
		if (fd < 0)
			return 2;
		if (serve(fd))
			return 0;
	}
}
