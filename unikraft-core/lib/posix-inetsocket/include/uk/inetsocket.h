/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What sockets of the Internet share, of whatever protocol: addresses, ports,
 * options of the IP levels. A protocol's own structure begins with struct inet_sock.
 *
 * lwIP's calls that can send stand between uk_lwip_enter and uk_lwip_leave;
 * uk_lwip_leave calls lwIP's callbacks, so that a PCB may be gone after it.
 */
#ifndef UK_INETSOCKET_H
#define UK_INETSOCKET_H

#include <lwip/ip.h>
#include <lwip/ip_addr.h>
#include <uk/errno.h>
#include <uk/list.h>
#include <uk/lwip.h>
#include <uk/socket.h>

/** In so_options of a PCB beside lwIP's own: its owner has SO_REUSEPORT. */
#define INET_SOF_REUSEPORT 0x80

#define INET_IPPROTO_IP 0
#define INET_IPPROTO_ICMP 1
#define INET_IPPROTO_TCP 6
#define INET_IPPROTO_UDP 17
#define INET_IPPROTO_IPV6 41
#define INET_IPPROTO_ICMPV6 58
#define INET_IPPROTO_RAW 255

struct inet_sock {
	struct uk_socket *socket; /* NULL: nobody has accepted it yet, or it was closed */
	struct uk_list bound;     /* in the table of ports; an empty list: no port is held */
	int protocol;             /* whose ports: INET_IPPROTO_TCP or _UDP */
	bool listening;
	bool port_given, address_given; /* by bind: kept when a connection ends */
	/* The socket's name. IPADDR_TYPE_ANY: :: for both versions. */
	ip_addr_t local;
	uint16_t port;            /* host order; 0: none yet. Stays when it is no longer held. */
	/* Options of the levels IPPROTO_IP and IPPROTO_IPV6 */
	bool v6only;
	int ttl, hops;            /* -1: the default */
	uint8_t tos, tclass;
	uint32_t switches;        /* 1 << enum inet_switch */
	int mtu_discover, mtu_discover6;
	uint8_t device;           /* SO_BINDTODEVICE: index of the interface; 0: any */
};

/** Options that are kept, on or off. */
enum inet_switch {
	INET_RECVERR,
	INET_RECVERR6,
	INET_PKTINFO,
	INET_RECVPKTINFO6,
	INET_RECVTTL,
	INET_RECVHOPLIMIT6,
	INET_OLD_PKTINFO6, /* as RFC 2292 has them */
	INET_OLD_HOPLIMIT6,
	INET_RECVTOS,
	INET_RECVTCLASS6,
	INET_FREEBIND,
	INET_SWITCHES
};

static inline bool inet_switch(const struct inet_sock *i, enum inet_switch which)
{
	return i->switches & 1U << which;
}

/** Whether a port is held in the table. */
static inline bool inet_holds(const struct inet_sock *i)
{
	return !uk_list_empty(&i->bound);
}

static inline struct inet_sock *inet_of(const struct uk_socket *s)
{
	return s->data;
}

/** Fills what a new socket has. */
void inet_init(struct inet_sock *i, struct uk_socket *s, int protocol);

/** One kind of socket; UK_INET_PROTOCOL has it known. */
struct inet_protocol {
	int type, protocol; /* protocol 0: any, which the raw ones look at themselves */
	/** Sets s->ops and s->data; s->protocol is known. 0 or -errno. */
	int (*create)(struct uk_socket *s);
};
#define UK_INET_PROTOCOL(ident, ...)                                         \
	static const struct inet_protocol ident UK_RECORD("uk_inet_protocol") = { __VA_ARGS__ }

/*
 * Addresses. lwIP's form has the version's own type, a mapped address is an
 * IPv4 one, and the zone is the scope.
 */
/** Reads an address of the socket's family. -EINVAL (length), -EAFNOSUPPORT (family). AF_UNSPEC is the caller's. */
int inet_addr_in(const struct uk_socket *s, const struct uk_sockaddr *a, size_t len, ip_addr_t *ip,
		 uint16_t *port);
/** Writes it as the socket's family has it; the length. */
int inet_addr_out(const struct uk_socket *s, const ip_addr_t *ip, uint16_t port,
		  struct uk_sockaddr *a);
/** Whether ip is an address of this computer. */
bool inet_addr_is_local(const ip_addr_t *ip);
/** What a new PCB must be made for, IPADDR_TYPE_*, to talk to or listen at ip. */
static inline uint8_t inet_addr_type(const ip_addr_t *ip)
{
	return IP_GET_TYPE(ip);
}
/** The destination that "any address" stands for: this computer. */
void inet_addr_here(ip_addr_t *ip);
/** lwIP's error as an errno, negative. */
int inet_errno(err_t e);

/*
 * Ports: the table of those that TCP and UDP sockets hold, by Linux's rules of
 * SO_REUSEADDR and SO_REUSEPORT.
 */
/** bind(2) of TCP and UDP: checks the address, takes the port (0: any) and sets local and port. */
int inet_bind(struct uk_socket *s, const struct uk_sockaddr *a, size_t len);
/** Gives a socket without a port an ephemeral one for its address local. -EADDRINUSE: all are taken. */
int inet_autobind(struct inet_sock *i);
/** Whether the socket's address may be listened at now. -EADDRINUSE. */
int inet_may_listen(struct inet_sock *i);
/** Says on the report channel that the socket takes connections, or datagrams. */
void inet_report(const struct inet_sock *i);
/** The next socket that holds a port, behind after (NULL: the first), in the order bound. NULL: there is none. */
struct inet_sock *inet_next_bound(int protocol, uint16_t port, const struct inet_sock *after);
/** Gives the port back. */
void inet_unbind(struct inet_sock *i);

/**
 * Options of IPPROTO_IP and IPPROTO_IPV6 that all protocols have; -ENOPROTOOPT for
 * others. The protocol puts them into its PCB by inet_apply.
 */
int inet_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len);
int inet_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len);
/** Gives a new connection its listener's options. */
void inet_inherit(struct inet_sock *i, const struct inet_sock *from);
/** Stores an int as getsockopt does; *len: room, then length. 0. */
int inet_put_int(int v, void *value, size_t *len);
/** Reads an int as setsockopt does. -EINVAL: too short. */
int inet_take_int(const void *value, size_t len, int *v);
/** Sets type of service and time to live of a PCB that talks to (or listens at) ip. */
void inet_apply(const struct inet_sock *i, struct ip_pcb *pcb, const ip_addr_t *ip);

/** A line of /proc/net's tables of sockets. */
struct inet_proc_line {
	ip_addr_t local, remote;
	uint16_t local_port, remote_port;
	unsigned int state, sent, received;
	uint64_t inode;
};

struct uk_text;
/** Whether s (or without one a connection of that address) stands in the table of IPv6. */
bool inet_proc_is_six(const struct uk_socket *s, const ip_addr_t *local);
/** The table's first line, that begins with width spaces and ends with what is particular to it. */
void inet_proc_head(struct uk_text *t, int width, bool six, const char *rest);
/** What lines of all tables begin with; number is width wide. */
void inet_proc_line(struct uk_text *t, int width, unsigned int number, bool six,
		    const struct inet_proc_line *l);

/** ICMP has told an error (positive) of a TCP segment that was sent with sequence number seq. */
void stream_icmp_error(const ip_addr_t *from, uint16_t from_port, const ip_addr_t *to,
		       uint16_t to_port, uint32_t seq, int error);

#endif
