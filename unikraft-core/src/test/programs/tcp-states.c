// What poll, read, write and names say of a TCP socket in each of its states, over IPv4 and IPv6.
// build: static dynamic musl
// flags: -pthread -w
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int family;
static volatile int pipes;
static char buf[400000];

static void on_pipe(int sig)
{
	pipes++;
}

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

static int nonblock(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}

static socklen_t loopback(struct sockaddr_storage *a, int port)
{
	memset(a, 0, sizeof(*a));
	a->ss_family = family;
	if (family == AF_INET) {
		((struct sockaddr_in *)a)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		((struct sockaddr_in *)a)->sin_port = port;
		return sizeof(struct sockaddr_in);
	}
	((struct sockaddr_in6 *)a)->sin6_addr = in6addr_loopback;
	((struct sockaddr_in6 *)a)->sin6_port = port;
	return sizeof(struct sockaddr_in6);
}

/* A listening socket; its address in a. */
static int listener(struct sockaddr_storage *a, socklen_t *len, int backlog)
{
	int l = socket(family, SOCK_STREAM, 0);

	*len = loopback(a, 0);
	if (bind(l, (void *)a, *len) || listen(l, backlog))
		perror("listen");
	getsockname(l, (void *)a, len);
	return nonblock(l);
}

static void connected(int pair[2])
{
	struct sockaddr_storage a;
	socklen_t len;
	int l = listener(&a, &len, 5);

	pair[0] = socket(family, SOCK_STREAM, 0);
	if (connect(pair[0], (void *)&a, len))
		perror("connect");
	pair[1] = accept(l, NULL, NULL);
	if (pair[1] < 0)
		perror("accept");
	nonblock(pair[0]);
	nonblock(pair[1]);
	close(l);
}

/* All that can be asked of a socket. It stays as it is but for SO_ERROR. */
static void ask(const char *what, int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDHUP | POLLRDNORM | POLLWRNORM | POLLWRBAND | POLLPRI | POLLRDBAND, 0 };
	struct sockaddr_storage a;
	socklen_t len = sizeof(a), el = sizeof(int), il = sizeof(struct tcp_info);
	int n = -1, q = -1, e = -1, r1, r2, accepting = 0;
	struct tcp_info info;

	nap(3);
	poll(&p, 1, 0);
	r1 = ioctl(fd, FIONREAD, &n) ? -errno : n;
	r2 = ioctl(fd, TIOCOUTQ, &q) ? -errno : q;
	getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &il);
	/* What is left unsent at the end is not counted alike, and how fast a FIN is answered differs. */
	if (info.tcpi_state != TCP_ESTABLISHED && info.tcpi_state != TCP_CLOSE_WAIT && r2 > 0)
		r2 = 0;
	if (info.tcpi_state == TCP_FIN_WAIT1)
		info.tcpi_state = TCP_FIN_WAIT2;
	printf("%s: poll %#x, in %d, out %d", what, (unsigned)p.revents, r1, r2);
	printf(", peer %s", getpeername(fd, (void *)&a, &len) ? strerror(errno) : "known");
	len = sizeof(a);
	printf(", name %d", getsockname(fd, (void *)&a, &len) ? -errno : ((struct sockaddr_in *)&a)->sin_port != 0);
	getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &accepting, &el);
	printf(", accepting %d, state %d", accepting, info.tcpi_state);
	el = sizeof(int);
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &el);
	printf(", error %d\n", e);
}

static void transfer(const char *what, int fd)
{
	int before = pipes;
	char name[100];

	snprintf(name, sizeof(name), "%s send", what);
	show(name, send(fd, "x", 1, 0));
	printf("%s signals %d\n", what, pipes - before);
	snprintf(name, sizeof(name), "%s recv", what);
	show(name, recv(fd, buf, 10, 0));
	snprintf(name, sizeof(name), "%s peek", what);
	show(name, recv(fd, buf, 10, MSG_PEEK | MSG_DONTWAIT));
}

static void unconnected(void)
{
	int s = nonblock(socket(family, SOCK_STREAM, 0));

	ask("new", s);
	transfer("new", s);
	show("shutdown new", shutdown(s, SHUT_WR));
	ask("new after shutdown", s);
	show("accept new", accept(s, NULL, NULL));
	close(s);
}

static void listening(void)
{
	struct sockaddr_storage a;
	socklen_t len;
	int l = listener(&a, &len, 5);
	int c, d;

	ask("listening", l);
	transfer("listening", l);
	show("connect listening", connect(l, (void *)&a, len));
	show("bind listening", bind(l, (void *)&a, len));
	show("accept none", accept(l, NULL, NULL));
	c = socket(family, SOCK_STREAM, 0);
	show("connect", connect(c, (void *)&a, len));
	ask("one waits", l);
	ask("who waits", c);
	show("send to who has not accepted", send(c, "abc", 3, 0));
	d = accept(l, NULL, NULL);
	ask("accepted", d);
	show("read what came before", read(d, buf, 10));
	show("shutdown listening WR", shutdown(l, SHUT_WR));
	ask("listening after WR", l);
	show("shutdown listening RD", shutdown(l, SHUT_RD));
	ask("listening after RD", l);
	show("accept after", accept(l, NULL, NULL));
	show("listen again", listen(l, 3));
	ask("listening again", l);
	close(c);
	close(d);
	close(l);
}

static void halves(void)
{
	int p[2];

	connected(p);
	ask("connected", p[0]);
	show("connected recv", recv(p[0], buf, 1, 0));
	show("send", send(p[0], "abcdef", 6, 0));
	nap(3);
	ask("data waits", p[1]);
	show("shutdown WR", shutdown(p[0], SHUT_WR));
	ask("WR", p[0]);
	ask("its peer", p[1]);
	show("send after WR", send(p[0], "x", 1, 0));
	show("send nosignal", send(p[0], "x", 1, MSG_NOSIGNAL));
	show("peer reads", recv(p[1], buf, 4, 0));
	show("peer peeks", recv(p[1], buf, 4, MSG_PEEK));
	show("peer reads rest", recv(p[1], buf, 100, 0));
	show("peer reads end", recv(p[1], buf, 100, 0));
	show("peer still sends", send(p[1], "later", 5, 0));
	nap(3);
	show("first reads", recv(p[0], buf, 100, 0));
	show("shutdown again", shutdown(p[0], SHUT_WR));
	show("peer shuts down", shutdown(p[1], SHUT_WR));
	ask("both ended: first", p[0]);
	ask("both ended: second", p[1]);
	transfer("after both", p[0]);
	transfer("after both, second", p[1]);
	show("shutdown at the end", shutdown(p[0], SHUT_RDWR));
	show("shutdown at the end, second", shutdown(p[1], SHUT_RDWR));
	close(p[0]);
	close(p[1]);
}

static void reading_half(void)
{
	int p[2];

	connected(p);
	show("shutdown RD", shutdown(p[0], SHUT_RD));
	ask("RD", p[0]);
	ask("RD peer", p[1]);
	show("read after RD", recv(p[0], buf, 10, 0));
	show("peer sends", send(p[1], "data", 4, 0));
	nap(5);
	ask("data came after RD", p[0]);
	show("read it", recv(p[0], buf, 10, 0));
	show("send still", send(p[0], "yes", 3, 0));
	nap(3);
	show("peer reads", recv(p[1], buf, 10, 0));
	show("RDWR", shutdown(p[0], SHUT_RDWR));
	ask("RDWR", p[0]);
	ask("RDWR peer", p[1]);
	transfer("RDWR", p[0]);
	close(p[0]);
	close(p[1]);
}

static void closed_by_peer(void)
{
	int p[2];

	connected(p);
	send(p[1], "rest", 4, 0);
	close(p[1]);
	ask("peer closed", p[0]);
	show("recv", recv(p[0], buf, 10, 0));
	show("recv end", recv(p[0], buf, 10, 0));
	show("send after close", send(p[0], "x", 1, 0));
	ask("answered by reset", p[0]);
	transfer("after it", p[0]);
	transfer("and again", p[0]);
	close(p[0]);
}

/* The peer closes with data that it has not read. */
static void reset_by_peer(int queued)
{
	struct linger l = { 1, 0 };
	int p[2];

	connected(p);
	if (queued)
		send(p[1], "queued", 6, 0);
	send(p[0], "unread", 6, 0);
	nap(5);
	close(p[1]);
	ask("reset by unread data", p[0]);
	if (queued) {
		show("what was queued", recv(p[0], buf, 3, 0));
		show("what was queued", recv(p[0], buf, 3, 0));
	}
	transfer("after reset", p[0]);
	transfer("again", p[0]);
	close(p[0]);

	connected(p);
	if (queued)
		send(p[1], "queued", 6, 0);
	setsockopt(p[1], SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	close(p[1]);
	nap(5);
	if (queued) {
		show("lingering: queued", recv(p[0], buf, 3, 0));
		show("lingering: queued", recv(p[0], buf, 3, 0));
	}
	show("lingering: recv", recv(p[0], buf, 3, 0));
	show("lingering: recv again", recv(p[0], buf, 3, 0));
	transfer("lingering", p[0]);
	ask("lingering", p[0]);
	close(p[0]);

	connected(p);
	setsockopt(p[1], SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	close(p[1]);
	nap(5);
	show("send first", send(p[0], "x", 1, 0));
	transfer("then", p[0]);
	close(p[0]);
}

static void refused(void)
{
	struct sockaddr_storage a;
	socklen_t len;
	int l = listener(&a, &len, 5), s;

	close(l);
	s = socket(family, SOCK_STREAM, 0);
	show("refused", connect(s, (void *)&a, len));
	ask("refused", s);
	transfer("refused", s);
	close(s);
	s = nonblock(socket(family, SOCK_STREAM, 0));
	show("refused later", connect(s, (void *)&a, len));
	nap(10);
	ask("refused later", s);
	ask("error taken", s);
	show("asked again", connect(s, (void *)&a, len));
	ask("then", s);
	show("refused later", connect(s, (void *)&a, len));
	nap(10);
	show("asked again", connect(s, (void *)&a, len));
	show("refused later", connect(s, (void *)&a, len));
	nap(10);
	transfer("refused", s);
	ask("then", s);
	close(s);
}

static void in_progress(void)
{
	struct sockaddr_storage a, none = { .ss_family = AF_UNSPEC };
	socklen_t len;
	int l = listener(&a, &len, 5), s, d;

	s = nonblock(socket(family, SOCK_STREAM, 0));
	show("begin", connect(s, (void *)&a, len));
	nap(10);
	ask("done", s);
	show("tell", connect(s, (void *)&a, len));
	show("once more", connect(s, (void *)&a, len));
	d = nonblock(accept(l, NULL, NULL));
	show("disconnect", connect(s, (void *)&none, sizeof(none)));
	ask("disconnected", s);
	ask("its peer", d);
	show("connect anew", connect(s, (void *)&a, len));
	nap(10);
	show("told", connect(s, (void *)&a, len));
	close(d);
	d = accept(l, NULL, NULL);
	ask("anew", s);
	close(s);
	close(d);
	close(l);
}

/* A listener that closes takes with it who was not accepted. */
static void forsaken(void)
{
	struct sockaddr_storage a;
	socklen_t len;
	int l = listener(&a, &len, 5), s, d;

	s = nonblock(socket(family, SOCK_STREAM, 0));
	connect(s, (void *)&a, len);
	nap(5);
	close(l);
	ask("forsaken", s);
	transfer("forsaken", s);
	close(s);

	/* Who goes before it is accepted is accepted nevertheless. */
	l = listener(&a, &len, 5);
	s = socket(family, SOCK_STREAM, 0);
	connect(s, (void *)&a, len);
	setsockopt(s, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
	close(s);
	nap(5);
	ask("listener", l);
	len = sizeof(a);
	d = accept(l, (void *)&a, &len);
	show("accept gone", d < 0 ? -1 : 0);
	printf("its address has %d bytes, family %d\n", (int)len, a.ss_family == family);
	ask("gone", d);
	transfer("gone", nonblock(d));
	close(d);
	close(l);
}

int main(void)
{
	struct sigaction sa = { .sa_handler = on_pipe };

	sigaction(SIGPIPE, &sa, NULL);
	for (int i = 0; i < 2; i++) {
		family = i ? AF_INET6 : AF_INET;
		printf("== IPv%d\n", i ? 6 : 4);
		unconnected();
		listening();
		halves();
		reading_half();
		closed_by_peer();
		reset_by_peer(0);
		reset_by_peer(1);
		refused();
		in_progress();
		forsaken();
	}
	return 0;
}
