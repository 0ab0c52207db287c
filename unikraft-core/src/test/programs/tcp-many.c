// Thousands of connections one after the other, hundreds at once: nothing is left of them.
// build: static
// flags: -pthread -w
// seconds: 120
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char buf[100000];

static int listener(struct sockaddr_in *a, int backlog)
{
	socklen_t len = sizeof(*a);
	int l = socket(AF_INET, SOCK_STREAM, 0);

	*a = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (bind(l, (void *)a, sizeof(*a)) || listen(l, backlog))
		perror("listen");
	getsockname(l, (void *)a, &len);
	return l;
}

/* Free memory in KiB; 0 where other processes have their part in it. */
static long free_memory(void)
{
	char line[200];
	long n = 0;
	FILE *f = fopen("/proc/meminfo", "r");

	while (f && fgets(line, sizeof(line), f))
		sscanf(line, "MemFree: %ld", &n);
	if (f)
		fclose(f);
	return getpid() == 1 ? n : 0;
}

/* One request and answer; how says who closes, and how. */
static int once(int l, const struct sockaddr_in *a, int how)
{
	struct linger hard = { 1, 0 };
	int c = socket(AF_INET, SOCK_STREAM, 0), d, r = 0;

	if (connect(c, (void *)a, sizeof(*a))) {
		perror("connect");
		close(c);
		return -1;
	}
	d = accept(l, NULL, NULL);
	if (d < 0) {
		perror("accept");
		close(c);
		return -1;
	}
	if (write(c, "request", 7) != 7 || read(d, buf, 100) != 7 || write(d, "response", 8) != 8)
		r = -1;
	switch (how) {
	case 0: /* the client first */
		r |= read(c, buf, 100) != 8;
		close(c);
		r |= read(d, buf, 100) != 0;
		close(d);
		break;
	case 1: /* the server first */
		close(d);
		r |= read(c, buf, 100) != 8 || read(c, buf, 100) != 0;
		close(c);
		break;
	case 2: /* with unread data */
		close(c);
		close(d);
		break;
	case 3: /* hard */
		setsockopt(d, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		close(d);
		close(c);
		break;
	case 4: /* halves */
		shutdown(c, SHUT_WR);
		r |= read(d, buf, 100) != 0;
		shutdown(d, SHUT_WR);
		r |= read(c, buf, 100) != 8 || read(c, buf, 100) != 0;
		close(d);
		close(c);
		break;
	case 5: /* much unsent */
		fcntl(d, F_SETFL, O_NONBLOCK);
		while (write(d, buf, sizeof(buf)) > 0)
			;
		close(d);
		close(c);
	}
	if (r)
		printf("way %d: wrong\n", how);
	return r ? -1 : 0;
}

static void in_turn(int n)
{
	struct sockaddr_in a;
	int l = listener(&a, 10), good = 0, fd, before = dup(0);
	long mem = 0;

	close(before);
	for (int i = 0; i < n; i++) {
		good += !once(l, &a, i % 6);
		if (i == n / 4)
			mem = free_memory();
	}
	mem -= free_memory();
	printf("%d of %d connections\n", good, n);
	fd = dup(0);
	printf("descriptors %s\n", fd == before ? "the same" : "lost");
	close(fd);
	if (mem > 1024)
		printf("%ld KiB are gone\n", mem);
	close(l);
}

/* Connections that nobody accepts, and those that end before somebody does. */
static void forsaken(void)
{
	long mem = 0;
	int fail = 0;

	for (int i = 0; i < 100; i++) {
		struct sockaddr_in a;
		int l = listener(&a, 20), c[20];

		for (int k = 0; k < 20; k++) {
			c[k] = socket(AF_INET, SOCK_STREAM, 0);
			fail += connect(c[k], (void *)&a, sizeof(a)) != 0;
			fail += write(c[k], "data", 4) != 4;
		}
		for (int k = 0; k < 10; k++)
			close(c[k]);
		if (i & 1) {
			for (int k = 0; k < 15; k++) {
				int d = accept(l, NULL, NULL);

				fail += read(d, buf, 100) != 4;
				close(d);
			}
		}
		close(l);
		for (int k = 10; k < 20; k++)
			close(c[k]);
		if (i == 30)
			mem = free_memory();
	}
	mem -= free_memory();
	printf("forsaken: %d failures\n", fail);
	if (mem > 1024)
		printf("%ld KiB are gone\n", mem);
}

#define AT_ONCE 300

static void at_once(void)
{
	struct sockaddr_in a;
	struct rlimit lim = { 4096, 4096 };
	static int c[AT_ONCE], d[AT_ONCE];
	int l, ep = epoll_create1(0), good = 0, events = 0;

	setrlimit(RLIMIT_NOFILE, &lim);
	l = listener(&a, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++) {
		c[i] = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(c[i], (void *)&a, sizeof(a)))
			perror("connect");
	}
	for (int i = 0; i < AT_ONCE; i++) {
		struct epoll_event e = { EPOLLIN, { .u32 = i } };

		d[i] = accept(l, NULL, NULL);
		if (d[i] < 0)
			perror("accept");
		epoll_ctl(ep, EPOLL_CTL_ADD, d[i], &e);
	}
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < AT_ONCE; i++)
			write(c[i], "ping", 4);
		for (int n = 0; n < AT_ONCE;) {
			struct epoll_event e[64];
			int r = epoll_wait(ep, e, 64, 5000);

			if (r <= 0) {
				printf("nothing came\n");
				break;
			}
			for (int k = 0; k < r; k++) {
				events++;
				if (read(d[e[k].data.u32], buf, 100) == 4)
					write(d[e[k].data.u32], "pong", 4);
			}
			n += r;
		}
		for (int i = 0; i < AT_ONCE; i++)
			good += read(c[i], buf, 100) == 4;
	}
	printf("at once: %d answers, %d events\n", good, events);
	for (int i = 0; i < AT_ONCE; i++) {
		close(c[i]);
		close(d[i]);
	}
	close(ep);
	close(l);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	in_turn(argc > 1 ? atoi(argv[1]) : 6000);
	forsaken();
	at_once();
	return 0;
}
