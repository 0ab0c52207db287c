// Bytes over TCP: large transfers with digests, in pieces of all sizes, both ways at once; messages, peeking, waiting for all.
// build: static musl
// flags: -pthread -w
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char buf[1 << 20];

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static void nap(int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&t, NULL);
}

static void connected(int family, int pair[2])
{
	struct sockaddr_in6 a = { .sin6_family = family };
	socklen_t len = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(a);
	int l = socket(family, SOCK_STREAM, 0);

	if (family == AF_INET)
		((struct sockaddr_in *)&a)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		a.sin6_addr = in6addr_loopback;
	if (bind(l, (void *)&a, len) || listen(l, 1))
		perror("listen");
	getsockname(l, (void *)&a, &len);
	pair[0] = socket(family, SOCK_STREAM, 0);
	if (connect(pair[0], (void *)&a, len))
		perror("connect");
	pair[1] = accept(l, NULL, NULL);
	close(l);
}

/* Bytes that both sides can make: a generator, and the digest of what it made. */
struct flow {
	int fd;
	size_t total, step; /* step 0: of changing size */
	uint32_t seed, made;
	uint64_t digest;
	size_t done;
};

static void digest(struct flow *f, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		f->digest = (f->digest ^ (uint8_t)p[i]) * 1099511628211u;
}

static size_t step(struct flow *f, size_t i)
{
	size_t n = f->step ? f->step : 1 + (i * 7919) % 60000;

	return n < f->total - f->done ? n : f->total - f->done;
}

static void *writer(void *arg)
{
	struct flow *f = arg;
	char *b = malloc(1 << 20);

	f->digest = 14695981039346656037u;
	for (size_t i = 0; f->done < f->total; i++) {
		size_t n = step(f, i), o = 0;

		for (size_t k = 0; k < n; k++) {
			f->made = f->made * 1664525 + 1013904223;
			b[k] = f->made >> 24;
		}
		digest(f, b, n);
		while (o < n) {
			ssize_t r = send(f->fd, b + o, n - o, 0);

			if (r <= 0) {
				perror("send");
				return NULL;
			}
			o += r;
		}
		f->done += n;
	}
	free(b);
	return NULL;
}

static void *reader(void *arg)
{
	struct flow *f = arg;
	char *b = malloc(1 << 20);

	f->digest = 14695981039346656037u;
	for (size_t i = 0; f->done < f->total; i++) {
		ssize_t r = recv(f->fd, b, step(f, i), 0);

		if (r <= 0) {
			perror("recv");
			break;
		}
		digest(f, b, r);
		f->done += r;
	}
	free(b);
	return NULL;
}

static void transfer(const char *what, int family, size_t total, size_t wstep, size_t rstep, int both,
		     int sndbuf, int rcvbuf)
{
	struct flow f[4];
	pthread_t t[4];
	int p[2], n = both ? 4 : 2;

	connected(family, p);
	for (int i = 0; i < 2; i++) {
		if (sndbuf)
			setsockopt(p[i], SOL_SOCKET, SO_SNDBUF, &sndbuf, sizeof(sndbuf));
		if (rcvbuf)
			setsockopt(p[i], SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof(rcvbuf));
	}
	for (int i = 0; i < n; i++) {
		f[i] = (struct flow){ p[(i & 1) ^ (i >> 1)], total, i & 1 ? rstep : wstep, 1, 1 + i / 2 };
		pthread_create(&t[i], NULL, i & 1 ? reader : writer, &f[i]);
	}
	for (int i = 0; i < n; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < n; i += 2)
		printf("%s: %zu of %zu, %s\n", what, f[i + 1].done, f[i].done,
		       f[i].digest == f[i + 1].digest ? "same" : "different");
	close(p[0]);
	close(p[1]);
}

static void messages(void)
{
	struct iovec v[3] = { { "one ", 4 }, { "two ", 4 }, { "three", 5 } };
	struct iovec w[2] = { { buf, 6 }, { buf + 100, 50 } };
	struct msghdr m = { .msg_iov = v, .msg_iovlen = 3 };
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	int p[2], n;

	connected(AF_INET, p);
	show("writev", writev(p[0], v, 3));
	show("sendmsg", sendmsg(p[0], &m, 0));
	nap(5);
	ioctl(p[1], FIONREAD, &n);
	show("FIONREAD", n);
	memset(buf, 0, 200);
	show("peek", recv(p[1], buf, 5, MSG_PEEK));
	printf("%.5s\n", buf);
	show("readv", readv(p[1], w, 2));
	printf("%.6s|%.20s\n", buf, buf + 100);
	show("write", write(p[0], "abcdefghij", 10));
	nap(5);
	show("trunc", recv(p[1], buf, 4, MSG_TRUNC));
	show("trunc NULL", recv(p[1], NULL, 2, MSG_TRUNC));
	memset(buf, 0, 20);
	show("rest", recvfrom(p[1], buf, 20, 0, (void *)&from, &len));
	printf("%s, address length %d\n", buf, (int)len);
	m = (struct msghdr){ .msg_iov = w, .msg_iovlen = 1, .msg_name = &from, .msg_namelen = sizeof(from) };
	send(p[0], "xyz", 3, 0);
	show("recvmsg", recvmsg(p[1], &m, 0));
	printf("name length %d, flags %#x, control %d\n", (int)m.msg_namelen, m.msg_flags, (int)m.msg_controllen);
	show("sendto address", sendto(p[0], "to", 2, 0, (void *)&from, sizeof(from)));
	show("zero", send(p[0], "", 0, 0));
	show("bad buffer", send(p[0], (void *)16, 5, 0));
	show("read into bad buffer", recv(p[1], (void *)16, 5, 0));
	show("then", recv(p[1], buf, 5, 0));
	show("none", recv(p[1], buf, 5, MSG_DONTWAIT));
	show("OOB none", recv(p[1], buf, 5, MSG_OOB));
	show("errqueue", recv(p[1], buf, 5, MSG_ERRQUEUE));
	close(p[0]);
	close(p[1]);
}

static void *late(void *arg)
{
	int fd = *(int *)arg;

	nap(30);
	send(fd, "second", 6, 0);
	nap(30);
	send(fd, "third", 5, 0);
	return NULL;
}

static void waiting(void)
{
	struct timeval tv = { 0, 50000 };
	struct timespec before, after;
	pthread_t t;
	int p[2], lowat = 8;
	long r;

	connected(AF_INET, p);
	send(p[0], "first", 5, 0);
	pthread_create(&t, NULL, late, &p[0]);
	show("all", recv(p[1], buf, 16, MSG_WAITALL));
	printf("%.16s\n", buf);
	pthread_join(t, NULL);

	pthread_create(&t, NULL, late, &p[0]);
	show("peek all", recv(p[1], buf, 8, MSG_WAITALL | MSG_PEEK));
	pthread_join(t, NULL);
	show("all of it", recv(p[1], buf, 11, MSG_WAITALL));

	setsockopt(p[1], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	clock_gettime(CLOCK_MONOTONIC, &before);
	show("timed out", recv(p[1], buf, 10, 0));
	clock_gettime(CLOCK_MONOTONIC, &after);
	r = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	printf("after a while: %d\n", r >= 49);
	send(p[0], "part", 4, 0);
	show("all, timed out", recv(p[1], buf, 10, MSG_WAITALL));
	setsockopt(p[1], SOL_SOCKET, SO_RCVLOWAT, &lowat, sizeof(lowat));
	send(p[0], "abc", 3, 0);
	nap(5);
	struct pollfd q = { p[1], POLLIN, 0 };
	show("below low water", poll(&q, 1, 10));
	send(p[0], "defgh", 5, 0);
	nap(5);
	show("at low water", poll(&q, 1, 10));
	show("read", recv(p[1], buf, 100, 0));
	send(p[0], "end", 3, 0);
	shutdown(p[0], SHUT_WR);
	show("end before low water", recv(p[1], buf, 100, 0));
	show("end", recv(p[1], buf, 100, MSG_WAITALL));
	close(p[0]);
	close(p[1]);
}

/* A reader that does not read: the writer stops, and goes on later. */
static void flow_control(void)
{
	size_t sent = 0, got = 0;
	struct pollfd q;
	uint32_t a = 1, b = 1;
	struct timeval tv = { 0, 30000 };
	int p[2], bad = 0;
	ssize_t r;

	connected(AF_INET, p);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	for (;;) {
		char c[1000];

		for (int i = 0; i < 1000; i++)
			c[i] = (a = a * 1664525 + 1013904223) >> 24;
		r = send(p[0], c, 1000, 0);
		if (r < 0)
			break;
		sent += r;
		if (r < 1000)
			break;
		if (sent > 64 << 20) {
			printf("no end\n");
			break;
		}
	}
	r = send(p[0], buf, 1, 0);
	nap(100);
	while ((r = send(p[0], buf, 1, 0)) > 0)
		bad = 1; /* what fits by now: the bytes do not count */
	show("full", r);
	printf("stopped before 64 MiB: %d, after 20 kB: %d\n", sent < 64 << 20, sent > 20000);
	q = (struct pollfd){ p[0], POLLOUT, 0 };
	show("poll", poll(&q, 1, 0));
	setsockopt(p[0], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	fcntl(p[0], F_SETFL, 0);
	show("blocking, timed out", send(p[0], buf, 1 << 20, 0) < (1 << 20));
	for (int same = 1; got < sent; got += r) {
		r = recv(p[1], buf, sizeof(buf) < sent - got ? sizeof(buf) : sent - got, 0);
		if (r <= 0) {
			perror("recv");
			break;
		}
		for (ssize_t i = 0; i < r && same; i++) {
			same = buf[i] == (char)((b = b * 1664525 + 1013904223) >> 24);
			if (!same)
				printf("differs at %zu\n", got + i);
		}
	}
	printf("all read: %d\n", got == sent);
	show("poll again", poll(&q, 1, 1000));
	close(p[0]);
	close(p[1]);
}

/* Small pieces held back, and not. */
static void corking(void)
{
	int p[2], on = 1, off = 0, n;
	struct timespec before, after;

	connected(AF_INET, p);
	setsockopt(p[0], IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
	send(p[0], "head ", 5, 0);
	send(p[0], "more ", 5, 0);
	nap(20);
	ioctl(p[1], FIONREAD, &n);
	show("corked", n);
	ioctl(p[0], TIOCOUTQ, &n);
	show("out", n);
	setsockopt(p[0], IPPROTO_TCP, TCP_CORK, &off, sizeof(off));
	nap(20);
	ioctl(p[1], FIONREAD, &n);
	show("uncorked", n);
	recv(p[1], buf, 100, 0);
	send(p[0], "a", 1, MSG_MORE);
	nap(20);
	ioctl(p[1], FIONREAD, &n);
	show("MSG_MORE", n);
	send(p[0], "b", 1, 0);
	nap(20);
	ioctl(p[1], FIONREAD, &n);
	show("without", n);
	recv(p[1], buf, 100, 0);
	clock_gettime(CLOCK_MONOTONIC, &before);
	send(p[0], "alone", 5, MSG_MORE);
	show("alone, after a while", recv(p[1], buf, 100, 0));
	clock_gettime(CLOCK_MONOTONIC, &after);
	n = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	printf("waited %d\n", n > 100 && n < 2000);
	setsockopt(p[0], IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
	send(p[0], buf, 300000 < sizeof(buf) ? 300000 : 1, MSG_DONTWAIT);
	send(p[0], "last", 4, 0);
	shutdown(p[0], SHUT_WR);
	for (size_t got = 0;; got += n) {
		n = recv(p[1], buf, sizeof(buf), 0);
		if (n <= 0) {
			printf("corked to the end: %d\n", n);
			break;
		}
	}
	close(p[0]);
	close(p[1]);
	/* Bytes written one by one come in order. */
	connected(AF_INET, p);
	setsockopt(p[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	for (int i = 0; i < 3000; i++) {
		char c = i * 31;

		if (send(p[0], &c, 1, i % 7 == 3 ? MSG_MORE : 0) != 1)
			perror("send");
	}
	shutdown(p[0], SHUT_WR);
	n = recv(p[1], buf, 3001, MSG_WAITALL);
	show("one by one", n);
	for (int i = 0; i < n; i++)
		if (buf[i] != (char)(i * 31)) {
			printf("wrong at %d\n", i);
			break;
		}
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	transfer("4 MiB", AF_INET, 4 << 20, 65536, 65536, 0, 0, 0);
	transfer("4 MiB over IPv6", AF_INET6, 4 << 20, 0, 0, 0, 0, 0);
	transfer("both ways", AF_INET, 2 << 20, 0, 30000, 1, 0, 0);
	transfer("small writes", AF_INET, 200000, 37, 5000, 0, 0, 0);
	transfer("small reads", AF_INET, 300000, 100000, 37, 0, 0, 0);
	transfer("small buffers", AF_INET, 500000, 0, 0, 1, 1000, 1000);
	transfer("large buffers", AF_INET, 4 << 20, 1000000, 1000000, 1, 200000, 200000);
	messages();
	waiting();
	flow_control();
	corking();
	return 0;
}
