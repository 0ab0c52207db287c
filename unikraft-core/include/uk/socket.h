/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sockets: what an address family provides (library posix-socket does the
 * rest: descriptors, blocking and time-outs, options, messages).
 *
 * A family's operations never block: they return -EAGAIN, and the caller tries
 * again after uk_socket_notify().
 */
#ifndef UK_SOCKET_H
#define UK_SOCKET_H

#include <uk/essentials.h>
#include <uk/file.h>
#include <uk/sched.h>

/* Values are Linux's. */
#define UK_AF_UNSPEC 0
#define UK_AF_UNIX 1
#define UK_AF_INET 2
#define UK_AF_INET6 10
#define UK_AF_NETLINK 16

#define UK_SOCK_STREAM 1
#define UK_SOCK_DGRAM 2
#define UK_SOCK_RAW 3
#define UK_SOCK_SEQPACKET 5

#define UK_MSG_OOB 0x1
#define UK_MSG_PEEK 0x2
#define UK_MSG_CTRUNC 0x8
#define UK_MSG_TRUNC 0x20
#define UK_MSG_DONTWAIT 0x40
#define UK_MSG_EOR 0x80
#define UK_MSG_WAITALL 0x100
#define UK_MSG_ERRQUEUE 0x2000
#define UK_MSG_NOSIGNAL 0x4000
#define UK_MSG_MORE 0x8000
#define UK_MSG_WAITFORONE 0x10000
#define UK_MSG_CMSG_CLOEXEC 0x40000000

#define UK_SOL_SOCKET 1
#define UK_SO_REUSEADDR 2
#define UK_SO_TYPE 3
#define UK_SO_ERROR 4
#define UK_SO_DONTROUTE 5
#define UK_SO_BROADCAST 6
#define UK_SO_SNDBUF 7
#define UK_SO_RCVBUF 8
#define UK_SO_KEEPALIVE 9
#define UK_SO_OOBINLINE 10
#define UK_SO_PRIORITY 12
#define UK_SO_LINGER 13
#define UK_SO_REUSEPORT 15
#define UK_SO_PASSCRED 16
#define UK_SO_PEERCRED 17
#define UK_SO_RCVLOWAT 18
#define UK_SO_SNDLOWAT 19
#define UK_SO_RCVTIMEO 20
#define UK_SO_SNDTIMEO 21
#define UK_SO_TIMESTAMP 29
#define UK_SO_ACCEPTCONN 30
#define UK_SO_SNDBUFFORCE 32
#define UK_SO_RCVBUFFORCE 33
#define UK_SO_TIMESTAMPNS 35
#define UK_SO_PROTOCOL 38
#define UK_SO_DOMAIN 39
#define UK_SO_INCOMING_CPU 49
#define UK_SO_INCOMING_NAPI_ID 56
#define UK_SO_COOKIE 57

#define UK_SHUT_RD 0
#define UK_SHUT_WR 1
#define UK_SHUT_RDWR 2

/** struct sockaddr_storage */
struct uk_sockaddr {
	uint16_t family;
	uint8_t data[126];
};

/** struct cmsghdr */
struct uk_cmsg {
	uint64_t len; /* with this header */
	int32_t level, type;
};
#define UK_CMSG_ALIGN(n) UK_ALIGN_UP(n, sizeof(uint64_t))

/** A message on its way between the application and a family. */
struct uk_msg {
	struct uk_io *io;
	struct uk_sockaddr addr; /* sent: the destination; received: the sender */
	size_t addr_len;         /* 0: none */
	unsigned int flags;      /* UK_MSG_*; UK_MSG_DONTWAIT also for UK_O_NONBLOCK */
	unsigned int out_flags;  /* received: UK_MSG_TRUNC, … */
	bool resumed;            /* received: a part has been, with its address and ancillary data */
	bool complete;           /* received: even with MSG_WAITALL no more goes into this message */
	/* Sent: ancillary data, in kernel memory. */
	const uint8_t *control;
	size_t control_len;
	/* Received: the application's buffer for it; fill it by uk_msg_put_control. */
	uint8_t *ucontrol;
	size_t ucontrol_left, ucontrol_used;
};

struct uk_socket;

/** All but release may be absent: the errno that Linux gives then stands behind. 0 or -errno if nothing else is said. */
struct uk_socket_ops {
	int (*bind)(struct uk_socket *s, const struct uk_sockaddr *a, size_t len); /* -EOPNOTSUPP */
	/**
	 * -EINPROGRESS: begun; UK_POLLOUT, _ERR or _HUP tells the end, and being called again what
	 * came of it (-EALREADY: it goes on). -EAGAIN: try again after UK_POLLOUT.
	 */
	int (*connect)(struct uk_socket *s, const struct uk_sockaddr *a, size_t len); /* -EOPNOTSUPP */
	int (*listen)(struct uk_socket *s, int backlog); /* -EOPNOTSUPP */
	/** Makes s, which has only family, type and protocol, the first waiting connection of listener. */
	int (*accept)(struct uk_socket *listener, struct uk_socket *s); /* -EOPNOTSUPP */
	int (*pair)(struct uk_socket *a, struct uk_socket *b); /* -EOPNOTSUPP */
	/** The socket's address or its peer's; length or -errno. */
	int (*name)(struct uk_socket *s, bool peer, struct uk_sockaddr *a); /* -EOPNOTSUPP */
	/** Bytes taken (of a stream perhaps not all) or -errno. */
	ssize_t (*send)(struct uk_socket *s, struct uk_msg *m); /* -EOPNOTSUPP */
	/** Bytes; 0: end of the stream. With UK_MSG_TRUNC in flags the datagram's true length. */
	ssize_t (*recv)(struct uk_socket *s, struct uk_msg *m); /* -EOPNOTSUPP */
	int (*shutdown)(struct uk_socket *s, int how); /* -EOPNOTSUPP */
	/** Options of other levels than SOL_SOCKET, and those of it that the socket does not hold (-ENOPROTOOPT). Values are in kernel memory. */
	int (*set_option)(struct uk_socket *s, int level, int name, const void *value, size_t len); /* -EOPNOTSUPP */
	/** *len: room, then length, which may be more. */
	int (*get_option)(struct uk_socket *s, int level, int name, void *value, size_t *len); /* -EOPNOTSUPP */
	/** A SOL_SOCKET option that the socket holds has changed. */
	void (*option_changed)(struct uk_socket *s, int name);
	unsigned int (*poll)(struct uk_socket *s); /* with the normal bands: uk_poll_bands */
	long (*ioctl)(struct uk_socket *s, unsigned int request, unsigned long arg); /* -ENOTTY */
	void (*release)(struct uk_socket *s);
};

struct uk_socket {
	const struct uk_socket_ops *ops;
	struct uk_file *file;
	int family, type, protocol;
	void *data; /* of the family */
	int error;  /* SO_ERROR: a positive errno, cleared when told */
	bool listening;
	bool accepting; /* accept is under way: the peer's name is told even if it has gone */
	/* SOL_SOCKET options */
	uint64_t flags; /* 1 << UK_SO_* of those that are on or off */
	int sndbuf, rcvbuf, rcvlowat, priority;
	int linger; /* seconds; -1: off */
	uk_nsec_t rcvtimeo, sndtimeo; /* UK_NSEC_FOREVER: none */
	struct uk_waitq readable, writable;
	uint64_t number; /* "socket:[number]" */
};

static inline bool uk_socket_option(const struct uk_socket *s, int name)
{
	return s->flags & 1UL << name;
}

/** A family registers itself with UK_SOCKET_FAMILY. */
struct uk_socket_family {
	int family;
	/** Sets s->ops and s->data; may change s->type. -EPROTONOSUPPORT, -ESOCKTNOSUPPORT. */
	int (*create)(struct uk_socket *s);
};
#define UK_SOCKET_FAMILY(ident, ...)                                         \
	static const struct uk_socket_family ident UK_RECORD("uk_socket_family") = { __VA_ARGS__ }

/** Events may have become true: wakes who waits. Interrupt context allowed. */
void uk_socket_notify(struct uk_socket *s, unsigned int events);
/** Takes s->error away: 0 or -errno. */
static inline int uk_socket_error(struct uk_socket *s)
{
	int e = s->error;

	s->error = 0;
	return -e;
}
/** The socket behind an open file, or NULL. */
struct uk_socket *uk_socket_of(const struct uk_file *f);
/** Adds ancillary data to what is received; what does not fit is cut and sets UK_MSG_CTRUNC. 0 or -EFAULT. */
int uk_msg_put_control(struct uk_msg *m, int level, int type, const void *data, size_t n);
/** Adds when a datagram came (wall clock; 0: now) if the socket asks for it: before other ancillary data. 0 or -EFAULT. */
int uk_msg_put_time(const struct uk_socket *s, struct uk_msg *m, uk_nsec_t when);
/** ioctl(2) requests about interfaces, which any socket takes (library posix-inetsocket); -ENOTTY for others. */
long uk_netif_ioctl(struct uk_socket *s, unsigned int request, unsigned long arg) UK_WEAK;

#endif
