/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random traffic of sockets that carry descriptors, also of each other and of
 * themselves: each message brings exactly the files that were sent with it,
 * and when all is closed nothing is left, circles included.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../connect.c"
#include "../datagram.c"
#include "../gc.c"
#include "../message.c"
#include "../name.c"
#include "../stream.c"
#include "../unix.c"

#define FDS 24

/* Fakes: a heap that counts, files, descriptors, sockets as posix-socket has them. */
static long allocated;
void *uk_malloc(size_t n)
{
	allocated++;
	return malloc(n);
}
void *uk_zalloc(size_t n)
{
	allocated++;
	return calloc(1, n);
}
void uk_free(void *p)
{
	allocated -= p != NULL;
	free(p);
}
struct uk_process_ids uk_process_ids;
struct uk_file *uk_file_ref(struct uk_file *f)
{
	f->refs++;
	return f;
}
static const struct uk_file_ops plain_ops, socket_ops;
void uk_file_put(struct uk_file *f)
{
	assert(f->refs);
	if (--f->refs)
		return;
	if (f->ops == &socket_ops) {
		struct uk_socket *s = f->data;

		s->ops->release(s);
		uk_free(s);
	}
	uk_free(f);
}
static struct uk_file *fds[FDS + 16];
int uk_fd_install(struct uk_file *f, int min UK_UNUSED, bool cloexec UK_UNUSED)
{
	for (int i = 0; i < FDS; i++) {
		if (!fds[i]) {
			fds[i] = f;
			return i;
		}
	}
	uk_file_put(f);
	return -EMFILE;
}
struct uk_file *uk_fd_get(int fd)
{
	return fd >= 0 && fd < FDS && fds[fd] ? uk_file_ref(fds[fd]) : NULL;
}
int uk_fd_close(int fd)
{
	struct uk_file *f = fds[fd];

	fds[fd] = NULL;
	uk_file_put(f);
	return 0;
}
struct uk_socket *uk_socket_of(const struct uk_file *f)
{
	return f->ops == &socket_ops ? f->data : NULL;
}
void uk_socket_notify(struct uk_socket *s UK_UNUSED, unsigned int events UK_UNUSED)
{
}
int uk_io_get(struct uk_io *io, void *dst, size_t n)
{
	memcpy(dst, io->iov->base, n);
	io->left -= n;
	return 0;
}
int uk_io_put(struct uk_io *io, const void *src, size_t n)
{
	memcpy(io->iov->base, src, n);
	io->left -= n;
	return 0;
}
int uk_copy_out(void *dst, const void *src, size_t n)
{
	memcpy(dst, src, n);
	return 0;
}
static int32_t received[UNIX_FILES_MAX];
static size_t received_count;
int uk_msg_put_time(const struct uk_socket *s UK_UNUSED, struct uk_msg *m UK_UNUSED, uk_nsec_t when UK_UNUSED)
{
	return 0;
}
int uk_msg_put_control(struct uk_msg *m UK_UNUSED, int level UK_UNUSED, int type UK_UNUSED,
		       const void *data, size_t n)
{
	memcpy(received, data, n);
	received_count = n / sizeof(int32_t);
	return 0;
}
int uk_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}
/* Path names are shown by programs; here all is unnamed. */
int uk_make_path(const char *p UK_UNUSED, const struct uk_make *m UK_UNUSED, struct uk_name **o UK_UNUSED)
{
	return -EROFS;
}
int uk_find_path(const char *p UK_UNUSED, bool follow UK_UNUSED, struct uk_name **o UK_UNUSED)
{
	return -ENOENT;
}
struct uk_node *uk_node_ref(struct uk_node *n)
{
	return n;
}
void uk_node_put(struct uk_node *n UK_UNUSED)
{
}
void uk_name_put(struct uk_name *n UK_UNUSED)
{
}

static struct uk_file *new_file(const struct uk_file_ops *ops, void *data)
{
	struct uk_file *f = uk_zalloc(sizeof(*f));

	f->ops = ops;
	f->refs = 1;
	f->data = data;
	return f;
}

static struct uk_socket *new_socket(int type)
{
	struct uk_socket *s = uk_zalloc(sizeof(*s));

	s->type = type;
	s->sndbuf = 100000;
	s->file = new_file(&socket_ops, s);
	assert(!unix_create(s));
	return s;
}

static void add_pair(void)
{
	static const int types[] = { UK_SOCK_STREAM, UK_SOCK_DGRAM, UK_SOCK_SEQPACKET };
	int type = types[rand() % 3];
	struct uk_socket *a = new_socket(type), *b = new_socket(type);

	assert(!unix_pair(a, b));
	if (uk_fd_install(a->file, 0, false) < 0 || rand() % 8 == 0) {
		uk_file_put(b->file);
		return;
	}
	uk_fd_install(b->file, 0, false);
}

static struct uk_socket *random_socket(void)
{
	int fd = rand() % FDS;

	return fds[fd] ? uk_socket_of(fds[fd]) : NULL;
}

/* The message's bytes are the files that travel with it. */
static void send_random(struct uk_socket *s)
{
	struct uk_file *carried[4] = { 0 };
	struct {
		struct uk_cmsg head;
		int32_t fd[4];
	} control = { .head = { .level = UK_SOL_SOCKET, .type = SCM_RIGHTS } };
	struct uk_iovec v = { carried, sizeof(carried) };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = sizeof(carried) };
	struct uk_msg m = { .io = &io, .control = (uint8_t *)&control };
	size_t count = 0;
	ssize_t r;

	for (int i = rand() % 4; i; i--) {
		int fd = rand() % FDS;

		if (!fds[fd])
			continue;
		carried[count] = fds[fd];
		control.fd[count++] = fd;
	}
	control.head.len = sizeof(control.head) + count * sizeof(int32_t);
	m.control_len = count ? control.head.len : 0;
	r = unix_send(s, &m);
	assert(r == sizeof(carried) || r == -EPIPE || r == -EAGAIN || r == -ENOTCONN ||
	       r == -ECONNREFUSED || r == -ECONNRESET);
}

static void receive_random(struct uk_socket *s)
{
	struct uk_file *carried[4] = { 0 };
	struct uk_iovec v = { carried, sizeof(carried) };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = sizeof(carried) };
	struct uk_msg m = { .io = &io, .flags = UK_MSG_DONTWAIT | (rand() % 6 ? 0 : UK_MSG_PEEK) };
	ssize_t r;

	m.ucontrol_left = rand() % 4 ? 64 : 0;
	received_count = 0;
	r = unix_recv(s, &m);
	if (r <= 0) {
		assert(r == 0 || r == -EAGAIN || r == -ECONNRESET || r == -ENOTCONN || r == -EINVAL);
		return;
	}
	assert(r == sizeof(carried));
	for (size_t i = 0; i < received_count; i++)
		assert(fds[received[i]] == carried[i]);
	/* All came, or it was said that they did not. */
	assert((received_count == 4 || !carried[received_count]) == !(m.out_flags & UK_MSG_CTRUNC));
}

static void step(void)
{
	struct uk_socket *s = random_socket();
	int fd = rand() % FDS;

	switch (rand() % 16) {
	case 0:
		if (!fds[fd])
			fds[fd] = new_file(&plain_ops, NULL);
		break;
	case 1:
	case 2:
		add_pair();
		break;
	case 3:
	case 4:
	case 5:
		if (fds[fd])
			uk_fd_close(fd);
		break;
	case 6:
		if (s && rand() % 4 == 0)
			unix_shutdown(s, rand() % 3);
		break;
	case 7:
	case 8:
	case 9:
	case 10:
		if (s)
			receive_random(s);
		break;
	default:
		if (s)
			send_random(s);
	}
}

static void close_all(void)
{
	for (int fd = 0; fd < FDS; fd++)
		if (fds[fd])
			uk_fd_close(fd);
	/* Circles whose last descriptor was not a last reference are found at the next close. */
	uk_file_put(new_socket(UK_SOCK_STREAM)->file);
	unix_collect();
	if (allocated)
		printf("%ld left\n", allocated);
	assert(!allocated && uk_list_empty(&flying) && uk_list_empty(&starving));
}

/* A socket that is in its own queue, and nowhere else. */
static void test_circle(void)
{
	struct uk_socket *a = new_socket(UK_SOCK_STREAM), *b = new_socket(UK_SOCK_STREAM);
	struct {
		struct uk_cmsg head;
		int32_t fd;
	} control = { { sizeof(control.head) + 4, UK_SOL_SOCKET, SCM_RIGHTS }, 0 };
	struct uk_iovec v = { "x", 1 };
	struct uk_io io = { .iov = &v, .iovcnt = 1, .left = 1 };
	struct uk_msg m = { .io = &io, .control = (uint8_t *)&control,
			    .control_len = sizeof(control.head) + 4 };

	unix_pair(a, b);
	fds[0] = a->file;
	fds[1] = b->file;
	assert(unix_send(b, &m) == 1);
	uk_fd_close(0);
	assert(allocated); /* b could still be used to … nothing, but it is open */
	uk_fd_close(1);
	assert(!allocated);
}

int main(void)
{
	test_circle();
	srand(3);
	for (int round = 0; round < 300; round++) {
		for (int i = 0; i < 400; i++)
			step();
		close_all();
	}
	return 0;
}
