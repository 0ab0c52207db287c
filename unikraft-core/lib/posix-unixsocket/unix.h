/* SPDX-License-Identifier: BSD-3-Clause */
/* AF_UNIX: an endpoint, its queue of messages, its name (unix(7)). */
#ifndef POSIX_UNIXSOCKET_H
#define POSIX_UNIXSOCKET_H

#include <uk/node.h>
#include <uk/socket.h>

/** sizeof(struct sockaddr_un), and where its path begins. */
#define UNIX_ADDR_MAX 110
#define UNIX_PATH_OFFSET 2
#define UNIX_PATH_MAX (UNIX_ADDR_MAX - UNIX_PATH_OFFSET)

/** Datagrams that wait for a receiver (net.unix.max_dgram_qlen). */
#define UNIX_QUEUE_MAX 10
/** Descriptors in one message (SCM_MAX_FD). */
#define UNIX_FILES_MAX 253

#define UNIX_SHUT_RD 1
#define UNIX_SHUT_WR 2
#define UNIX_SHUT_BOTH 3

/** struct ucred */
struct unix_cred {
	int32_t pid;
	uint32_t uid, gid;
};

/** A bound address. Abstract and path names are found by a table of names and by the node. */
struct unix_name {
	unsigned int refs;
	size_t len; /* of the address */
	struct uk_sockaddr addr;
};

enum unix_state { UNIX_UNCONNECTED, UNIX_LISTENING, UNIX_CONNECTED };

struct unix_sock {
	unsigned int refs;
	struct uk_socket *socket; /* NULL: not accepted yet, or closed */
	bool closed;
	int type;
	enum unix_state state;
	struct unix_sock *peer;   /* referenced */
	unsigned int shutdown;    /* UNIX_SHUT_*: of its own side */
	int error;                /* for the socket that accept will make */
	struct uk_list queue;     /* struct unix_message */
	unsigned int queued;      /* messages, or connections */
	size_t sent;              /* bytes of its messages in the queues of others */
	struct unix_cred cred, peer_cred;
	/* Names */
	struct unix_name *name;
	struct uk_list bound;     /* in the table of abstract names */
	struct uk_node *node;     /* of a path name; referenced */
	/* Listening, and waiting to be accepted */
	struct uk_list pending;   /* of the listener: unix_sock.accepting */
	struct uk_list accepting;
	unsigned int backlog;
	/* In the list of those that wait for room in another's queue */
	struct uk_list starved;
	/* How many messages hold its file, and the collector's notes */
	struct uk_list flight;
	unsigned int in_flight, from_outside;
	bool live;
};

/** What one send has put into a queue. */
struct unix_message {
	struct uk_list node;
	struct unix_sock *from;   /* referenced */
	struct unix_name *name;   /* referenced; NULL: unnamed */
	struct unix_cred cred;
	size_t len, offset;       /* offset: read already */
	size_t charge;            /* bytes that count against the sender's SO_SNDBUF */
	struct uk_file **files;   /* referenced */
	unsigned int file_count;
	uint8_t data[];
};

extern const struct uk_socket_ops unix_ops;

static inline struct unix_sock *unix_of(const struct uk_socket *s)
{
	return s->data;
}
static inline bool unix_connects(const struct unix_sock *u)
{
	return u->type != UK_SOCK_DGRAM;
}

/* unix.c */
struct unix_sock *unix_new(int type); /* one reference; NULL: no memory */
struct unix_sock *unix_ref(struct unix_sock *u);
void unix_put(struct unix_sock *u);
/** Tells the socket of u, if it has one. */
void unix_notify(struct unix_sock *u, unsigned int events);
/** Sets or replaces the peer; NULL: none. */
void unix_set_peer(struct unix_sock *u, struct unix_sock *peer);
/** Makes two endpoints each other's peers. */
void unix_join(struct unix_sock *a, struct unix_sock *b);
/** The side of u ends: what close(2) does to the others. */
void unix_close(struct unix_sock *u);
/** Whether a send buffer has enough room for POLLOUT (a quarter full at most). */
bool unix_writable(const struct unix_sock *u);
/** Whether a datagram from u would have to wait for room in the queue of other. */
bool unix_queue_full(const struct unix_sock *u, const struct unix_sock *other);
/** u waits for room in some queue: it is told when there may be. */
void unix_starve(struct unix_sock *u);
/** A queue has room again, or its owner has gone: who waits for room looks again. */
void unix_feed(void);

/* gc.c */
/** A message has begun or ceased to hold f. */
void unix_flight_begin(struct uk_file *f);
void unix_flight_end(struct uk_file *f);
/** Frees sockets that only messages hold which wait in such sockets themselves. */
void unix_collect(void);

/* name.c */
int unix_bind(struct uk_socket *s, const struct uk_sockaddr *a, size_t len);
/** Gives a name if there is none and the option SO_PASSCRED asks for one. 0 or -errno. */
int unix_autobind(struct unix_sock *u);
/** The socket bound to an address of a type, with a reference. -ECONNREFUSED, -ENOENT, -EPROTOTYPE, … */
int unix_find(const struct uk_sockaddr *a, size_t len, int type, struct unix_sock **out);
void unix_unbind(struct unix_sock *u);
int unix_name(struct uk_socket *s, bool peer, struct uk_sockaddr *a);
void unix_name_put(struct unix_name *n);

/* connect.c */
int unix_connect(struct uk_socket *s, const struct uk_sockaddr *a, size_t len);
int unix_listen(struct uk_socket *s, int backlog);
int unix_accept(struct uk_socket *listener, struct uk_socket *s);
int unix_pair(struct uk_socket *a, struct uk_socket *b);

/* message.c */
/** Takes n bytes of io, and what the ancillary data says, into a message from u. 0 or -errno. */
int unix_message_new(struct unix_sock *u, struct uk_msg *m, size_t n, struct unix_message **out);
void unix_message_free(struct unix_message *q);
/** Bytes of u's messages that are not read yet may not exceed its SO_SNDBUF: -EAGAIN. */
int unix_check_room(struct unix_sock *u);
/** Puts a message into the queue of to, and tells it. */
void unix_deliver(struct unix_sock *to, struct unix_message *q);
/** Moves all messages of u to a list. */
void unix_give_up_queue(struct unix_sock *u, struct uk_list *to);
/** Takes it out of the queue of u. */
void unix_take_out(struct unix_sock *u, struct unix_message *q);
/** Gives the descriptors of q to the receiver (once, unless it only peeks), and of the first message the credentials. 0 or -EFAULT. */
int unix_receive_control(struct uk_socket *s, struct unix_message *q, struct uk_msg *m, bool first);
/** The sender's address. */
void unix_receive_name(const struct unix_message *q, struct uk_msg *m);

/* stream.c, datagram.c */
ssize_t unix_stream_send(struct uk_socket *s, struct uk_msg *m);
ssize_t unix_stream_recv(struct uk_socket *s, struct uk_msg *m);
ssize_t unix_datagram_send(struct uk_socket *s, struct uk_msg *m);
ssize_t unix_datagram_recv(struct uk_socket *s, struct uk_msg *m);

#endif
