// UDP over the loopback: names, connected and not, errors, truncation, ancillary data, polling, options.
// build: static
// flags: -w
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

static char data[70000];

static void show(const char *what, long r)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, r, r < 0 ? " " : "", r < 0 ? strerror(saved) : "");
}

static struct sockaddr_in at(const char *ip, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };

	inet_pton(AF_INET, ip, &a.sin_addr);
	return a;
}

static struct sockaddr_in6 at6(const char *ip, int port)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	inet_pton(AF_INET6, ip, &a.sin6_addr);
	return a;
}

static const char *text(const void *p)
{
	static char buf[2][100];
	static int n;
	const struct sockaddr_in6 *six = p;
	const struct sockaddr_in *four = p;
	char ip[60], *b = buf[n++ % 2];

	if (six->sin6_family == AF_INET6) {
		inet_ntop(AF_INET6, &six->sin6_addr, ip, sizeof(ip));
		snprintf(b, 100, "[%s]:%s", ip, ntohs(six->sin6_port) >= 32768 ? "any" : six->sin6_port ? "given" : "0");
	} else {
		inet_ntop(AF_INET, &four->sin_addr, ip, sizeof(ip));
		snprintf(b, 100, "%s:%s", ip, ntohs(four->sin_port) >= 32768 ? "any" : four->sin_port ? "given" : "0");
	}
	return b;
}

static void names(const char *what, int s)
{
	struct sockaddr_storage a = { 0 }, b = { 0 };
	socklen_t n = sizeof(a), k = sizeof(b);
	int r = getsockname(s, (void *)&a, &n), q = getpeername(s, (void *)&b, &k);

	printf("%s: name %d %s (%d), peer %d %s\n", what, r, text(&a), (int)n, q, q ? strerror(errno) : text(&b));
}

static int port_of(int s)
{
	struct sockaddr_in6 a;
	socklen_t n = sizeof(a);

	getsockname(s, (void *)&a, &n);
	return ntohs(a.sin6_port);
}

static void receive(const char *what, int s, size_t room, int flags)
{
	struct sockaddr_storage from = { 0 };
	char control[400];
	struct iovec v = { data, room };
	struct msghdr m = { &from, sizeof(from), &v, 1, control, sizeof(control) };
	long r = recvmsg(s, &m, flags);

	if (r < 0) {
		show(what, r);
		return;
	}
	printf("%s: %ld '%.*s' flags %#x from %s (%d)", what, r, (int)(r < 20 ? r : 20), data, m.msg_flags,
	       text(&from), m.msg_namelen);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		struct in_pktinfo *i = (void *)CMSG_DATA(c);
		struct in6_pktinfo *i6 = (void *)CMSG_DATA(c);
		char a[60], b[60];

		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
			printf(" [pktinfo %d %s %s]", i->ipi_ifindex, inet_ntop(AF_INET, &i->ipi_spec_dst, a, 60),
			       inet_ntop(AF_INET, &i->ipi_addr, b, 60));
		else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
			printf(" [pktinfo6 %d %s]", i6->ipi6_ifindex, inet_ntop(AF_INET6, &i6->ipi6_addr, a, 60));
		else if (c->cmsg_level == SOL_SOCKET)
			printf(" [socket %d, %d bytes]", c->cmsg_type, (int)c->cmsg_len);
		else
			printf(" [%d %d: %d bytes, %d]", c->cmsg_level, c->cmsg_type, (int)c->cmsg_len, *CMSG_DATA(c));
	}
	printf("\n");
}

static void events(const char *what, int s)
{
	struct pollfd p = { s, POLLIN | POLLOUT | POLLRDHUP | POLLRDNORM | POLLWRNORM };

	poll(&p, 1, 0);
	printf("%s: events %#x\n", what, p.revents);
}

static void unconnected(void)
{
	int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	struct sockaddr_in to = at("127.0.0.1", 0);
	int n;

	names("new", a);
	show("send without address", send(a, "x", 1, 0));
	show("send to port 0", sendto(a, "x", 1, 0, (void *)&to, sizeof(to)));
	show("bind", bind(b, (void *)&to, sizeof(to)));
	names("bound", b);
	show("bind again", bind(b, (void *)&to, sizeof(to)));
	to.sin_port = htons(port_of(b));
	show("short address", sendto(a, "x", 1, 0, (void *)&to, 8));
	to.sin_family = AF_INET6;
	show("wrong family", sendto(a, "x", 1, 0, (void *)&to, sizeof(to)));
	to.sin_family = AF_UNSPEC;
	show("family 0", sendto(a, "zero", 4, 0, (void *)&to, sizeof(to)));
	to.sin_family = AF_INET;
	names("after sending", a);
	receive("family 0", b, 100, MSG_DONTWAIT);
	receive("nothing", b, 100, MSG_DONTWAIT);
	events("empty", b);
	show("empty datagram", sendto(a, "", 0, 0, (void *)&to, sizeof(to)));
	show("hello", sendto(a, "hello", 5, 0, (void *)&to, sizeof(to)));
	events("two", b);
	show("FIONREAD", ioctl(b, FIONREAD, &n));
	receive("empty datagram", b, 100, 0);
	show("FIONREAD", (ioctl(b, FIONREAD, &n), n));
	receive("peek", b, 2, MSG_PEEK);
	receive("peek, true length", b, 2, MSG_PEEK | MSG_TRUNC);
	receive("cut", b, 2, 0);
	receive("nothing left", b, 2, MSG_DONTWAIT);
	show("OOB", sendto(a, "x", 1, MSG_OOB, (void *)&to, sizeof(to)));
	show("error queue", recv(b, data, 10, MSG_ERRQUEUE));
	memset(data, 'z', sizeof(data));
	show("65507", sendto(a, data, 65507, 0, (void *)&to, sizeof(to)));
	receive("65507", b, sizeof(data), MSG_DONTWAIT);
	show("65508", sendto(a, data, 65508, 0, (void *)&to, sizeof(to)));
	show("listen", listen(a, 1));
	show("accept", accept(a, NULL, NULL));
	close(a);
	close(b);
}

static void connected(void)
{
	int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in to = at("127.0.0.1", 0), any = at("0.0.0.0", 0), peer;
	struct sockaddr none = { AF_UNSPEC };
	int v;
	socklen_t n = sizeof(v);

	bind(b, (void *)&any, sizeof(any));
	to.sin_port = htons(port_of(b));
	show("connect", connect(a, (void *)&to, sizeof(to)));
	names("connected", a);
	show("send", send(a, "hello", 5, 0));
	receive("hello", b, 100, 0);
	show("write", write(a, "written", 7));
	show("read", read(b, data, 100));
	/* Only the peer is heard. */
	peer = at("127.0.0.1", port_of(a));
	show("a third one", sendto(c, "no", 2, 0, (void *)&peer, sizeof(peer)));
	receive("not for us", a, 100, MSG_DONTWAIT);
	getsockopt(c, SOL_SOCKET, SO_ERROR, &v, &n);
	show("peer", sendto(b, "yes", 3, 0, (void *)&peer, sizeof(peer)));
	receive("from the peer", a, 100, MSG_DONTWAIT);
	close(b);
	show("send to nobody", send(a, "x", 1, 0));
	events("refused", a);
	show("send again", send(a, "x", 1, 0));
	show("and again", send(a, "x", 1, 0));
	receive("refused", a, 100, MSG_DONTWAIT);
	receive("told once", a, 100, MSG_DONTWAIT);
	send(a, "x", 1, 0);
	show("SO_ERROR", (getsockopt(a, SOL_SOCKET, SO_ERROR, &v, &n), v));
	show("SO_ERROR", (getsockopt(a, SOL_SOCKET, SO_ERROR, &v, &n), v));
	show("shutdown write", shutdown(a, SHUT_WR));
	events("shut write", a);
	show("send", send(a, "x", 1, MSG_NOSIGNAL));
	show("shutdown read", shutdown(a, SHUT_RD));
	events("shut", a);
	show("recv", recv(a, data, 10, 0));
	show("recv without waiting", recv(a, data, 10, MSG_DONTWAIT));
	show("disconnect", connect(a, &none, sizeof(none)));
	names("disconnected", a);
	show("disconnect", connect(a, &none, 1));
	show("shutdown unconnected", shutdown(c, SHUT_RDWR));
	show("connect to any", connect(c, (void *)&any, sizeof(any)));
	names("any", c);
	close(a);
	close(c);
}

static void ancillary(void)
{
	int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0), one = 1, ttl = 7;
	struct sockaddr_in any = at("0.0.0.0", 0), to = at("127.0.0.1", 0);
	char control[CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec v = { "controlled", 10 };
	struct msghdr m = { &to, sizeof(to), &v, 1, control, sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	struct in_pktinfo info = { 1 };

	bind(b, (void *)&any, sizeof(any));
	to.sin_port = htons(port_of(b));
	show("IP_PKTINFO", setsockopt(b, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one)));
	setsockopt(b, IPPROTO_IP, IP_RECVTTL, &one, sizeof(one));
	setsockopt(b, IPPROTO_IP, IP_RECVTOS, &one, sizeof(one));
	sendto(a, "plain", 5, 0, (void *)&to, sizeof(to));
	receive("plain", b, 100, 0);
	show("IP_TTL", setsockopt(a, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)));
	ttl = 0x10;
	show("IP_TOS", setsockopt(a, IPPROTO_IP, IP_TOS, &ttl, sizeof(ttl)));
	sendto(a, "ttl", 3, 0, (void *)&to, sizeof(to));
	receive("ttl", b, 100, 0);
	setsockopt(b, SOL_SOCKET, SO_TIMESTAMP, &one, sizeof(one));
	inet_pton(AF_INET, "127.0.0.5", &info.ipi_spec_dst);
	c->cmsg_level = IPPROTO_IP;
	c->cmsg_type = IP_PKTINFO;
	c->cmsg_len = CMSG_LEN(sizeof(info));
	memcpy(CMSG_DATA(c), &info, sizeof(info));
	c = CMSG_NXTHDR(&m, c);
	c->cmsg_level = IPPROTO_IP;
	c->cmsg_type = IP_TTL;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &(int){ 99 }, sizeof(int));
	show("sendmsg", sendmsg(a, &m, 0));
	receive("source", b, 100, MSG_DONTWAIT);
	setsockopt(b, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
	to.sin_addr.s_addr = inet_addr("127.0.0.9");
	sendto(a, "another", 7, 0, (void *)&to, sizeof(to));
	receive("another", b, 100, MSG_DONTWAIT);
	memcpy(CMSG_DATA(c), &(int){ 256 }, sizeof(int));
	show("bad TTL", sendmsg(a, &m, 0));
	c->cmsg_len = CMSG_LEN(1);
	show("short TTL", sendmsg(a, &m, 0));
	c->cmsg_type = 200;
	show("unknown", sendmsg(a, &m, 0));
	c->cmsg_len = 3;
	show("bad length", sendmsg(a, &m, 0));
	info.ipi_ifindex = 99;
	c = CMSG_FIRSTHDR(&m);
	memcpy(CMSG_DATA(c), &info, sizeof(info));
	m.msg_controllen = CMSG_SPACE(sizeof(info));
	show("no such interface", sendmsg(a, &m, 0));
	close(a);
	close(b);
}

static void six(void)
{
	int a = socket(AF_INET6, SOCK_DGRAM, 0), b = socket(AF_INET6, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in6 any = at6("::", 0), to = at6("::1", 0), mapped;
	struct sockaddr_in four;
	int one = 1, d;

	show("bind", bind(b, (void *)&any, sizeof(any)));
	names("any", b);
	setsockopt(b, IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof(one));
	setsockopt(b, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &one, sizeof(one));
	setsockopt(b, IPPROTO_IPV6, IPV6_RECVTCLASS, &one, sizeof(one));
	to.sin6_port = htons(port_of(b));
	show("to ::1", sendto(a, "six", 3, 0, (void *)&to, sizeof(to)));
	names("sender", a);
	receive("six", b, 100, MSG_DONTWAIT);
	four = at("127.0.0.1", port_of(b));
	show("from IPv4", sendto(c, "four", 4, 0, (void *)&four, sizeof(four)));
	receive("four", b, 100, MSG_DONTWAIT);
	mapped = at6("::ffff:127.0.0.1", port_of(b));
	show("mapped", sendto(a, "mapped", 6, 0, (void *)&mapped, sizeof(mapped)));
	receive("mapped", b, 100, MSG_DONTWAIT);
	show("sockaddr_in", sendto(a, "in", 2, 0, (void *)&four, sizeof(four)));
	receive("sockaddr_in", b, 100, MSG_DONTWAIT);
	show("connect mapped", connect(a, (void *)&mapped, sizeof(mapped)));
	names("connected", a);
	close(b);
	send(a, "x", 1, 0);
	show("refused", send(a, "x", 1, 0));
	d = socket(AF_INET6, SOCK_DGRAM, 0);
	show("connect", connect(d, (void *)&to, sizeof(to)));
	names("connected", d);
	send(d, "x", 1, 0);
	receive("refused", d, 100, MSG_DONTWAIT);
	b = socket(AF_INET6, SOCK_DGRAM, 0);
	show("V6ONLY", setsockopt(b, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)));
	show("mapped", sendto(b, "x", 1, 0, (void *)&mapped, sizeof(mapped)));
	show("connect mapped", connect(b, (void *)&mapped, sizeof(mapped)));
	show("bind mapped", bind(b, (void *)&mapped, sizeof(mapped)));
	close(a);
	close(b);
	close(c);
	close(d);
}

/* Who gets what is sent to a port that several have. */
static void sharing(void)
{
	int s[4], one = 1, port, got[2] = { 0 }, from;
	struct sockaddr_in any = at("0.0.0.0", 0), here = at("127.0.0.1", 0), wide;

	for (int i = 0; i < 4; i++)
		s[i] = socket(AF_INET, SOCK_DGRAM, 0);
	show("bind", bind(s[0], (void *)&any, sizeof(any)));
	port = port_of(s[0]);
	any.sin_port = here.sin_port = htons(port);
	show("bind the same", bind(s[1], (void *)&any, sizeof(any)));
	show("bind more exactly", bind(s[1], (void *)&here, sizeof(here)));
	for (int i = 0; i < 2; i++)
		setsockopt(s[i], SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	show("bind more exactly", bind(s[1], (void *)&here, sizeof(here)));
	sendto(s[2], "exact", 5, 0, (void *)&here, sizeof(here));
	receive("any", s[0], 100, MSG_DONTWAIT);
	receive("exact", s[1], 100, MSG_DONTWAIT);
	wide = at("127.0.0.2", port);
	sendto(s[2], "other", 5, 0, (void *)&wide, sizeof(wide));
	receive("any", s[0], 100, MSG_DONTWAIT);
	setsockopt(s[2], SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	close(s[1]);
	s[1] = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(s[1], SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	show("bind the same", bind(s[1], (void *)&any, sizeof(any)));
	sendto(s[2], "last", 4, 0, (void *)&here, sizeof(here));
	receive("first", s[0], 100, MSG_DONTWAIT);
	receive("last", s[1], 100, MSG_DONTWAIT);
	wide = at("127.255.255.255", port);
	show("broadcast", sendto(s[2], "all", 3, 0, (void *)&wide, sizeof(wide)));
	setsockopt(s[2], SOL_SOCKET, SO_BROADCAST, &one, sizeof(one));
	show("broadcast", sendto(s[2], "all", 3, 0, (void *)&wide, sizeof(wide)));
	receive("first", s[0], 100, MSG_DONTWAIT);
	receive("second", s[1], 100, MSG_DONTWAIT);
	for (int i = 0; i < 4; i++)
		close(s[i]);
	for (int i = 0; i < 2; i++) {
		s[i] = socket(AF_INET, SOCK_DGRAM, 0);
		setsockopt(s[i], SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
		show("bind with SO_REUSEPORT", bind(s[i], (void *)&any, sizeof(any)));
	}
	for (int i = 0; i < 100; i++) {
		from = socket(AF_INET, SOCK_DGRAM, 0);
		sendto(from, "x", 1, 0, (void *)&here, sizeof(here));
		close(from);
	}
	for (int i = 0; i < 2; i++)
		while (recv(s[i], data, 10, MSG_DONTWAIT) == 1)
			got[i]++;
	printf("shared: %d in all, each some: %d\n", got[0] + got[1], got[0] > 10 && got[1] > 10);
	close(s[0]);
	close(s[1]);
}

static void queues(void)
{
	int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0), n = 0, small = 0;
	struct sockaddr_in to = at("127.0.0.1", 0);
	struct timeval tv = { 0, 50000 };
	struct mmsghdr m[8] = { 0 };
	struct iovec v[8];

	bind(b, (void *)&to, sizeof(to));
	to.sin_port = htons(port_of(b));
	show("SO_RCVBUF", setsockopt(b, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)));
	for (int i = 0; i < 1000; i++)
		if (sendto(a, data, 100, 0, (void *)&to, sizeof(to)) != 100)
			printf("send failed\n");
	while (recv(b, data, 100, MSG_DONTWAIT) == 100)
		n++;
	printf("some were lost, not all: %d\n", n > 0 && n < 100);
	for (int i = 0; i < 8; i++) {
		v[i] = (struct iovec){ data + i * 10, 10 };
		m[i].msg_hdr = (struct msghdr){ &to, sizeof(to), &v[i], 1 };
	}
	small = 200000;
	setsockopt(b, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	show("sendmmsg", sendmmsg(a, m, 8, 0));
	for (int i = 0; i < 8; i++)
		m[i].msg_hdr.msg_name = NULL;
	show("recvmmsg", recvmmsg(b, m, 8, MSG_WAITFORONE, NULL));
	show("length", m[7].msg_len);
	setsockopt(b, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	show("time-out", recv(b, data, 100, 0));
	struct iovec parts[3] = { { "ab", 2 }, { "", 0 }, { "cde", 3 } };
	struct iovec into[2] = { { data, 1 }, { data + 100, 50 } };
	connect(a, (void *)&to, sizeof(to));
	show("writev", writev(a, parts, 3));
	show("readv", readv(b, into, 2));
	printf("'%c' '%.4s'\n", data[0], data + 100);
	close(a);
	close(b);
}

static void options(void)
{
	static const struct { const char *name; int level, option; } all[] = {
		{ "SO_TYPE", SOL_SOCKET, SO_TYPE }, { "SO_PROTOCOL", SOL_SOCKET, SO_PROTOCOL },
		{ "SO_DOMAIN", SOL_SOCKET, SO_DOMAIN }, { "SO_RCVBUF", SOL_SOCKET, SO_RCVBUF },
		{ "SO_SNDBUF", SOL_SOCKET, SO_SNDBUF }, { "SO_BROADCAST", SOL_SOCKET, SO_BROADCAST },
		{ "SO_TIMESTAMP", SOL_SOCKET, SO_TIMESTAMP }, { "SO_INCOMING_NAPI_ID", SOL_SOCKET, 56 },
		{ "IP_TTL", IPPROTO_IP, IP_TTL }, { "IP_TOS", IPPROTO_IP, IP_TOS },
		{ "IP_MULTICAST_TTL", IPPROTO_IP, IP_MULTICAST_TTL }, { "IP_MULTICAST_LOOP", IPPROTO_IP, IP_MULTICAST_LOOP },
		{ "IP_MULTICAST_IF", IPPROTO_IP, IP_MULTICAST_IF }, { "IP_MULTICAST_ALL", IPPROTO_IP, IP_MULTICAST_ALL },
		{ "IP_MTU_DISCOVER", IPPROTO_IP, IP_MTU_DISCOVER }, { "IP_PKTINFO", IPPROTO_IP, IP_PKTINFO },
		{ "IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY }, { "IPV6_MULTICAST_HOPS", IPPROTO_IPV6, IPV6_MULTICAST_HOPS },
		{ "IPV6_MULTICAST_LOOP", IPPROTO_IPV6, IPV6_MULTICAST_LOOP },
		{ "IPV6_MULTICAST_IF", IPPROTO_IPV6, IPV6_MULTICAST_IF }, { "IPV6_UNICAST_HOPS", IPPROTO_IPV6, IPV6_UNICAST_HOPS },
		{ "TCP_NODELAY", IPPROTO_TCP, 1 }, { "level 99", 99, 1 }, { "SOL_SOCKET 999", SOL_SOCKET, 999 },
	};

	for (int family = AF_INET; family; family = family == AF_INET ? AF_INET6 : 0) {
		int s = socket(family, SOCK_DGRAM, 0);

		for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
			int v = -77;
			socklen_t n = sizeof(v);
			int r = getsockopt(s, all[i].level, all[i].option, &v, &n);

			printf("%s: %d %d (%d) %s\n", all[i].name, r, v, (int)n, r ? strerror(errno) : "");
		}
		close(s);
	}
}

int main(void)
{
	show("stream over UDP", socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	show("datagrams over TCP", socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
	show("packets", socket(AF_INET, SOCK_SEQPACKET, 0));
	show("pair", socketpair(AF_INET, SOCK_DGRAM, 0, (int[2]){ 0 }));
	unconnected();
	connected();
	ancillary();
	six();
	sharing();
	queues();
	options();
	return 0;
}
