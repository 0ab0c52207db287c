/* SPDX-License-Identifier: BSD-3-Clause */
/* AF_NETLINK, protocol NETLINK_ROUTE: netlink(7), rtnetlink(7), as of Linux 6.1. */
#ifndef POSIX_NETLINK_H
#define POSIX_NETLINK_H

#include <uk/netif.h>
#include <uk/socket.h>

#define NETLINK_ROUTE 0
#define UK_AF_BRIDGE 7
/** Multicast groups (RTNLGRP_MAX). */
#define NETLINK_GROUPS 36
#define NETLINK_ALIGN(n) UK_ALIGN_UP((size_t)(n), 4)

/* nlmsghdr.flags */
#define NLM_F_REQUEST 1
#define NLM_F_MULTI 2
#define NLM_F_ACK 4
#define NLM_F_DUMP_FILTERED 0x20
#define NLM_F_CAPPED 0x100 /* of an error: without the request's data */
#define NLM_F_DUMP 0x300   /* of a request to get: either bit asks for all there is */

/* nlmsghdr.type */
#define NLMSG_ERROR 2
#define NLMSG_DONE 3
#define NLMSG_MIN_TYPE 16
#define RTM_NEWLINK 16
#define RTM_GETLINK 18
#define RTM_NEWADDR 20
#define RTM_GETADDR 22
#define RTM_NEWROUTE 24
#define RTM_GETROUTE 26
#define RTM_NEWNEIGH 28
#define RTM_GETNEIGH 30
#define RTM_MAX 123

/* rtm_scope, rtm_type */
#define RT_SCOPE_UNIVERSE 0
#define RT_SCOPE_SITE 200
#define RT_SCOPE_LINK 253
#define RT_SCOPE_HOST 254
#define RTN_UNICAST 1
#define RTN_LOCAL 2

/** struct nlmsghdr */
struct netlink_header {
	uint32_t len;
	uint16_t type, flags;
	uint32_t seq, pid;
};

/** struct sockaddr_nl */
struct netlink_address {
	uint16_t family, pad;
	uint32_t pid, groups;
};

/** struct ucred */
struct netlink_cred {
	int32_t pid;
	uint32_t uid, gid;
};

/** A datagram in a receiver's queue. */
struct netlink_datagram {
	struct uk_list node;
	uint32_t from, group; /* port, 0: the kernel; group number, 0: none */
	struct netlink_cred cred;
	size_t len, room;
	uint8_t data[] UK_ALIGNED(4);
};

struct netlink_kind;

/** A dump under way: it goes on as the receiver reads. */
struct netlink_dump {
	const struct netlink_kind *kind; /* NULL: none */
	uint32_t seq, pid;
	int family, only; /* AF_UNSPEC: all; index of the one interface, 0: all */
	bool filtered;
	int status;       /* -errno: what the application asked for cannot be; told at the end */
	int after;        /* interface that was last */
	unsigned int next, phase;
};

struct netlink_sock {
	struct uk_list all;
	struct uk_socket *socket;
	bool bound;
	uint32_t port;
	uint64_t groups;          /* bit n - 1: group n */
	bool connected;
	uint32_t to_port, to_group;
	struct uk_list queue;     /* struct netlink_datagram */
	size_t queued;            /* bytes */
	size_t longest_read;      /* bytes: what dumps may fill */
	unsigned int options;     /* 1 << NETLINK_* */
	struct netlink_dump dump;
};

/* Options of level SOL_NETLINK. */
#define SOL_NETLINK 270
#define NETLINK_ADD_MEMBERSHIP 1
#define NETLINK_DROP_MEMBERSHIP 2
#define NETLINK_PKTINFO 3
#define NETLINK_BROADCAST_ERROR 4
#define NETLINK_NO_ENOBUFS 5
#define NETLINK_LISTEN_ALL_NSID 8
#define NETLINK_LIST_MEMBERSHIPS 9
#define NETLINK_CAP_ACK 10
#define NETLINK_EXT_ACK 11
#define NETLINK_GET_STRICT_CHK 12

static inline struct netlink_sock *netlink_of(const struct uk_socket *s)
{
	return s->data;
}
static inline bool netlink_option(const struct netlink_sock *n, int name)
{
	return n->options & 1U << name;
}

/* queue.c: datagrams */
/** An empty datagram from the kernel with room for n bytes; NULL: no memory. */
struct netlink_datagram *netlink_datagram_new(size_t n);
/** Takes d over: puts it into n's queue, whatever is there. */
void netlink_enqueue(struct netlink_sock *n, struct netlink_datagram *d);
/** Takes d over: puts it into n's queue. -ENOBUFS: it is full, and so said to the receiver. */
int netlink_deliver(struct netlink_sock *n, struct netlink_datagram *d);
void netlink_take_out(struct netlink_sock *n, struct netlink_datagram *d);
ssize_t netlink_recv(struct uk_socket *s, struct uk_msg *m);

/* message.c: making messages, reading attributes */
/** A message that is being made at the end of a datagram; what does not fit is noted. */
struct netlink_writer {
	struct netlink_datagram *d;
	size_t start;
	bool overflow;
};
/** Begins a message with the header that its type has behind struct nlmsghdr. */
void netlink_begin(struct netlink_writer *w, struct netlink_datagram *d,
		   const struct netlink_header *h, const void *type_header, size_t len);
void netlink_put(struct netlink_writer *w, unsigned int type, const void *value, size_t len);
void netlink_put_u8(struct netlink_writer *w, unsigned int type, uint8_t value);
void netlink_put_u32(struct netlink_writer *w, unsigned int type, uint32_t value);
void netlink_put_text(struct netlink_writer *w, unsigned int type, const char *text);
/** False: it did not fit, and is not in the datagram. */
bool netlink_end(struct netlink_writer *w);

/** An attribute of a request; value NULL: absent. */
struct netlink_attribute {
	const uint8_t *value;
	size_t len;
};
/** Finds the attributes 1 to max - 1; the last of each. 0; strict: -EINVAL for others and for bytes behind. */
int netlink_attributes(const uint8_t *p, size_t n, struct netlink_attribute *a, unsigned int max,
		       bool strict);
/** Of an absent one 0. 0; -ERANGE: it is too short. */
int netlink_attribute_u32(const struct netlink_attribute *a, uint32_t *value);

/* request.c */
struct netlink_request {
	struct netlink_sock *from;
	struct netlink_header h;
	const uint8_t *data; /* behind the header */
	size_t len;
	bool strict; /* the application wants its requests checked */
};
/** What is behind one type of request. */
struct netlink_kind {
	uint16_t get;
	size_t header; /* bytes that its requests have behind struct nlmsghdr */
	/** Checks the request for a dump and sets its filters; NULL: there are none. 0 or -errno. */
	int (*filter)(const struct netlink_request *rq, struct netlink_dump *d);
	/** Writes what fits; true: nothing is left. */
	bool (*dump)(struct netlink_dump *d, struct netlink_datagram *out);
	/** One answer; NULL: -EOPNOTSUPP. */
	int (*one)(const struct netlink_request *rq, struct netlink_datagram *out);
};
extern const struct netlink_kind netlink_link, netlink_addr, netlink_route, netlink_neighbour;
/** Handles what an application has sent to the kernel. */
void netlink_request(struct netlink_sock *n, const uint8_t *p, size_t len);
/** The next part of a dump, if one is under way and there is room. */
void netlink_dump_more(struct netlink_sock *n);
/** Header of a message of a dump. */
struct netlink_header netlink_dump_header(const struct netlink_dump *d, uint16_t type);

/* option.c */
int netlink_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len);
int netlink_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len);

/* link.c, address.c */
bool netlink_find_link(int index, struct uk_netif *i);
/** Bytes of an address; 0: not an IP family. */
static inline size_t netlink_address_len(int family)
{
	return family == UK_AF_INET ? 4 : family == UK_AF_INET6 ? 16 : 0;
}
/** RT_SCOPE_* */
uint8_t netlink_scope(int family, const uint8_t *address);

#endif
