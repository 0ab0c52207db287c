// Addresses and ports of TCP sockets: bind, reuse, both versions of IP on one socket, errors of addresses.
// build: static
// flags: -w
// user: root
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static socklen_t address(struct sockaddr_storage *a, const char *text, int port)
{
	struct sockaddr_in *v4 = (void *)a;
	struct sockaddr_in6 *v6 = (void *)a;

	memset(a, 0, sizeof(*a));
	if (strchr(text, ':')) {
		a->ss_family = AF_INET6;
		inet_pton(AF_INET6, text, &v6->sin6_addr);
		v6->sin6_port = htons(port);
		return sizeof(*v6);
	}
	a->ss_family = AF_INET;
	inet_pton(AF_INET, text, &v4->sin_addr);
	v4->sin_port = htons(port);
	return sizeof(*v4);
}

static int port_of(int s)
{
	struct sockaddr_storage a;
	socklen_t len = sizeof(a);

	getsockname(s, (void *)&a, &len);
	return ntohs(((struct sockaddr_in *)&a)->sin_port);
}

static void name(const char *what, int s, int peer)
{
	struct sockaddr_storage a;
	socklen_t len = sizeof(a);
	char text[100];

	if (peer ? getpeername(s, (void *)&a, &len) : getsockname(s, (void *)&a, &len)) {
		show(what, -1);
		return;
	}
	if (a.ss_family == AF_INET)
		inet_ntop(AF_INET, &((struct sockaddr_in *)&a)->sin_addr, text, sizeof(text));
	else
		inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&a)->sin6_addr, text, sizeof(text));
	printf("%s: family %d, length %d, %s, port %d\n", what, a.ss_family, (int)len, text,
	       ((struct sockaddr_in *)&a)->sin_port != 0);
}

static int make(int family, int reuse, int reuseport, int v6only)
{
	int s = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (reuse)
		setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (reuseport)
		setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	if (v6only >= 0)
		setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof(v6only));
	return s;
}

static int bound(int s, const char *text, int port)
{
	struct sockaddr_storage a;
	socklen_t len = address(&a, text, port);

	return bind(s, (void *)&a, len) ? -errno : 0;
}

static int reach(int s, const char *text, int port)
{
	struct sockaddr_storage a;
	socklen_t len = address(&a, text, port);

	return connect(s, (void *)&a, len) ? -errno : 0;
}

/* Whether two sockets may have the same port, bound and listening. */
static void pairs(void)
{
	static const char *where[] = { "127.0.0.1", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0" };
	static const char *how[] = { "", "A", "P", "AP" };

	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++)
			for (int k = 0; k < 16; k++) {
				int f1 = i < 2 ? AF_INET : AF_INET6, f2 = j < 2 ? AF_INET : AF_INET6;
				int a = make(f1, k & 1, k & 2, -1), b = make(f2, k & 4, k & 8, -1);
				int r1, r2, l1, l2 = 0;

				r1 = bound(a, where[i], 0);
				r2 = bound(b, where[j], port_of(a));
				l1 = listen(a, 1) ? -errno : 0;
				if (!r2)
					l2 = listen(b, 1) ? -errno : 0;
				printf("%s/%s %s/%s: %d %d %d %d", where[i], how[k & 3], where[j], how[k >> 2],
				       r1, r2, l1, l2);
				close(b);
				/* The first listens now. */
				b = make(f2, k & 4, k & 8, -1);
				printf(" %d\n", bound(b, where[j], port_of(a)));
				close(a);
				close(b);
			}
}

static void only(void)
{
	int a, b, c, v;
	socklen_t len = sizeof(v);

	a = make(AF_INET6, 0, 0, 1);
	b = make(AF_INET, 0, 0, -1);
	show("bind :: only", bound(a, "::", 0));
	show("bind 0.0.0.0 beside it", bound(b, "0.0.0.0", port_of(a)));
	show("listen", listen(a, 1));
	show("listen", listen(b, 1));
	c = make(AF_INET6, 0, 0, -1);
	show("connect ::1", reach(c, "::1", port_of(a)));
	close(c);
	c = make(AF_INET, 0, 0, -1);
	show("connect 127.0.0.1", reach(c, "127.0.0.1", port_of(a)));
	close(c);
	v = 0;
	errno = 0;
	show("V6ONLY when bound", setsockopt(a, IPPROTO_IPV6, IPV6_V6ONLY, &v, sizeof(v)));
	getsockopt(a, IPPROTO_IPV6, IPV6_V6ONLY, &v, &len);
	show("V6ONLY", v);
	show("V6ONLY of IPv4", setsockopt(b, IPPROTO_IPV6, IPV6_V6ONLY, &v, sizeof(v)));
	close(a);
	close(b);
	a = make(AF_INET6, 0, 0, 1);
	show("only: bind mapped", bound(a, "::ffff:127.0.0.1", 0));
	show("only: connect mapped", reach(a, "::ffff:127.0.0.1", 9));
	close(a);
}

static void dual(void)
{
	int l = make(AF_INET6, 0, 0, -1), c, d;

	name("new", l, 0);
	show("bind ::", bound(l, "::", 0));
	show("listen", listen(l, 5));
	name("listener", l, 0);
	c = make(AF_INET, 0, 0, -1);
	show("connect by IPv4", reach(c, "127.0.0.1", port_of(l)));
	d = accept(l, NULL, NULL);
	name("accepted", d, 0);
	name("its peer", d, 1);
	name("client", c, 0);
	name("client's peer", c, 1);
	close(c);
	close(d);
	c = make(AF_INET6, 0, 0, -1);
	show("connect by IPv6", reach(c, "::1", port_of(l)));
	d = accept(l, NULL, NULL);
	name("accepted", d, 0);
	name("its peer", d, 1);
	close(c);
	close(d);
	c = make(AF_INET6, 0, 0, -1);
	show("connect by mapped", reach(c, "::ffff:127.0.0.1", port_of(l)));
	d = accept(l, NULL, NULL);
	name("accepted", d, 0);
	name("its peer", d, 1);
	name("client", c, 0);
	name("client's peer", c, 1);
	close(c);
	close(d);
	c = make(AF_INET6, 0, 0, -1);
	show("connect to ::", reach(c, "::", port_of(l)));
	d = accept(l, NULL, NULL);
	name("its peer", d, 1);
	close(c);
	close(d);
	c = make(AF_INET, 0, 0, -1);
	show("connect to 0.0.0.0", reach(c, "0.0.0.0", port_of(l)));
	d = accept(l, NULL, NULL);
	name("its peer", d, 1);
	close(c);
	close(d);
	c = make(AF_INET6, 0, 0, -1);
	show("bind mapped", bound(c, "::ffff:127.0.0.1", 0));
	name("bound to mapped", c, 0);
	show("connect", reach(c, "::ffff:127.0.0.1", port_of(l)));
	close(accept(l, NULL, NULL));
	close(c);
	close(l);
}

static void addresses(void)
{
	struct sockaddr_storage a;
	socklen_t len;
	int s = make(AF_INET, 0, 0, -1), six = make(AF_INET6, 0, 0, -1);

	show("bind 192.0.2.1", bound(s, "192.0.2.1", 0));
	show("bind 2001:db8::1", bound(six, "2001:db8::1", 0));
	show("bind ff02::1", bound(six, "ff02::1", 0));
	show("bind fe80::1 without scope", bound(six, "fe80::1", 0));
	show("connect fe80::1 without scope", reach(six, "fe80::1", 9));
	show("bind ::ffff:192.0.2.1", bound(six, "::ffff:192.0.2.1", 0));
	len = address(&a, "127.0.0.1", 0);
	show("bind short", bind(s, (void *)&a, len - 1));
	show("bind family", bind(six, (void *)&a, len));
	show("bind family", bind(six, (void *)&a, sizeof(struct sockaddr_in6)));
	show("connect family", connect(six, (void *)&a, sizeof(struct sockaddr_in6)));
	show("connect short", connect(s, (void *)&a, 1));
	show("connect short", connect(s, (void *)&a, 8));
	len = address(&a, "::1", 0);
	show("bind family", bind(s, (void *)&a, len));
	show("connect family", connect(s, (void *)&a, len));
	show("bind short", bind(six, (void *)&a, 20));
	show("bind 24", bind(six, (void *)&a, 24));
	a.ss_family = AF_UNSPEC;
	show("bind unspecified", bind(s, (void *)&a, 16));
	show("bind twice", bound(s, "127.0.0.1", 0));
	close(s);
	close(six);
	s = make(AF_INET, 0, 0, -1);
	show("connect 224.0.0.1", reach(s, "224.0.0.1", 9));
	show("connect port 0", reach(s, "127.0.0.1", 0));
	show("listen unbound", listen(s, 1));
	printf("ephemeral %d\n", port_of(s) >= 32768 && port_of(s) < 61000);
	name("unbound", s, 0);
	close(s);
	show("bind NULL", bind(s, NULL, 16));
	s = make(AF_INET, 0, 0, -1);
	show("bind bad address", bind(s, (void *)16, 16));
	show("bind negative", bind(s, (void *)&a, -1));
	close(s);
	show("raw type", socket(AF_INET, 77, 0));
	show("seqpacket", socket(AF_INET, SOCK_SEQPACKET, 0));
	show("udp stream", socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	show("bad protocol", socket(AF_INET6, SOCK_STREAM, 999));
	show("pair", socketpair(AF_INET, SOCK_STREAM, 0, (int[2]){ 0, 0 }));
}

/* A connection to itself, and two that connect to each other. */
static void crossing(void)
{
	int a = make(AF_INET, 1, 0, -1), b, r;
	char buf[10];

	show("bind", bound(a, "127.0.0.1", 0));
	show("connect to itself", reach(a, "127.0.0.1", port_of(a)));
	show("send", send(a, "self", 4, 0));
	show("recv", recv(a, buf, 10, 0));
	show("shutdown", shutdown(a, SHUT_WR));
	show("recv", recv(a, buf, 10, 0));
	close(a);

	/* Linux lets two connections differ in one end only. */
	a = make(AF_INET, 0, 0, -1);
	bound(a, "127.0.0.1", 0);
	listen(a, 3);
	b = make(AF_INET, 1, 0, -1);
	bound(b, "127.0.0.1", 0);
	show("first", reach(b, "127.0.0.1", port_of(a)));
	r = make(AF_INET, 1, 0, -1);
	show("same port", bound(r, "127.0.0.1", port_of(b)));
	show("same connection", reach(r, "127.0.0.1", port_of(a)));
	close(r);
	close(b);
	close(a);
}

/* Ports of connections that are closing are not free, but reusable. */
static void closing(void)
{
	for (int reuse = 0; reuse < 2; reuse++) {
		int l = make(AF_INET, reuse, 0, -1), c = make(AF_INET, 0, 0, -1), d, port;

		bound(l, "127.0.0.1", 0);
		port = port_of(l);
		listen(l, 5);
		reach(c, "127.0.0.1", port);
		d = accept(l, NULL, NULL);
		close(l);
		l = make(AF_INET, 0, 0, -1);
		show("bind beside a connection", bound(l, "127.0.0.1", port));
		close(l);
		l = make(AF_INET, 1, 0, -1);
		show("bind with SO_REUSEADDR", bound(l, "127.0.0.1", port));
		show("listen", listen(l, 1));
		close(l);
		close(d);
		close(c);
		usleep(20000);
		l = make(AF_INET, 0, 0, -1);
		show("bind beside TIME_WAIT", bound(l, "127.0.0.1", port));
		close(l);
		l = make(AF_INET, 1, 0, -1);
		show("bind with SO_REUSEADDR", bound(l, "127.0.0.1", port));
		show("listen", listen(l, 1));
		close(l);
	}
}

/* From the same port again, while the server still remembers the connection. */
static void again(void)
{
	int l = make(AF_INET, 0, 0, -1), port = 0;
	char c;

	bound(l, "127.0.0.1", 0);
	listen(l, 5);
	for (int i = 0; i < 4; i++) {
		int a = make(AF_INET, 1, 0, -1), b;

		show("bind", bound(a, "127.0.0.1", port));
		port = port_of(a);
		show("connect", reach(a, "127.0.0.1", port_of(l)));
		b = accept(l, NULL, NULL);
		close(b); /* first: it gets the TIME_WAIT */
		show("end", read(a, &c, 1));
		close(a);
		usleep(20000);
	}
	close(l);
}

/* Connections of a port with several listeners come to one of them. */
static void shared(void)
{
	int l[3], got = 0;
	struct pollfd p[3];

	for (int i = 0; i < 3; i++) {
		l[i] = make(AF_INET, 0, 1, -1);
		show("bind shared", bound(l[i], "127.0.0.1", i ? port_of(l[0]) : 0));
		show("listen", listen(l[i], 20));
		p[i] = (struct pollfd){ l[i], POLLIN, 0 };
	}
	for (int i = 0; i < 20; i++) {
		int c = make(AF_INET, 0, 0, -1), r = reach(c, "127.0.0.1", port_of(l[0]));

		if (r)
			show("connect", r);
		poll(p, 3, 1000);
		for (int k = 0; k < 3; k++)
			if (p[k].revents & POLLIN) {
				close(accept(l[k], NULL, NULL));
				got++;
			}
		close(c);
	}
	printf("accepted %d\n", got);
	for (int i = 0; i < 3; i++)
		close(l[i]);
}

/* More clients than the backlog: those that fit are connected, others are not refused. */
static void backlog(void)
{
	int l = make(AF_INET, 0, 0, -1), c[6], r, n = 0;

	bound(l, "127.0.0.1", 0);
	listen(l, 1);
	for (int i = 0; i < 6; i++) {
		struct pollfd p;

		c[i] = make(AF_INET, 0, 0, -1);
		fcntl(c[i], F_SETFL, O_NONBLOCK);
		reach(c[i], "127.0.0.1", port_of(l));
		p = (struct pollfd){ c[i], POLLOUT, 0 };
		poll(&p, 1, 20);
		if (p.revents)
			printf("%d: %#x\n", i, (unsigned)p.revents);
	}
	fcntl(l, F_SETFL, O_NONBLOCK);
	while ((r = accept(l, NULL, NULL)) >= 0) {
		n++;
		close(r);
	}
	printf("accepted %d\n", n);
	for (int i = 0; i < 6; i++)
		close(c[i]);
	close(l);
}

int main(void)
{
	pairs();
	only();
	dual();
	addresses();
	crossing();
	closing();
	again();
	shared();
	backlog();
	return 0;
}
