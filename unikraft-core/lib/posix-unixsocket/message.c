/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages: their bytes, and the descriptors and credentials that go with them. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/string.h>
#include "unix.h"

#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2

/** What a message costs beside its bytes: about what Linux counts for a buffer's head. */
#define OVERHEAD 576

static void drop_files(struct unix_message *q)
{
	for (unsigned int i = 0; i < q->file_count; i++) {
		unix_flight_end(q->files[i]);
		uk_file_put(q->files[i]);
	}
	uk_free(q->files);
	q->files = NULL;
	q->file_count = 0;
}

static void bury(struct unix_message *q)
{
	struct unix_sock *from = q->from;

	from->sent -= q->charge;
	drop_files(q);
	unix_name_put(q->name);
	uk_free(q);
	if (!from->closed && unix_writable(from))
		unix_notify(from, UK_POLLOUT);
	unix_put(from);
}

/*
 * Sockets travel in messages that wait in sockets that travel …: what freeing
 * one message frees in turn is queued, so that no nesting is too deep.
 */
void unix_message_free(struct unix_message *q)
{
	static struct uk_list doomed = UK_LIST_INIT(doomed);
	static bool burying;

	uk_list_add_tail(&q->node, &doomed);
	if (burying)
		return;
	burying = true;
	while (!uk_list_empty(&doomed)) {
		q = uk_list_first(&doomed, struct unix_message, node);
		uk_list_del(&q->node);
		bury(q);
	}
	burying = false;
}

static int add_files(struct unix_message *q, const uint8_t *data, size_t n)
{
	size_t count = n / sizeof(int32_t);

	if (count > UNIX_FILES_MAX - q->file_count)
		return -EINVAL;
	if (count && !q->files) {
		q->files = uk_malloc(UNIX_FILES_MAX * sizeof(*q->files));
		if (!q->files)
			return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		struct uk_file *f;
		int32_t fd;

		memcpy(&fd, data + i * sizeof(fd), sizeof(fd));
		f = uk_fd_get(fd);
		if (!f)
			return -EBADF;
		q->files[q->file_count++] = f;
		unix_flight_begin(f);
	}
	return 0;
}

/* The superuser may claim any identity; a process that does not exist it may not. */
static int set_cred(struct unix_message *q, const uint8_t *data, size_t n)
{
	struct unix_cred c;
	bool root = uk_process_ids.euid == 0;

	if (n != sizeof(c))
		return -EINVAL;
	memcpy(&c, data, sizeof(c));
	if (!root && (c.pid != UK_PID || c.uid != uk_process_ids.uid || c.gid != uk_process_ids.gid))
		return -EPERM;
	if (c.pid != UK_PID)
		return -ESRCH;
	q->cred = c;
	return 0;
}

static int read_control(struct unix_message *q, const uint8_t *p, size_t left)
{
	while (left >= sizeof(struct uk_cmsg)) {
		struct uk_cmsg c;
		size_t step;
		int r = 0;

		memcpy(&c, p, sizeof(c));
		if (c.len < sizeof(c) || c.len > left)
			return -EINVAL;
		if (c.level == UK_SOL_SOCKET) {
			if (c.type == SCM_RIGHTS)
				r = add_files(q, p + sizeof(c), c.len - sizeof(c));
			else if (c.type == SCM_CREDENTIALS)
				r = set_cred(q, p + sizeof(c), c.len - sizeof(c));
			else
				r = -EINVAL;
		}
		if (r)
			return r;
		step = UK_MIN(UK_CMSG_ALIGN(c.len), left);
		p += step;
		left -= step;
	}
	return 0;
}

int unix_message_new(struct unix_sock *u, struct uk_msg *m, size_t n, struct unix_message **out)
{
	struct unix_message *q = uk_malloc(sizeof(*q) + n);
	int r;

	if (!q)
		return -ENOBUFS;
	*q = (struct unix_message){ .len = n, .charge = n + OVERHEAD };
	q->cred = (struct unix_cred){ UK_PID, uk_process_ids.uid, uk_process_ids.gid };
	uk_list_init(&q->node);
	q->from = unix_ref(u);
	q->name = u->name;
	if (q->name)
		q->name->refs++;
	u->sent += q->charge;
	r = read_control(q, m->control, m->control_len);
	if (!r)
		r = uk_io_get(m->io, q->data, n);
	if (r) {
		unix_message_free(q);
		return r;
	}
	*out = q;
	return 0;
}

void unix_deliver(struct unix_sock *to, struct unix_message *q)
{
	uk_list_add_tail(&q->node, &to->queue);
	to->queued++;
	unix_notify(to, UK_POLLIN);
}

/* Installs as many descriptors as the receiver's buffer has room for. */
static int give_files(struct unix_message *q, struct uk_msg *m)
{
	size_t room = m->ucontrol_left < sizeof(struct uk_cmsg)
			      ? 0
			      : (m->ucontrol_left - sizeof(struct uk_cmsg)) / sizeof(int32_t);
	unsigned int count = (unsigned int)UK_MIN(room, (size_t)q->file_count);
	int32_t fds[UNIX_FILES_MAX];
	unsigned int n;
	int r = 0;

	for (n = 0; n < count; n++) {
		fds[n] = uk_fd_install(uk_file_ref(q->files[n]), 0,
				       m->flags & UK_MSG_CMSG_CLOEXEC);
		if (fds[n] < 0)
			break;
	}
	if (n)
		r = uk_msg_put_control(m, UK_SOL_SOCKET, SCM_RIGHTS, fds, n * sizeof(*fds));
	for (unsigned int i = 0; r && i < n; i++)
		uk_fd_close(fds[i]);
	if (n < q->file_count)
		m->out_flags |= UK_MSG_CTRUNC;
	return r;
}

int unix_receive_control(struct uk_socket *s, struct unix_message *q, struct uk_msg *m, bool first)
{
	int r = 0;

	if (first && uk_socket_option(s, UK_SO_PASSCRED))
		r = uk_msg_put_control(m, UK_SOL_SOCKET, SCM_CREDENTIALS, &q->cred, sizeof(q->cred));
	if (!q->file_count)
		return r;
	if (!r)
		r = give_files(q, m);
	if (!(m->flags & UK_MSG_PEEK))
		drop_files(q);
	return r;
}

void unix_receive_name(const struct unix_message *q, struct uk_msg *m)
{
	if (!q->name)
		return;
	m->addr_len = q->name->len;
	memcpy(&m->addr, &q->name->addr, sizeof(m->addr));
}
