/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of posix-socket share. */
#ifndef POSIX_SOCKET_H
#define POSIX_SOCKET_H

#include <uk/socket.h>

/** A socket with its file, options at their defaults and no family's data yet. 0 or -ENOMEM. */
int socket_new(int family, int type, int protocol, unsigned int flags, struct uk_socket **s);
/** The socket of a descriptor; its file has a reference. 0, -EBADF or -ENOTSOCK. */
int socket_get(int fd, struct uk_socket **s);
static inline void socket_put(struct uk_socket *s)
{
	uk_file_put(s->file);
}

/** When a wait that begins now ends, by SO_RCVTIMEO or SO_SNDTIMEO. */
uk_nsec_t socket_deadline(uk_nsec_t timeout);
/** Waits on q after an operation gave -EAGAIN. 0: try again; else the call's result. */
int socket_wait(struct uk_waitq *q, uk_nsec_t deadline, bool nonblock);

/** Blocking send and receive. Bytes or -errno. */
ssize_t socket_send(struct uk_socket *s, struct uk_msg *m);
ssize_t socket_recv(struct uk_socket *s, struct uk_msg *m);

/** Says on the console, once, that an address family is not in the image, when a library has it. */
void socket_say_missing(int family);

/** Copies an address in; 0, -EINVAL (length) or -EFAULT. */
int socket_addr_in(struct uk_sockaddr *a, const void *uaddr, int len);
/** Copies an address of len bytes out, as much as *ulen has room for; sets *ulen. uaddr may be NULL. */
int socket_addr_out(const struct uk_sockaddr *a, size_t len, void *uaddr, int32_t *ulen);

#endif
