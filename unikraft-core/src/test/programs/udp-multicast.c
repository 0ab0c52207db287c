// Groups on the loopback: joining and leaving, who hears what, senders wanted and not, options of both versions.
// build: static
// flags: -w
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char data[2000];

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

static struct sockaddr_in6 at6(const char *ip, int port, int scope)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_scope_id = scope };

	inet_pton(AF_INET6, ip, &a.sin6_addr);
	return a;
}

static int port_of(int s)
{
	struct sockaddr_in6 a;
	socklen_t n = sizeof(a);

	getsockname(s, (void *)&a, &n);
	return ntohs(a.sin6_port);
}

static void heard(const char *what, int s)
{
	int n = 0;
	long r;

	printf("%s:", what);
	while ((r = recv(s, data, sizeof(data), MSG_DONTWAIT)) >= 0)
		printf(" '%.*s'", (int)r, data);
	printf("\n");
}

static int set(int s, int level, int name, int v)
{
	return setsockopt(s, level, name, &v, sizeof(v));
}

static int bound(int family, int port)
{
	int s = socket(family, SOCK_DGRAM, 0);
	struct sockaddr_in a = at("0.0.0.0", port);
	struct sockaddr_in6 b = at6("::", port, 0);

	set(s, SOL_SOCKET, SO_REUSEADDR, 1);
	if (bind(s, family == AF_INET ? (void *)&a : (void *)&b, family == AF_INET ? sizeof(a) : sizeof(b)))
		perror("bind");
	return s;
}

static void four(void)
{
	int a = bound(AF_INET, 0), b = bound(AF_INET, port_of(a)), c = bound(AF_INET, port_of(a)), s = socket(AF_INET, SOCK_DGRAM, 0);
	struct ip_mreqn n = { { inet_addr("239.1.2.3") }, { 0 }, 1 };
	struct ip_mreq m = { { inet_addr("239.1.2.3") }, { inet_addr("127.0.0.1") } };
	struct sockaddr_in to = at("239.1.2.3", port_of(a)), other = at("239.9.9.9", port_of(a));

	show("interface", setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &n, sizeof(n)));
	show("nobody has joined", sendto(s, "1", 1, 0, (void *)&to, sizeof(to)));
	heard("a", a);
	show("join by index", setsockopt(a, IPPROTO_IP, IP_ADD_MEMBERSHIP, &n, sizeof(n)));
	show("join again", setsockopt(a, IPPROTO_IP, IP_ADD_MEMBERSHIP, &n, sizeof(n)));
	show("join by address", setsockopt(b, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, sizeof(m)));
	show("IP_MULTICAST_ALL off", set(c, IPPROTO_IP, IP_MULTICAST_ALL, 0));
	show("send", sendto(s, "2", 1, 0, (void *)&to, sizeof(to)));
	heard("a", a);
	heard("b", b);
	heard("c, not a member", c);
	show("another group", sendto(s, "3", 1, 0, (void *)&other, sizeof(other)));
	heard("a", a);
	show("leave", setsockopt(b, IPPROTO_IP, IP_DROP_MEMBERSHIP, &m, sizeof(m)));
	show("leave again", setsockopt(b, IPPROTO_IP, IP_DROP_MEMBERSHIP, &m, sizeof(m)));
	show("send", sendto(s, "4", 1, 0, (void *)&to, sizeof(to)));
	heard("a", a);
	heard("b, that hears all", b);
	heard("c", c);
	n.imr_multiaddr.s_addr = inet_addr("10.0.0.1");
	show("no group", setsockopt(a, IPPROTO_IP, IP_ADD_MEMBERSHIP, &n, sizeof(n)));
	n.imr_multiaddr.s_addr = inet_addr("239.1.2.4");
	n.imr_ifindex = 999;
	show("no interface", setsockopt(a, IPPROTO_IP, IP_ADD_MEMBERSHIP, &n, sizeof(n)));
	m.imr_interface.s_addr = inet_addr("9.9.9.9");
	show("no interface", setsockopt(a, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, sizeof(m)));
	show("short", setsockopt(a, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, 7));
	show("connect to a group", connect(s, (void *)&to, sizeof(to)));
	show("TTL", set(s, IPPROTO_IP, IP_MULTICAST_TTL, 300));
	show("TTL", set(s, IPPROTO_IP, IP_MULTICAST_TTL, -1));
	show("interface", setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &(struct in_addr){ inet_addr("127.0.0.1") }, 4));
	show("no such interface", setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &(struct in_addr){ inet_addr("9.9.9.9") }, 4));
	close(a);
	close(b);
	close(c);
	close(s);
}

static void senders(void)
{
	int a = bound(AF_INET, 0), b = bound(AF_INET, port_of(a)), s[2];
	struct ip_mreq_source m = { { inet_addr("239.1.2.3") }, { inet_addr("127.0.0.1") }, { inet_addr("127.0.0.7") } };
	struct group_source_req g = { 1 };
	struct group_req q = { 1 };
	struct sockaddr_in to = at("239.1.2.3", port_of(a)), from;

	for (int i = 0; i < 2; i++) {
		struct ip_mreqn n = { { 0 }, { 0 }, 1 };

		s[i] = socket(AF_INET, SOCK_DGRAM, 0);
		from = at(i ? "127.0.0.7" : "127.0.0.1", 0);
		bind(s[i], (void *)&from, sizeof(from));
		setsockopt(s[i], IPPROTO_IP, IP_MULTICAST_IF, &n, sizeof(n));
	}
	show("join for one sender", setsockopt(a, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, &m, sizeof(m)));
	show("again", setsockopt(a, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, &m, sizeof(m)));
	memcpy(&q.gr_group, &to, sizeof(to));
	show("MCAST_JOIN_GROUP", setsockopt(b, IPPROTO_IP, MCAST_JOIN_GROUP, &q, sizeof(q)));
	show("both send", sendto(s[0], "one", 3, 0, (void *)&to, sizeof(to)) + sendto(s[1], "seven", 5, 0, (void *)&to, sizeof(to)));
	heard("only seven", a);
	heard("both", b);
	memcpy(&g.gsr_group, &to, sizeof(to));
	from = at("127.0.0.7", 0);
	memcpy(&g.gsr_source, &from, sizeof(from));
	show("block", setsockopt(b, IPPROTO_IP, MCAST_BLOCK_SOURCE, &g, sizeof(g)));
	show("block again", setsockopt(b, IPPROTO_IP, MCAST_BLOCK_SOURCE, &g, sizeof(g)));
	sendto(s[0], "one", 3, 0, (void *)&to, sizeof(to));
	sendto(s[1], "seven", 5, 0, (void *)&to, sizeof(to));
	heard("only one", b);
	show("unblock", setsockopt(b, IPPROTO_IP, MCAST_UNBLOCK_SOURCE, &g, sizeof(g)));
	show("unblock again", setsockopt(b, IPPROTO_IP, MCAST_UNBLOCK_SOURCE, &g, sizeof(g)));
	show("leave what was not joined", setsockopt(b, IPPROTO_IP, MCAST_LEAVE_SOURCE_GROUP, &g, sizeof(g)));
	show("leave", setsockopt(a, IPPROTO_IP, IP_DROP_SOURCE_MEMBERSHIP, &m, sizeof(m)));
	show("leave again", setsockopt(a, IPPROTO_IP, IP_DROP_SOURCE_MEMBERSHIP, &m, sizeof(m)));
	show("MCAST_LEAVE_GROUP", setsockopt(b, IPPROTO_IP, MCAST_LEAVE_GROUP, &q, sizeof(q)));
	show("short", setsockopt(b, IPPROTO_IP, MCAST_JOIN_GROUP, &q, 100));
	for (int i = 0; i < 2; i++)
		close(s[i]);
	close(a);
	close(b);
}

static void six(void)
{
	int a = bound(AF_INET6, 0), b = bound(AF_INET6, port_of(a)), s = socket(AF_INET6, SOCK_DGRAM, 0);
	struct ipv6_mreq m = { .ipv6mr_interface = 1 };
	struct group_req q = { 1 };
	struct ip_mreqn n = { { inet_addr("239.1.2.3") }, { 0 }, 1 };
	struct sockaddr_in6 to = at6("ff05::77", port_of(a), 0), self = at6("::1", 0, 0), group = at6("ff05::88", 0, 0);
	struct sockaddr_in four = at("239.1.2.3", port_of(a));
	int v4 = socket(AF_INET, SOCK_DGRAM, 0);

	m.ipv6mr_multiaddr = to.sin6_addr;
	show("interface", set(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, 1));
	show("no interface", set(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, 999));
	bind(s, (void *)&self, sizeof(self));
	show("all off", set(b, IPPROTO_IPV6, 29, 0));
	show("join", setsockopt(a, IPPROTO_IPV6, IPV6_JOIN_GROUP, &m, sizeof(m)));
	show("join again", setsockopt(a, IPPROTO_IPV6, IPV6_JOIN_GROUP, &m, sizeof(m)));
	memcpy(&q.gr_group, &group, sizeof(group));
	show("MCAST_JOIN_GROUP", setsockopt(b, IPPROTO_IPV6, MCAST_JOIN_GROUP, &q, sizeof(q)));
	show("leave", setsockopt(a, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &m, sizeof(m)));
	show("leave again", setsockopt(a, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &m, sizeof(m)));
	m.ipv6mr_interface = 999;
	show("no interface", setsockopt(a, IPPROTO_IPV6, IPV6_JOIN_GROUP, &m, sizeof(m)));
	memset(&m.ipv6mr_multiaddr, 1, 16);
	m.ipv6mr_interface = 1;
	show("no group", setsockopt(a, IPPROTO_IPV6, IPV6_JOIN_GROUP, &m, sizeof(m)));
	show("hops", set(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 256));
	/* A group of IPv4, by a socket of IPv6. */
	show("join IPv4", setsockopt(a, IPPROTO_IP, IP_ADD_MEMBERSHIP, &n, sizeof(n)));
	setsockopt(v4, IPPROTO_IP, IP_MULTICAST_IF, &n, sizeof(n));
	show("send", sendto(v4, "four", 4, 0, (void *)&four, sizeof(four)));
	heard("a", a);
	heard("b", b);
	close(a);
	close(b);
	close(s);
	close(v4);
}

int main(void)
{
	four();
	senders();
	six();
	return 0;
}
