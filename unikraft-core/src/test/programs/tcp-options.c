// Options of TCP sockets: defaults, what is read back, bounds, what accept inherits.
// build: static dynamic
// flags: -w
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SOCKET(name) { #name, SOL_SOCKET, name }
#define TCP(name) { #name, IPPROTO_TCP, name }
#define IP(name) { #name, IPPROTO_IP, name }
#define IP6(name) { #name, IPPROTO_IPV6, name }
static const struct {
	const char *name;
	int level, number;
} options[] = {
	SOCKET(SO_TYPE), SOCKET(SO_DOMAIN), SOCKET(SO_PROTOCOL), SOCKET(SO_ERROR), SOCKET(SO_REUSEADDR),
	SOCKET(SO_REUSEPORT), SOCKET(SO_KEEPALIVE), SOCKET(SO_OOBINLINE), SOCKET(SO_BROADCAST),
	SOCKET(SO_DONTROUTE), SOCKET(SO_SNDBUF), SOCKET(SO_RCVBUF), SOCKET(SO_RCVLOWAT), SOCKET(SO_SNDLOWAT),
	SOCKET(SO_PRIORITY), SOCKET(SO_ACCEPTCONN),
	TCP(TCP_NODELAY), TCP(TCP_MAXSEG), TCP(TCP_CORK), TCP(TCP_KEEPIDLE), TCP(TCP_KEEPINTVL),
	TCP(TCP_KEEPCNT), TCP(TCP_SYNCNT), TCP(TCP_LINGER2), TCP(TCP_DEFER_ACCEPT), TCP(TCP_WINDOW_CLAMP),
	TCP(TCP_QUICKACK), TCP(TCP_USER_TIMEOUT), TCP(77),
	IP(IP_TOS), IP(IP_TTL), IP(IP_MTU_DISCOVER), IP(IP_RECVERR), IP(IP_PKTINFO), IP(IP_RECVTTL),
	IP(IP_RECVTOS), IP(IP_FREEBIND), IP(150),
	IP6(IPV6_V6ONLY), IP6(IPV6_UNICAST_HOPS), IP6(IPV6_TCLASS), IP6(IPV6_RECVERR), IP6(IPV6_RECVPKTINFO),
	IP6(IPV6_MTU_DISCOVER), IP6(250),
};

static void show(const char *what, long result)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(saved) : "");
}

static void get(const char *what, int s, int level, int number)
{
	int v = -7;
	socklen_t len = sizeof(v);
	int r = getsockopt(s, level, number, &v, &len);

	if (r)
		printf("%s: %s\n", what, strerror(errno));
	else
		printf("%s: %d (%d)\n", what, v, (int)len);
}

static void all(int family)
{
	int s = socket(family, SOCK_STREAM, 0);

	printf("== family %d\n", family);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		get(options[i].name, s, options[i].level, options[i].number);
	close(s);
}

static void set(const char *what, int s, int level, int number, int v)
{
	char text[100];

	snprintf(text, sizeof(text), "set %s to %d", what, v);
	show(text, setsockopt(s, level, number, &v, sizeof(v)));
	get(what, s, level, number);
}

static void bounds(void)
{
	static const int values[] = { 1, 0, -1, 2, 88, 87, 120, 121, 255, 256, 1000, 32767, 32768, 70000 };
	static const int names[] = { TCP_NODELAY, TCP_MAXSEG, TCP_CORK, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT,
				     TCP_SYNCNT, TCP_LINGER2, TCP_WINDOW_CLAMP, TCP_QUICKACK, TCP_USER_TIMEOUT };
	int s = socket(AF_INET, SOCK_STREAM, 0), six = socket(AF_INET6, SOCK_STREAM, 0);
	unsigned char byte = 16;
	char text[50];
	socklen_t len;
	int v;

	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
		for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
			snprintf(text, sizeof(text), "TCP %d", names[n]);
			set(text, s, IPPROTO_TCP, names[n], values[i]);
		}
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		set("IP_TOS", s, IPPROTO_IP, IP_TOS, values[i]);
		set("IP_TTL", s, IPPROTO_IP, IP_TTL, values[i]);
		set("IP_MTU_DISCOVER", s, IPPROTO_IP, IP_MTU_DISCOVER, values[i]);
		set("IPV6_UNICAST_HOPS", six, IPPROTO_IPV6, IPV6_UNICAST_HOPS, values[i]);
		set("IPV6_TCLASS", six, IPPROTO_IPV6, IPV6_TCLASS, values[i]);
		if (values[i] < 0)
			continue; /* the most that the system allows */
		set("SO_SNDBUF", s, SOL_SOCKET, SO_SNDBUF, values[i]);
		set("SO_RCVBUF", s, SOL_SOCKET, SO_RCVBUF, values[i]);
		set("SO_RCVLOWAT", s, SOL_SOCKET, SO_RCVLOWAT, values[i]);
	}
	show("one byte of IP_TOS", setsockopt(s, IPPROTO_IP, IP_TOS, &byte, 1));
	get("IP_TOS", s, IPPROTO_IP, IP_TOS);
	show("one byte of TCP_NODELAY", setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &byte, 1));
	show("bad address", setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (void *)16, 4));
	show("level of IPv6 on IPv4", setsockopt(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &v, 4));
	show("level of UDP", setsockopt(s, IPPROTO_UDP, 1, &v, 4));
	len = 2;
	v = 0;
	show("short read", getsockopt(s, IPPROTO_TCP, TCP_KEEPCNT, &v, &len));
	printf("%d %d\n", v, (int)len);
	len = -1;
	show("negative", getsockopt(s, IPPROTO_TCP, TCP_KEEPCNT, &v, &len));
	close(s);
	close(six);
}

static void inherited(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct linger linger = { 1, 7 };
	struct timeval tv = { 5, 0 };
	socklen_t len = sizeof(a);
	int l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0), d, one = 1, tos = 0x20;

	set("SO_KEEPALIVE", l, SOL_SOCKET, SO_KEEPALIVE, 1);
	set("SO_REUSEADDR", l, SOL_SOCKET, SO_REUSEADDR, 1);
	set("SO_RCVBUF", l, SOL_SOCKET, SO_RCVBUF, 50000);
	set("SO_SNDBUF", l, SOL_SOCKET, SO_SNDBUF, 60000);
	set("SO_OOBINLINE", l, SOL_SOCKET, SO_OOBINLINE, 1);
	set("SO_RCVLOWAT", l, SOL_SOCKET, SO_RCVLOWAT, 3);
	set("TCP_NODELAY", l, IPPROTO_TCP, TCP_NODELAY, 1);
	set("TCP_KEEPIDLE", l, IPPROTO_TCP, TCP_KEEPIDLE, 11);
	set("TCP_KEEPCNT", l, IPPROTO_TCP, TCP_KEEPCNT, 4);
	set("TCP_USER_TIMEOUT", l, IPPROTO_TCP, TCP_USER_TIMEOUT, 5000);
	set("IP_TOS", l, IPPROTO_IP, IP_TOS, tos);
	set("IP_TTL", l, IPPROTO_IP, IP_TTL, 33);
	setsockopt(l, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	fcntl(l, F_SETFL, O_NONBLOCK);
	bind(l, (void *)&a, sizeof(a));
	listen(l, 5);
	getsockname(l, (void *)&a, &len);
	connect(c, (void *)&a, sizeof(a));
	d = accept(l, NULL, NULL);
	printf("== accepted\n");
	printf("O_NONBLOCK %d\n", fcntl(d, F_GETFL) & O_NONBLOCK);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		if (options[i].number == TCP_MAXSEG && options[i].level == IPPROTO_TCP)
			continue; /* of the loopback */
		if (options[i].number == TCP_WINDOW_CLAMP && options[i].level == IPPROTO_TCP)
			continue;
		get(options[i].name, d, options[i].level, options[i].number);
	}
	len = sizeof(linger);
	getsockopt(d, SOL_SOCKET, SO_LINGER, &linger, &len);
	printf("linger %d %d\n", linger.l_onoff, linger.l_linger);
	len = sizeof(tv);
	getsockopt(d, SOL_SOCKET, SO_RCVTIMEO, &tv, &len);
	printf("timeout %d\n", (int)tv.tv_sec);
	close(d);
	d = accept4(l, NULL, NULL, SOCK_NONBLOCK);
	show("none", d);
	close(c);
	close(l);
}

/* Nobody is told of a connection before it has data. */
static void deferred(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0), d, v = 30;
	char buf[10];

	bind(l, (void *)&a, sizeof(a));
	show("TCP_DEFER_ACCEPT", setsockopt(l, IPPROTO_TCP, TCP_DEFER_ACCEPT, &v, sizeof(v)));
	listen(l, 5);
	getsockname(l, (void *)&a, &len);
	show("connect", connect(c, (void *)&a, sizeof(a)));
	struct pollfd p = { l, POLLIN, 0 };
	show("no data", poll(&p, 1, 50));
	show("send", send(c, "data", 4, 0));
	show("data", poll(&p, 1, 5000));
	d = accept(l, NULL, NULL);
	show("read", read(d, buf, 10));
	close(d);
	close(c);
	close(l);
}

static void lingering(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct linger linger = { 1, 1 };
	struct timespec before, after;
	socklen_t len = sizeof(a);
	static char data[3 << 20];
	int l = socket(AF_INET, SOCK_STREAM, 0), c, d, ms;
	size_t n = 0;
	ssize_t r;

	bind(l, (void *)&a, sizeof(a));
	listen(l, 5);
	getsockname(l, (void *)&a, &len);
	/* All is read: no wait. */
	c = socket(AF_INET, SOCK_STREAM, 0);
	connect(c, (void *)&a, sizeof(a));
	d = accept(l, NULL, NULL);
	setsockopt(c, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	send(c, "x", 1, 0);
	clock_gettime(CLOCK_MONOTONIC, &before);
	show("close", close(c));
	clock_gettime(CLOCK_MONOTONIC, &after);
	ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	printf("soon %d\n", ms < 500);
	show("read", read(d, data, 10));
	show("end", read(d, data, 10));
	close(d);
	/* The peer does not read: one second. What was written comes nevertheless. */
	c = socket(AF_INET, SOCK_STREAM, 0);
	connect(c, (void *)&a, sizeof(a));
	d = accept(l, NULL, NULL);
	setsockopt(c, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	fcntl(c, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 20; i++) {
		while ((r = send(c, data, sizeof(data), 0)) > 0)
			n += r;
		usleep(10000);
	}
	fcntl(c, F_SETFL, 0);
	clock_gettime(CLOCK_MONOTONIC, &before);
	show("close", close(c));
	clock_gettime(CLOCK_MONOTONIC, &after);
	ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	printf("a second %d\n", ms > 900 && ms < 2500);
	while ((r = read(d, data, sizeof(data))) > 0)
		n -= r;
	show("end", r);
	show("missing", n);
	close(d);
	close(l);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	all(AF_INET);
	all(AF_INET6);
	bounds();
	inherited();
	deferred();
	lingering();
	return 0;
}
