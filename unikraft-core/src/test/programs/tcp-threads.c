// Threads blocked in a TCP socket's calls when others connect, write, shut down, close; signals; epoll of all kinds.
// build: static dynamic musl
// flags: -pthread -w
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
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

static int listener(struct sockaddr_in *a)
{
	socklen_t len = sizeof(*a);
	int l = socket(AF_INET, SOCK_STREAM, 0);

	*a = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (bind(l, (void *)a, sizeof(*a)) || listen(l, 128))
		perror("listen");
	getsockname(l, (void *)a, &len);
	return l;
}

static void connected(int pair[2])
{
	struct sockaddr_in a;
	int l = listener(&a);

	pair[0] = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(pair[0], (void *)&a, sizeof(a)))
		perror("connect");
	pair[1] = accept(l, NULL, NULL);
	close(l);
}

struct call {
	int fd;
	enum { ACCEPT, READ, WRITE, POLL, ALL } what;
	long result;
	int error;
	pthread_t thread;
};

static void *blocked(void *arg)
{
	struct call *c = arg;
	char b[100];
	struct pollfd p = { c->fd, POLLIN | POLLRDHUP, 0 };

	switch (c->what) {
	case ACCEPT:
		c->result = accept(c->fd, NULL, NULL);
		if (c->result >= 0) {
			close(c->result);
			c->result = 0;
		}
		break;
	case READ:
		c->result = read(c->fd, b, sizeof(b));
		break;
	case ALL:
		c->result = recv(c->fd, b, sizeof(b), MSG_WAITALL);
		break;
	case WRITE:
		do
			c->result = send(c->fd, buf, sizeof(buf), MSG_NOSIGNAL);
		while (c->result == sizeof(buf));
		if (c->result > 0)
			c->result = 1;
		break;
	case POLL:
		poll(&p, 1, 5000);
		c->result = p.revents;
	}
	c->error = c->result < 0 ? errno : 0;
	return NULL;
}

static void begin(struct call *c, int fd, int what)
{
	*c = (struct call){ fd, what };
	pthread_create(&c->thread, NULL, blocked, c);
	nap(30);
}

static void end(const char *what, struct call *c)
{
	pthread_join(c->thread, NULL);
	printf("%s: %ld %s\n", what, c->result, c->error ? strerror(c->error) : "");
}

static void handler(int sig)
{
}

static void blocking(void)
{
	struct linger hard = { 1, 0 };
	struct sockaddr_in a;
	struct call c, d, e;
	struct timeval tv = { 0, 80000 };
	struct sigaction sa = { .sa_handler = handler };
	int p[2], l, s;

	l = listener(&a);
	begin(&c, l, ACCEPT);
	begin(&d, l, ACCEPT);
	s = socket(AF_INET, SOCK_STREAM, 0);
	connect(s, (void *)&a, sizeof(a));
	nap(20);
	show("listener shut down", shutdown(l, SHUT_RDWR));
	pthread_join(c.thread, NULL);
	pthread_join(d.thread, NULL);
	/* Either of them has got the connection. */
	printf("accept: one %d, other %d\n", c.result == 0 || d.result == 0, c.error + d.error);
	close(s);
	close(l);

	l = listener(&a);
	setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	begin(&c, l, ACCEPT);
	end("accept timed out", &c);
	close(l);

	connected(p);
	begin(&c, p[0], READ);
	write(p[1], "abc", 3);
	end("read data", &c);
	begin(&c, p[0], READ);
	shutdown(p[1], SHUT_WR);
	end("read end", &c);
	begin(&c, p[1], READ);
	shutdown(p[1], SHUT_RD);
	end("read own shutdown", &c);
	close(p[0]);
	close(p[1]);

	connected(p);
	begin(&c, p[0], READ);
	setsockopt(p[1], SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(p[1]);
	end("read reset", &c);
	close(p[0]);
	connected(p);
	begin(&d, p[0], POLL);
	setsockopt(p[1], SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(p[1]);
	end("poll reset", &d);
	close(p[0]);

	connected(p);
	begin(&c, p[0], ALL);
	write(p[1], "part", 4);
	nap(20);
	close(p[1]);
	end("all, then end", &c);
	close(p[0]);

	connected(p);
	begin(&c, p[0], WRITE);
	nap(100);
	shutdown(p[0], SHUT_WR);
	end("write own shutdown", &c);
	close(p[0]);
	close(p[1]);

	connected(p);
	begin(&c, p[0], WRITE);
	nap(100);
	close(p[1]);
	end("write reset", &c);
	show("then", send(p[0], "x", 1, MSG_NOSIGNAL));
	show("then", send(p[0], "x", 1, MSG_NOSIGNAL));
	close(p[0]);

	/* A descriptor that is closed is no longer that of who waits: data still comes to it. */
	connected(p);
	begin(&c, p[0], READ);
	close(p[0]);
	nap(30);
	write(p[1], "still", 5);
	end("read after close", &c);
	close(p[1]);

	connected(p);
	sigaction(SIGUSR1, &sa, NULL);
	begin(&c, p[0], READ);
	pthread_kill(c.thread, SIGUSR1);
	end("read interrupted", &c);
	sa.sa_flags = SA_RESTART;
	sigaction(SIGUSR1, &sa, NULL);
	begin(&c, p[0], READ);
	pthread_kill(c.thread, SIGUSR1);
	nap(20);
	write(p[1], "go", 2);
	end("read restarted", &c);
	begin(&c, p[0], POLL);
	shutdown(p[1], SHUT_WR);
	end("poll half", &c);
	close(p[0]);
	close(p[1]);
}

static void wait_for(const char *what, int ep)
{
	struct epoll_event e[10];
	int n = epoll_wait(ep, e, 10, 30);

	printf("%s: %d", what, n);
	for (int i = 0; i < n; i++)
		printf(" [%d %#x]", (int)e[i].data.u32, e[i].events);
	printf("\n");
}

static void add(int ep, int op, int fd, unsigned events, int data)
{
	struct epoll_event e = { events, { .u32 = data } };

	if (epoll_ctl(ep, op, fd, &e))
		perror("epoll_ctl");
}

static void epoll(void)
{
	int ep = epoll_create1(0), p[2], l, s, efd;
	struct sockaddr_in a;
	ssize_t r;

	connected(p);
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	add(ep, EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, 1);
	wait_for("edge, first", ep);
	wait_for("edge, again", ep);
	write(p[1], "x", 1);
	nap(5);
	wait_for("edge, data", ep);
	wait_for("edge, none new", ep);
	write(p[1], "y", 1);
	nap(5);
	wait_for("edge, more data", ep);
	read(p[0], buf, 10);
	wait_for("edge, read", ep);
	for (int i = 0; i < 20; i++) {
		while ((r = write(p[0], buf, sizeof(buf))) > 0)
			;
		nap(5);
	}
	wait_for("edge, full", ep);
	fcntl(p[1], F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 40; i++) {
		while (read(p[1], buf, sizeof(buf)) > 0)
			;
		nap(5);
	}
	wait_for("edge, room", ep);
	shutdown(p[1], SHUT_WR);
	nap(5);
	wait_for("edge, end", ep);
	shutdown(p[0], SHUT_WR);
	nap(5);
	wait_for("edge, both ends", ep);
	close(p[0]);
	close(p[1]);
	wait_for("closed", ep);

	connected(p);
	add(ep, EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLONESHOT, 2);
	wait_for("once, none", ep);
	write(p[1], "x", 1);
	nap(5);
	wait_for("once", ep);
	wait_for("once, spent", ep);
	write(p[1], "x", 1);
	nap(5);
	wait_for("once, still spent", ep);
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 3);
	wait_for("once, armed", ep);
	add(ep, EPOLL_CTL_MOD, p[0], EPOLLIN, 4);
	wait_for("level", ep);
	wait_for("level, again", ep);
	read(p[0], buf, 10);
	wait_for("level, read", ep);
	efd = eventfd(1, 0);
	add(ep, EPOLL_CTL_ADD, efd, EPOLLIN, 5);
	wait_for("eventfd beside", ep);
	close(efd);
	setsockopt(p[1], SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
	close(p[1]);
	nap(5);
	wait_for("level, reset", ep);
	close(p[0]);

	l = listener(&a);
	fcntl(l, F_SETFL, O_NONBLOCK);
	add(ep, EPOLL_CTL_ADD, l, EPOLLIN | EPOLLET, 6);
	wait_for("listener, none", ep);
	s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	add(ep, EPOLL_CTL_ADD, s, EPOLLOUT | EPOLLIN | EPOLLET, 7);
	wait_for("new socket", ep);
	show("connect", connect(s, (void *)&a, sizeof(a)));
	nap(10);
	wait_for("connected", ep);
	wait_for("connected, again", ep);
	close(accept(l, NULL, NULL));
	nap(5);
	wait_for("closed by peer", ep);
	close(s);
	close(l);
	s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	show("connect to none", connect(s, (void *)&a, sizeof(a)));
	add(ep, EPOLL_CTL_ADD, s, EPOLLOUT | EPOLLIN, 8);
	nap(10);
	wait_for("refused", ep);
	close(s);
	close(ep);
}

/* Many threads on both sides of many connections. */
static int many_port;

static void *client(void *arg)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = many_port };
	unsigned seed = (unsigned)(long)arg;
	long sum = 0;

	for (int i = 0; i < 20; i++) {
		int s = socket(AF_INET, SOCK_STREAM, 0), n = 1 + rand_r(&seed) % 20000, got = 0;
		char *b = malloc(n), *c = malloc(n);

		for (int k = 0; k < n; k++)
			b[k] = rand_r(&seed);
		if (connect(s, (void *)&a, sizeof(a)))
			perror("connect");
		for (int o = 0; o < n;) {
			int r = send(s, b + o, n - o < 3000 ? n - o : 3000, 0);

			if (r < 0) {
				perror("send");
				break;
			}
			o += r;
			while ((r = recv(s, c + got, n - got, MSG_DONTWAIT)) > 0)
				got += r;
		}
		shutdown(s, SHUT_WR);
		for (int r; got < n && (r = recv(s, c + got, n - got, 0)) > 0;)
			got += r;
		if (got != n || memcmp(b, c, n))
			printf("thread %ld: %d of %d\n", (long)arg, got, n);
		else
			sum++;
		free(b);
		free(c);
		close(s);
	}
	return (void *)sum;
}

static void *echo(void *arg)
{
	int s = (long)arg, r, w;
	char b[5000];

	while ((r = recv(s, b, sizeof(b), 0)) > 0)
		for (int o = 0; o < r; o += w)
			if ((w = send(s, b + o, r - o, MSG_NOSIGNAL)) < 0)
				goto out;
out:
	close(s);
	return NULL;
}

static void *server(void *arg)
{
	int l = (long)arg, s;
	pthread_t t;

	while ((s = accept(l, NULL, NULL)) >= 0) {
		pthread_create(&t, NULL, echo, (void *)(long)s);
		pthread_detach(t);
	}
	return NULL;
}

static void many(void)
{
	struct sockaddr_in a;
	int l = listener(&a);
	pthread_t t[8], s;
	long sum = 0;

	many_port = a.sin_port;
	pthread_create(&s, NULL, server, (void *)(long)l);
	for (long i = 0; i < 8; i++)
		pthread_create(&t[i], NULL, client, (void *)i);
	for (int i = 0; i < 8; i++) {
		void *r;

		pthread_join(t[i], &r);
		sum += (long)r;
	}
	shutdown(l, SHUT_RDWR);
	pthread_join(s, NULL);
	close(l);
	printf("echoed %ld\n", sum);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	blocking();
	epoll();
	many();
	return 0;
}
