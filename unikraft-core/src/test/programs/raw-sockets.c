// Raw sockets on the loopback: pings of both versions, filters, headers of one's own, what others send.
// build: static
// flags: -w
// user: root
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned char data[70000];

static void show(const char *what, long r)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, r, r < 0 ? " " : "", r < 0 ? strerror(saved) : "");
}

static unsigned short sum(const void *p, int n)
{
	const unsigned short *w = p;
	unsigned long s = 0;

	for (; n > 1; n -= 2)
		s += *w++;
	if (n)
		s += *(unsigned char *)w;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return ~s;
}

static void packets(const char *what, int s)
{
	struct sockaddr_in from;
	socklen_t n = sizeof(from);
	long r;

	printf("%s\n", what);
	while ((r = recvfrom(s, data, sizeof(data), MSG_DONTWAIT, (void *)&from, &n)) >= 0) {
		struct iphdr *ip = (void *)data;
		struct icmphdr *icmp = (void *)(data + ip->ihl * 4);

		printf("  %ld bytes from %s port %d: version %d, length %d, protocol %d, ttl %d, header %s", r,
		       inet_ntoa(from.sin_addr), from.sin_port, ip->version, ntohs(ip->tot_len), ip->protocol, ip->ttl,
		       sum(ip, ip->ihl * 4) ? "wrong" : "right");
		if (ip->protocol == IPPROTO_ICMP)
			printf(", type %d code %d %s", icmp->type, icmp->code, sum(icmp, r - ip->ihl * 4) ? "wrong" : "right");
		printf("\n");
	}
}

static void ping(void)
{
	int s = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), t = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), ttl = 9;
	struct sockaddr_in to = { AF_INET, 0, { htonl(INADDR_LOOPBACK) } }, name;
	struct icmphdr q[4] = { { ICMP_ECHO, 0, 0, { { htons(5), htons(1) } } } };
	struct icmp_filter { unsigned data; } filter = { ~(1U << ICMP_ECHOREPLY) };
	socklen_t n = sizeof(name);
	int u = socket(AF_INET, SOCK_DGRAM, 0);

	show("socket", s < 0 ? s : 0);
	getsockname(s, (void *)&name, &n);
	printf("name %s %d\n", inet_ntoa(name.sin_addr), ntohs(name.sin_port));
	q->checksum = sum(q, sizeof(q));
	show("filter", setsockopt(t, 255, 1, &filter, sizeof(filter)));
	show("TTL", setsockopt(s, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)));
	show("ping", sendto(s, q, sizeof(q), 0, (void *)&to, sizeof(to)));
	packets("request and answer", s);
	packets("only the answer", t);
	to.sin_port = htons(1);
	sendto(u, "", 0, 0, (void *)&to, sizeof(to));
	packets("port unreachable", s);
	packets("not wanted", t);
	show("bind elsewhere", bind(s, &(struct sockaddr_in){ AF_INET, 0, { inet_addr("9.9.9.9") } }, sizeof(to)));
	show("bind", bind(s, &(struct sockaddr_in){ AF_INET, 0, { inet_addr("127.0.0.3") } }, sizeof(to)));
	show("connect", connect(s, (void *)&to, sizeof(to)));
	show("send", send(s, q, sizeof(q), 0));
	packets("answer", s);
	show("shutdown", shutdown(s, SHUT_RDWR));
	close(s);
	close(t);
	close(u);
}

static void headers(void)
{
	int s = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), u = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
	int x = socket(AF_INET, SOCK_RAW, 200), y = socket(AF_INET, SOCK_RAW, 200), r = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in to = { AF_INET, 0, { htonl(INADDR_LOOPBACK) } }, here = to;
	socklen_t n = sizeof(here);
	struct {
		struct iphdr ip;
		struct udphdr udp;
		char text[4];
	} p = { { 5, 4, 0, 0, 0, 0, 33, IPPROTO_UDP, 0, 0, htonl(INADDR_LOOPBACK) }, { htons(4444), 0, htons(12), 0 }, "abc" };

	bind(r, (void *)&here, sizeof(here));
	getsockname(r, (void *)&here, &n);
	p.udp.uh_dport = here.sin_port;
	show("own header", sendto(s, &p, sizeof(p), 0, (void *)&to, sizeof(to)));
	show("receive", recvfrom(r, data, 100, MSG_DONTWAIT, (void *)&here, &n));
	printf("'%s' from %s port %d\n", data, inet_ntoa(here.sin_addr), ntohs(here.sin_port));
	packets("the same, raw", u);
	p.ip.ihl = 15;
	show("header longer than all", sendto(s, &p, sizeof(p), 0, (void *)&to, sizeof(to)));
	show("too short", sendto(s, &p, 10, 0, (void *)&to, sizeof(to)));
	show("protocol 200", sendto(x, "hello", 5, 0, (void *)&to, sizeof(to)));
	packets("x", x);
	packets("y", y);
	close(y);
	show("IP_HDRINCL", setsockopt(x, IPPROTO_IP, IP_HDRINCL, &(int){ 1 }, sizeof(int)));
	show("IP_HDRINCL", (n = 4, getsockopt(x, IPPROTO_IP, IP_HDRINCL, &here, &n), *(int *)&here));
	close(x);
	close(s);
	close(u);
	close(r);
}

static void six(void)
{
	int s = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6), t = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	struct sockaddr_in6 to = { AF_INET6, 0, 0, IN6ADDR_LOOPBACK_INIT };
	struct icmp6_hdr q = { ICMP6_ECHO_REQUEST, 0, 0x1234 };
	struct icmp6_filter filter;
	int on = 1;
	long r;

	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
	show("filter", setsockopt(t, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter)));
	show("checksum", setsockopt(s, IPPROTO_IPV6, IPV6_CHECKSUM, &on, sizeof(on)));
	show("ping", sendto(s, &q, sizeof(q), 0, (void *)&to, sizeof(to)));
	while ((r = recv(s, data, 100, MSG_DONTWAIT)) >= 0)
		printf("s: %ld bytes, type %d\n", r, data[0]);
	while ((r = recv(t, data, 100, MSG_DONTWAIT)) >= 0)
		printf("t: %ld bytes, type %d, sum %d\n", r, data[0], (data[2] | data[3]) != 0);
	to.sin6_port = htons(99);
	show("another port", sendto(s, &q, sizeof(q), 0, (void *)&to, sizeof(to)));
	close(s);
	close(t);
}

int main(void)
{
	show("protocol 0", socket(AF_INET, SOCK_RAW, 0));
	ping();
	headers();
	six();
	seteuid(1000);
	show("without rights", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
	return 0;
}
