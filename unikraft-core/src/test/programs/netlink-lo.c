// The loopback interface as programs find it: rtnetlink, ioctl, getifaddrs, getaddrinfo, /proc/net, /sys/class/net.
// flags: -w
// user: root
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static char data[65536];

static void show(const char *what, long r)
{
	int saved = errno;

	printf("%s: %ld%s%s\n", what, r, r < 0 ? " " : "", r < 0 ? strerror(saved) : "");
}

static int route_socket(int type)
{
	return socket(AF_NETLINK, type, NETLINK_ROUTE);
}

struct request {
	struct nlmsghdr h;
	union {
		struct ifinfomsg link;
		struct ifaddrmsg addr;
		struct rtmsg route;
		struct rtgenmsg gen;
		char room[200];
	};
};

static void attribute(struct request *q, int type, const void *value, int len)
{
	struct rtattr *a = (void *)((char *)q + NLMSG_ALIGN(q->h.nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	memcpy(RTA_DATA(a), value, len);
	q->h.nlmsg_len = NLMSG_ALIGN(q->h.nlmsg_len) + RTA_LENGTH(len);
}

static void hex(const unsigned char *p, int n)
{
	for (int i = 0; i < n; i++)
		printf("%02x", p[i]);
}

static void link_message(struct nlmsghdr *h)
{
	struct ifinfomsg *l = NLMSG_DATA(h);
	struct rtattr *a = IFLA_RTA(l);
	int n = IFLA_PAYLOAD(h);

	if (l->ifi_index != 1)
		return;
	printf("  link family %d type %d index %d flags %#x change %#x", l->ifi_family, l->ifi_type, l->ifi_index,
	       l->ifi_flags, l->ifi_change);
	for (; RTA_OK(a, n); a = RTA_NEXT(a, n)) {
		if (a->rta_type == IFLA_IFNAME)
			printf(" name %s (%d)", (char *)RTA_DATA(a), a->rta_len);
		if (a->rta_type == IFLA_MTU)
			printf(" mtu %d", *(int *)RTA_DATA(a));
		if (a->rta_type == IFLA_ADDRESS || a->rta_type == IFLA_BROADCAST) {
			printf(" %s ", a->rta_type == IFLA_ADDRESS ? "address" : "broadcast");
			hex(RTA_DATA(a), RTA_PAYLOAD(a));
		}
		if (a->rta_type == IFLA_OPERSTATE)
			printf(" state %d", *(char *)RTA_DATA(a));
	}
	printf("\n");
}

static void address_message(struct nlmsghdr *h)
{
	struct ifaddrmsg *m = NLMSG_DATA(h);
	struct rtattr *a = IFA_RTA(m);
	int n = IFA_PAYLOAD(h);

	if (m->ifa_index != 1)
		return;
	printf("  address family %d prefix %d flags %#x scope %d index %d", m->ifa_family, m->ifa_prefixlen,
	       m->ifa_flags & ~IFA_F_NODAD, m->ifa_scope, m->ifa_index);
	for (; RTA_OK(a, n); a = RTA_NEXT(a, n)) {
		if (a->rta_type == IFA_ADDRESS || a->rta_type == IFA_LOCAL) {
			printf(" %s ", a->rta_type == IFA_ADDRESS ? "address" : "local");
			hex(RTA_DATA(a), RTA_PAYLOAD(a));
		}
		if (a->rta_type == IFA_LABEL)
			printf(" label %s", (char *)RTA_DATA(a));
		if (a->rta_type == IFA_CACHEINFO)
			printf(" lifetimes %x %x", ((unsigned *)RTA_DATA(a))[0], ((unsigned *)RTA_DATA(a))[1]);
	}
	printf("\n");
}

static void route_message(struct nlmsghdr *h)
{
	struct rtmsg *m = NLMSG_DATA(h);
	struct rtattr *a = RTM_RTA(m);
	int n = RTM_PAYLOAD(h);

	printf("  route family %d to /%d from /%d table %d type %d flags %#x", m->rtm_family, m->rtm_dst_len,
	       m->rtm_src_len, m->rtm_table, m->rtm_type, m->rtm_flags);
	for (; RTA_OK(a, n); a = RTA_NEXT(a, n)) {
		if (a->rta_type == RTA_DST || a->rta_type == RTA_PREFSRC) {
			printf(" %d:", a->rta_type);
			hex(RTA_DATA(a), RTA_PAYLOAD(a));
		}
		if (a->rta_type == RTA_OIF)
			printf(" interface %d", *(int *)RTA_DATA(a));
	}
	printf("\n");
}

/* Reads until the end of a dump or one answer; room: of each read. */
static void answers(const char *what, int s, size_t room)
{
	printf("%s\n", what);
	for (;;) {
		struct sockaddr_nl from;
		struct iovec v = { data, room };
		struct msghdr m = { &from, sizeof(from), &v, 1 };
		long n = recvmsg(s, &m, MSG_DONTWAIT);
		struct nlmsghdr *h = (void *)data;

		if (n < 0) {
			show("  recvmsg", n);
			return;
		}
		if (from.nl_pid || from.nl_family != AF_NETLINK || m.msg_namelen != sizeof(from))
			printf("  from %d\n", from.nl_pid);
		if (m.msg_flags)
			printf("  flags %#x\n", m.msg_flags);
		for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
			if (h->nlmsg_seq != 7)
				printf("  sequence %d\n", h->nlmsg_seq);
			if (h->nlmsg_type == NLMSG_DONE) {
				printf("  done: %d, flags %#x\n", *(int *)NLMSG_DATA(h), h->nlmsg_flags & NLM_F_MULTI);
				return;
			}
			if (h->nlmsg_type == NLMSG_ERROR) {
				struct nlmsgerr *e = NLMSG_DATA(h);

				printf("  error %d (%s) of type %d, %d bytes, flags %#x\n", e->error, strerror(-e->error),
				       e->msg.nlmsg_type, (int)h->nlmsg_len, h->nlmsg_flags & NLM_F_CAPPED);
				return;
			}
			if (h->nlmsg_type == RTM_NEWLINK)
				link_message(h);
			else if (h->nlmsg_type == RTM_NEWADDR)
				address_message(h);
			else if (h->nlmsg_type == RTM_NEWROUTE && !(h->nlmsg_flags & NLM_F_MULTI))
				route_message(h);
			if (!(h->nlmsg_flags & NLM_F_MULTI))
				return;
		}
	}
}

static void ask(const char *what, int s, struct request *q, int type, int flags, size_t header)
{
	q->h.nlmsg_type = type;
	q->h.nlmsg_flags = flags | NLM_F_REQUEST;
	q->h.nlmsg_seq = 7;
	if (!q->h.nlmsg_len)
		q->h.nlmsg_len = NLMSG_LENGTH(header);
	if (send(s, q, q->h.nlmsg_len, 0) != q->h.nlmsg_len)
		perror("send");
	answers(what, s, sizeof(data));
}

static void dumps(void)
{
	int s = route_socket(SOCK_RAW), one = 1;
	struct request q;

	memset(&q, 0, sizeof(q));
	ask("links", s, &q, RTM_GETLINK, NLM_F_DUMP, sizeof(q.link));
	memset(&q, 0, sizeof(q));
	ask("links, as old programs ask", s, &q, RTM_GETLINK, NLM_F_DUMP, sizeof(q.gen));
	memset(&q, 0, sizeof(q));
	ask("addresses", s, &q, RTM_GETADDR, NLM_F_DUMP, sizeof(q.addr));
	memset(&q, 0, sizeof(q));
	q.addr.ifa_family = AF_INET6;
	ask("addresses of IPv6", s, &q, RTM_GETADDR, NLM_F_DUMP, sizeof(q.addr));
	memset(&q, 0, sizeof(q));
	q.link.ifi_index = 1;
	ask("link 1", s, &q, RTM_GETLINK, 0, sizeof(q.link));
	memset(&q, 0, sizeof(q));
	q.link.ifi_index = 999;
	ask("link 999", s, &q, RTM_GETLINK, 0, sizeof(q.link));
	memset(&q, 0, sizeof(q));
	ask("no link", s, &q, RTM_GETLINK, 0, sizeof(q.link));
	memset(&q, 0, sizeof(q));
	q.h.nlmsg_len = NLMSG_LENGTH(sizeof(q.link));
	attribute(&q, IFLA_IFNAME, "lo", 3);
	ask("link lo", s, &q, RTM_GETLINK, 0, 0);
	memset(&q, 0, sizeof(q));
	q.h.nlmsg_len = NLMSG_LENGTH(sizeof(q.link));
	attribute(&q, IFLA_IFNAME, "nix", 4);
	ask("link nix", s, &q, RTM_GETLINK, NLM_F_ACK, 0);
	memset(&q, 0, sizeof(q));
	q.h.nlmsg_len = NLMSG_LENGTH(sizeof(q.route));
	q.route.rtm_family = AF_INET;
	q.route.rtm_dst_len = 32;
	attribute(&q, RTA_DST, "\x7f\0\0\1", 4);
	ask("route to 127.0.0.1", s, &q, RTM_GETROUTE, 0, 0);
	memset(&q, 0, sizeof(q));
	ask("routes", s, &q, RTM_GETROUTE, NLM_F_DUMP, sizeof(q.route));
	memset(&q, 0, sizeof(q));
	ask("neighbours", s, &q, RTM_GETNEIGH, NLM_F_DUMP, 12);
	memset(&q, 0, sizeof(q));
	ask("too short", s, &q, RTM_GETLINK, 0, 4);
	memset(&q, 0, sizeof(q));
	ask("unknown type", s, &q, 200, 0, 16);
	memset(&q, 0, sizeof(q));
	q.h.nlmsg_flags = 0;
	setsockopt(s, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	ask("error without the request", s, &q, 200, 0, 16);
	setsockopt(s, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	memset(&q, 0, sizeof(q));
	ask("strict, short", s, &q, RTM_GETLINK, NLM_F_DUMP, sizeof(q.gen));
	memset(&q, 0, sizeof(q));
	q.link.ifi_flags = 1;
	ask("strict, flags", s, &q, RTM_GETLINK, NLM_F_DUMP, sizeof(q.link));
	memset(&q, 0, sizeof(q));
	q.addr.ifa_index = 1;
	ask("strict, one interface", s, &q, RTM_GETADDR, NLM_F_DUMP, sizeof(q.addr));
	memset(&q, 0, sizeof(q));
	q.addr.ifa_index = 999;
	ask("strict, no interface", s, &q, RTM_GETADDR, NLM_F_DUMP, sizeof(q.addr));
	close(s);
}

static void sockets(void)
{
	int s = route_socket(SOCK_DGRAM), t = route_socket(SOCK_RAW | SOCK_CLOEXEC), one = 1, v;
	struct sockaddr_nl a = { AF_NETLINK }, b;
	struct pollfd p = { s, POLLIN | POLLOUT };
	socklen_t n = sizeof(b);
	struct request q = { { NLMSG_LENGTH(sizeof(q.link)), RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 7 } };

	show("stream", socket(AF_NETLINK, SOCK_STREAM, 0) );
	show("protocol 31", socket(AF_NETLINK, SOCK_RAW, 31));
	show("protocol 99", socket(AF_NETLINK, SOCK_RAW, 99));
	show("bind", bind(s, (void *)&a, sizeof(a)));
	getsockname(s, (void *)&b, &n);
	printf("own port: %d, family %d, %d bytes\n", b.nl_pid == getpid(), b.nl_family, (int)n);
	show("bind", bind(t, (void *)&a, sizeof(a)));
	getsockname(t, (void *)&b, &n);
	printf("another port: %d\n", b.nl_pid != getpid() && b.nl_pid != 0);
	a.nl_pid = getpid();
	show("bind to a port that is taken", bind(route_socket(SOCK_RAW), (void *)&a, sizeof(a)));
	show("bind to another", bind(t, (void *)&a, sizeof(a)));
	show("short", bind(t, (void *)&a, 4));
	a.nl_pid = b.nl_pid;
	a.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR;
	show("bind with groups", bind(t, (void *)&a, sizeof(a)));
	getsockname(t, (void *)&b, &n);
	printf("groups %#x\n", b.nl_groups);
	v = 5;
	show("join", setsockopt(t, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &v, sizeof(v)));
	getsockname(t, (void *)&b, &n);
	printf("groups %#x\n", b.nl_groups);
	v = 0;
	show("join 0", setsockopt(t, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &v, sizeof(v)));
	show("unknown option", setsockopt(t, SOL_NETLINK, 99, &v, sizeof(v)));
	n = sizeof(v);
	show("NETLINK_EXT_ACK", (setsockopt(t, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one)),
				 getsockopt(t, SOL_NETLINK, NETLINK_EXT_ACK, &v, &n), v));
	poll(&p, 1, 0);
	printf("events %#x\n", p.revents);
	show("nothing", recv(s, data, 10, MSG_DONTWAIT));
	show("send nothing", send(s, "", 0, 0));
	show("send", send(s, &q, q.h.nlmsg_len, 0));
	show("busy or not", 0);
	poll(&p, 1, 0);
	printf("events %#x\n", p.revents);
	show("peek", recv(s, data, 16, MSG_PEEK));
	show("peek, true length is more", recv(s, data, 16, MSG_PEEK | MSG_TRUNC) > 100);
	answers("the answer", s, sizeof(data));
	show("listen", listen(s, 1));
	show("shutdown", shutdown(s, SHUT_RDWR));
	show("FIONREAD", ioctl(s, FIONREAD, &v));
	close(s);
	close(t);
}

static void requests(void)
{
	static const struct { const char *name; unsigned long request; } all[] = {
		{ "flags", SIOCGIFFLAGS }, { "address", SIOCGIFADDR }, { "netmask", SIOCGIFNETMASK },
		{ "broadcast", SIOCGIFBRDADDR }, { "peer", SIOCGIFDSTADDR }, { "hardware", SIOCGIFHWADDR },
		{ "mtu", SIOCGIFMTU }, { "index", SIOCGIFINDEX }, { "queue", SIOCGIFTXQLEN }, { "metric", SIOCGIFMETRIC },
	};

	for (int family = AF_INET; family; family = family == AF_INET ? AF_INET6 : family == AF_INET6 ? AF_UNIX : 0) {
		int s = socket(family, SOCK_DGRAM, 0);
		struct ifreq rq = { "lo" };
		struct ifconf list = { sizeof(data), { data } };
		int entries = 0;

		printf("family %d\n", family);
		for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
			memset(&rq, 0, sizeof(rq));
			strcpy(rq.ifr_name, "lo");
			int r = ioctl(s, all[i].request, &rq);

			printf("  %s: %d ", all[i].name, r);
			if (r)
				printf("%s", strerror(errno));
			else
				hex((void *)&rq.ifr_ifru, 16);
			printf("\n");
		}
		strcpy(rq.ifr_name, "nix");
		show("  nix", ioctl(s, SIOCGIFFLAGS, &rq));
		rq.ifr_ifindex = 1;
		show("  name", ioctl(s, SIOCGIFNAME, &rq));
		printf("  %s\n", rq.ifr_name);
		rq.ifr_ifindex = 999;
		show("  name of 999", ioctl(s, SIOCGIFNAME, &rq));
		show("  list", ioctl(s, SIOCGIFCONF, &list));
		for (struct ifreq *r = list.ifc_req; (char *)r < data + list.ifc_len; r++)
			if (!strcmp(r->ifr_name, "lo"))
				entries++;
		printf("  lo stands in it %d times\n", entries);
		list.ifc_len = 39;
		show("  list without room", (ioctl(s, SIOCGIFCONF, &list), list.ifc_len));
		close(s);
	}
}

static void library(void)
{
	struct ifaddrs *all, *i;
	struct addrinfo hints = { AI_NUMERICHOST | AI_PASSIVE, AF_UNSPEC, SOCK_STREAM }, *r;
	struct if_nameindex *names = if_nameindex();
	char text[100];

	show("getifaddrs", getifaddrs(&all));
	for (i = all; i; i = i->ifa_next) {
		if (strcmp(i->ifa_name, "lo"))
			continue;
		printf("  %s flags %#x family %d", i->ifa_name, i->ifa_flags, i->ifa_addr ? i->ifa_addr->sa_family : -1);
		if (i->ifa_addr && i->ifa_addr->sa_family == AF_PACKET)
			printf(" type %d length %d", ((struct sockaddr_ll *)i->ifa_addr)->sll_hatype,
			       ((struct sockaddr_ll *)i->ifa_addr)->sll_halen);
		else if (i->ifa_addr)
			printf(" %s", (getnameinfo(i->ifa_addr, sizeof(struct sockaddr_in6), text, 100, NULL, 0, NI_NUMERICHOST), text));
		printf("\n");
	}
	for (; names && names->if_index; names++)
		if (names->if_index == 1)
			printf("interface 1 is %s\n", names->if_name);
	show("index of lo", if_nametoindex("lo"));
	show("index of nix", if_nametoindex("nix"));
	show("getaddrinfo", getaddrinfo("127.0.0.1", "80", &hints, &r));
	printf("%d %d\n", r->ai_family, ntohs(((struct sockaddr_in *)r->ai_addr)->sin_port));
	show("getaddrinfo", getaddrinfo("fe80::1%lo", NULL, &hints, &r));
	printf("scope %d\n", ((struct sockaddr_in6 *)r->ai_addr)->sin6_scope_id);
}

/* The lines of a file in which a word stands, spaces made one. */
static void lines(const char *path, const char *word)
{
	FILE *f = fopen(path, "r");
	char line[500];

	printf("%s\n", path);
	while (f && fgets(line, sizeof(line), f)) {
		if (word && !strstr(line, word))
			continue;
		printf(" ");
		for (char *w = strtok(line, " \n"); w; w = strtok(NULL, " \n"))
			printf(" %s", w);
		printf("\n");
	}
	if (!f)
		printf("  %s\n", strerror(errno));
	else
		fclose(f);
}

static void files(void)
{
	static const char *sys[] = { "address", "broadcast", "mtu", "operstate", "ifindex", "iflink", "type", "flags",
				     "addr_len", "carrier", "tx_queue_len", "speed", "duplex" };
	struct sockaddr_in a = { AF_INET, htons(61234), { htonl(INADDR_LOOPBACK) } };
	int s = socket(AF_INET, SOCK_STREAM, 0), u = socket(AF_INET, SOCK_DGRAM, 0);
	char path[100], text[20];

	for (size_t i = 0; i < sizeof(sys) / sizeof(*sys); i++) {
		snprintf(path, sizeof(path), "/sys/class/net/lo/%s", sys[i]);
		FILE *f = fopen(path, "r");
		printf("%s: %s", sys[i], f && fgets(text, 20, f) ? text : "none\n");
		if (f)
			fclose(f);
	}
	show("statistics", access("/sys/class/net/lo/statistics/rx_bytes", R_OK));
	show("nix", access("/sys/class/net/nix", R_OK));
	lines("/proc/net/dev", "|");
	lines("/proc/net/route", "Iface");
	lines("/proc/sys/net/core/somaxconn", NULL);
	lines("/proc/sys/net/ipv6/conf/lo/disable_ipv6", NULL);
	bind(s, (void *)&a, sizeof(a));
	listen(s, 5);
	a.sin_port = htons(61235);
	bind(u, (void *)&a, sizeof(a));
	FILE *f = fopen("/proc/net/tcp", "r");
	char line[300], local[30], remote[30];
	int state;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*d: %29s %29s %x", local, remote, &state) == 3 && strstr(local, ":EF32"))
			printf("tcp %s %s %d\n", local, remote, state);
	fclose(f);
	f = fopen("/proc/self/net/udp", "r");
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*d: %29s %29s %x", local, remote, &state) == 3 && strstr(local, ":EF33"))
			printf("udp %s %s %d\n", local, remote, state);
	fclose(f);
	lines("/proc/net/tcp6", "sl");
	lines("/proc/net/udp", "sl");
	readlink("/proc/net", text, sizeof(text));
	printf("%.8s\n", text);
}

int main(void)
{
	sockets();
	dumps();
	requests();
	library();
	files();
	return 0;
}
