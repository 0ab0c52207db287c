/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What sockets of datagrams share (UDP and raw ones): a queue of what came,
 * the peer, multicast.
 *
 * What arrives is taken before lwIP looks at it, by raw PCBs of lwIP's
 * (input.c): so that each datagram goes where Linux would bring it, and errors
 * that ICMP brings are heard. lwIP sends, by PCBs that it does not know of.
 */
#ifndef POSIX_INETDATAGRAM_H
#define POSIX_INETDATAGRAM_H

#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <uk/inetsocket.h>

/** A packet that arrives; p begins with its IP header. */
struct inet_packet {
	struct pbuf *p;
	struct netif *netif;
	ip_addr_t from, to;
	uint32_t header;      /* bytes of the IP header and its extensions */
	uint8_t protocol, ttl, tos;
	bool broadcast, multicast;
};

/** A datagram in a queue. */
struct inet_datagram {
	struct uk_list node;
	struct pbuf *p;       /* a reference of its own */
	uint32_t offset, len; /* of what the application gets */
	ip_addr_t from, to;
	uint16_t port;        /* of the sender, host order */
	uint8_t ttl, tos, device;
	uk_nsec_t when;       /* wall clock */
};

/** Source filter of a membership: the application's list is of those wanted, or of those not. */
#define INET_SOURCES_MAX 10
struct inet_membership {
	struct uk_list node;
	ip_addr_t group;
	uint8_t device;       /* index of the interface */
	bool only_listed;
	unsigned int sources;
	ip_addr_t source[INET_SOURCES_MAX];
};

#define INET_SHUT_RD 1
#define INET_SHUT_WR 2

struct inet_dgram {
	struct inet_sock inet;    /* first */
	bool connected;
	unsigned int shutdown;    /* INET_SHUT_* */
	ip_addr_t remote;
	uint16_t remote_port;
	struct uk_list queue;     /* struct inet_datagram */
	size_t queued;            /* bytes, by inet_charge */
	uint64_t dropped;
	/* Multicast: of IPv4, of IPv6 */
	uint8_t group_ttl, group_hops;
	bool loop, loop6, all, all6;
	uint8_t group_device, group_device6; /* index of the interface; 0: by the route */
	ip4_addr_t group_source;  /* of IPv4; 0.0.0.0: that of the interface */
	struct uk_list memberships;
};

static inline struct inet_dgram *inet_dgram_of(const struct uk_socket *s)
{
	return s->data;
}

/* datagram.c */
void inet_dgram_init(struct inet_dgram *d, struct uk_socket *s, int protocol);
/** Gives back queue and memberships; d stays the caller's. */
void inet_dgram_fini(struct inet_dgram *d);
/** Puts len bytes at offset of the packet into the queue, if there is room, and takes over a reference of k->p. */
void inet_deliver(struct inet_dgram *d, const struct inet_packet *k, uint32_t offset, uint32_t len,
		  uint16_t port);
/** An error that the network told; not fatal: only for who asked to hear of all. */
void inet_dgram_error(struct inet_dgram *d, int error, bool fatal);
ssize_t inet_dgram_recv(struct uk_socket *s, struct uk_msg *m);
unsigned int inet_dgram_poll(struct uk_socket *s);
int inet_dgram_shutdown(struct uk_socket *s, int how);
int inet_dgram_name(struct uk_socket *s, bool peer, struct uk_sockaddr *a);
/** FIONREAD, SIOCOUTQ; -ENOTTY for others. */
long inet_dgram_ioctl(struct uk_socket *s, unsigned int request, unsigned long arg);

/* output.c: where a datagram goes, and from where */
struct inet_path {
	ip_addr_t to, from;
	struct netif *netif;
	uint16_t port;
	uint8_t ttl, tos;
	bool broadcast, loop; /* loop: to this computer as well */
	/* What ancillary data asks for; 0 and -1: nothing */
	uint8_t device;
	bool has_source;
	ip_addr_t source;
	int want_ttl, want_tos;
};
/** Finds the way to to:port with what the socket and ancillary data say. 0 or -errno. */
int inet_path(struct uk_socket *s, struct uk_msg *m, const ip_addr_t *to, uint16_t port,
	      struct inet_path *w);
/** Whether it is an address of all there. */
bool inet_is_broadcast(const ip_addr_t *ip, struct netif *netif);
/** Whether len bytes behind the IP header can be sent that way. 0 or -EMSGSIZE. */
int inet_path_fits(const struct inet_dgram *d, const struct inet_path *w, size_t len);
/** Whom a send without or with an address is for. 0 or -errno; -EDESTADDRREQ. */
int inet_destination(struct uk_socket *s, const struct uk_msg *m, ip_addr_t *to, uint16_t *port);
/** connect(2): sets remote and the local address. AF_UNSPEC ends it. 0 or -errno. */
int inet_dgram_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len);

/* control.c: ancillary data */
int inet_control_in(const struct uk_socket *s, const struct uk_msg *m, struct inet_path *w);
int inet_control_out(const struct uk_socket *s, struct uk_msg *m, const struct inet_datagram *q);

/* multicast.c */
/** Whether the socket wants what is sent to a group. */
bool inet_group_wanted(const struct inet_dgram *d, const struct inet_packet *k);
void inet_groups_leave(struct inet_dgram *d);
/** Options of groups, and SO_BINDTODEVICE; -ENOPROTOOPT for others. */
int inet_group_set_option(struct uk_socket *s, int level, int name, const void *value, size_t len);
int inet_group_get_option(struct uk_socket *s, int level, int name, void *value, size_t *len);

/* input.c */
/** Has packets of a protocol looked at from now on (version: IPADDR_TYPE_V4, _V6, _ANY: both). 0 or -ENOMEM. Each needs a close. */
int inet_tap_open(uint8_t version, uint8_t protocol);
void inet_tap_close(uint8_t version, uint8_t protocol);
/** Whether a datagram for the socket's address, device and peer is the socket's. */
bool inet_dgram_matches(const struct inet_dgram *d, const struct inet_packet *k);

/* udp_input.c, raw.c */
/** True: p was taken. */
bool inet_udp_input(const struct inet_packet *k);
/** Error error for what was sent from port from to port to. */
void inet_udp_error(const ip_addr_t *from, uint16_t from_port, const ip_addr_t *to,
		    uint16_t to_port, int error, bool fatal);
void inet_raw_input(const struct inet_packet *k);

/* proc_udp.c, raw.c: lines of the tables in /proc/net */
void inet_dgram_line(struct uk_text *t, const struct inet_dgram *d, bool six);
void inet_raw_lines(struct uk_text *t, bool six);

#endif
