/* SPDX-License-Identifier: BSD-3-Clause */
/* ioctl(2) requests about interfaces: netdevice(7). */
#include <uk/netif.h>
#include <uk/process.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include <uk/inetsocket.h>

#define SIOCADDRT 0x890b
#define SIOCDELRT 0x890c
#define SIOCGIFNAME 0x8910
#define SIOCGIFCONF 0x8912
#define SIOCGIFFLAGS 0x8913
#define SIOCGIFADDR 0x8915
#define SIOCGIFDSTADDR 0x8917
#define SIOCGIFBRDADDR 0x8919
#define SIOCGIFNETMASK 0x891b
#define SIOCGIFMETRIC 0x891d
#define SIOCGIFMTU 0x8921
#define SIOCGIFHWADDR 0x8927
#define SIOCGIFINDEX 0x8933
#define SIOCGIFTXQLEN 0x8942
#define SIOCETHTOOL 0x8946
#define SIOCGIFMAP 0x8970
/* Those that set what the ones above get, and a few beside them. */
static const uint16_t setting[] = {
	SIOCADDRT, SIOCDELRT, 0x8914, 0x8916, 0x8918, 0x891a, 0x891c, 0x891e, 0x8922, 0x8923, 0x8924,
	0x8931, 0x8932, 0x8936, 0x8937, 0x8943, 0x8953, 0x8955, 0x8971,
};

#define ARPHRD_ETHER 1
#define ARPHRD_LOOPBACK 772
#define TXQLEN 1000
/** Flags that fit: those of the 16 bits, without Linux's later ones. */
#define FLAGS_MASK 0xffff

/** struct ifreq */
struct request {
	char name[16];
	union {
		int32_t number;
		int16_t flags;
		struct {
			uint16_t family, port;
			uint32_t ip;
		} address;
		struct {
			uint16_t type;
			uint8_t mac[14];
		} hardware;
		uint8_t room[24];
	};
};
_Static_assert(sizeof(struct request) == 40, "struct ifreq has 40 bytes");

/** struct ifconf */
struct list {
	int32_t len, pad;
	uint8_t *requests;
};

static bool find_name(char *name, struct uk_netif *i)
{
	char *alias = strchr(name, ':');

	if (alias)
		*alias = '\0';
	for (int after = 0; uk_netif_next(after, i); after = i->index)
		if (!strcmp(i->name, name))
			return true;
	return false;
}

static bool find_address(int index, struct uk_netif_address *a)
{
	for (unsigned int n = 0; uk_netif_address(index, n, a); n++)
		if (a->family == UK_AF_INET)
			return true;
	return false;
}

static void set_address(struct request *rq, const uint8_t *ip)
{
	memset(rq->room, 0, sizeof(rq->room));
	rq->address.family = UK_AF_INET;
	memcpy(&rq->address.ip, ip, sizeof(rq->address.ip));
}

static long get_list(void *ulist)
{
	struct uk_netif_address a;
	struct list l;
	struct uk_netif i;
	int32_t used = 0;

	if (uk_copy_in(&l, ulist, sizeof(l)))
		return -EFAULT;
	for (int after = 0; uk_netif_next(after, &i); after = i.index) {
		struct request rq = { 0 };

		if (!find_address(i.index, &a))
			continue;
		if (l.requests && l.len - used < (int32_t)sizeof(rq))
			break;
		memcpy(rq.name, i.name, sizeof(rq.name));
		set_address(&rq, a.address);
		if (l.requests && uk_copy_out(l.requests + used, &rq, sizeof(rq)))
			return -EFAULT;
		used += (int32_t)sizeof(rq);
	}
	l.len = used;
	return uk_copy_out(ulist, &l, sizeof(l));
}

static long get_name(struct request *rq)
{
	struct uk_netif i;

	if (rq->number <= 0 || !uk_netif_next(rq->number - 1, &i) || i.index != rq->number)
		return -ENODEV;
	memcpy(rq->name, i.name, sizeof(rq->name));
	return 0;
}

/* About the address: only sockets of IPv4 know of it. */
static long get_address(unsigned int request, struct request *rq, const struct uk_netif *i)
{
	struct uk_netif_address a;
	uint32_t mask;

	if (!find_address(i->index, &a))
		return -EADDRNOTAVAIL;
	switch (request) {
	case SIOCGIFBRDADDR:
		if (!(i->flags & UK_IFF_BROADCAST))
			memset(a.broadcast, 0, sizeof(a.broadcast));
		set_address(rq, a.broadcast);
		return 0;
	case SIOCGIFNETMASK:
		mask = a.prefix ? __builtin_bswap32(UINT32_MAX << (32 - a.prefix)) : 0;
		set_address(rq, (const uint8_t *)&mask);
		return 0;
	default:
		set_address(rq, a.address);
		return 0;
	}
}

static long get(struct uk_socket *s, unsigned int request, struct request *rq)
{
	struct uk_netif i;

	if (!find_name(rq->name, &i))
		return -ENODEV;
	switch (request) {
	case SIOCGIFFLAGS:
		rq->flags = (int16_t)(i.flags & FLAGS_MASK);
		return 0;
	case SIOCGIFMETRIC:
		rq->number = 0;
		return 0;
	case SIOCGIFMTU:
		rq->number = (int32_t)i.mtu;
		return 0;
	case SIOCGIFINDEX:
		rq->number = i.index;
		return 0;
	case SIOCGIFTXQLEN:
		rq->number = TXQLEN;
		return 0;
	case SIOCGIFMAP:
		memset(rq->room, 0, sizeof(rq->room));
		return 0;
	case SIOCGIFHWADDR:
		memset(rq->room, 0, sizeof(rq->room));
		rq->hardware.type = i.flags & UK_IFF_LOOPBACK ? ARPHRD_LOOPBACK : ARPHRD_ETHER;
		memcpy(rq->hardware.mac, i.mac, sizeof(i.mac));
		return 0;
	case SIOCETHTOOL:
		return -EOPNOTSUPP;
	default:
		return s->family == UK_AF_INET ? get_address(request, rq, &i) : -ENOTTY;
	}
}

static bool is_get(unsigned int request)
{
	switch (request) {
	case SIOCGIFFLAGS:
	case SIOCGIFADDR:
	case SIOCGIFDSTADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFMETRIC:
	case SIOCGIFMTU:
	case SIOCGIFHWADDR:
	case SIOCGIFINDEX:
	case SIOCGIFTXQLEN:
	case SIOCETHTOOL:
	case SIOCGIFMAP:
		return true;
	default:
		return false;
	}
}

long uk_netif_ioctl(struct uk_socket *s, unsigned int request, unsigned long arg)
{
	struct request rq;
	long r;

	for (size_t n = 0; n < UK_ARRAY_SIZE(setting); n++)
		if (setting[n] == request)
			return uk_process_ids.euid ? -EPERM : -EOPNOTSUPP;
	if (request == SIOCGIFCONF)
		return get_list((void *)arg);
	if (request != SIOCGIFNAME && !is_get(request))
		return -ENOTTY;
	if (uk_copy_in(&rq, (const void *)arg, sizeof(rq)))
		return -EFAULT;
	rq.name[sizeof(rq.name) - 1] = '\0';
	r = request == SIOCGIFNAME ? get_name(&rq) : get(s, request, &rq);
	return r ? r : uk_copy_out((void *)arg, &rq, sizeof(rq));
}
