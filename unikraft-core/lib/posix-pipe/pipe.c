/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and writing a pipe. Pages are allocated as they fill and freed as they drain. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/process.h>
#include <uk/signal.h>
#include <uk/string.h>
#include <uk/uaccess.h>
#include "pipe.h"

#pragma weak uk_signal_send

#define O_DIRECT 040000
#define FIONREAD 0x541b

static struct pipe *pipe_of(struct uk_file *f)
{
	return ((struct pipe_end *)f->data)->pipe;
}

static struct pipe_slot *slot_at(struct pipe *p, unsigned int i)
{
	return &p->slots[i & p->mask];
}

static char *slot_data(const struct pipe_slot *s)
{
	return uk_phys_to_virt(s->frame);
}

static int wait(struct uk_file *f, struct uk_waitq *q)
{
	if (f->flags & UK_O_NONBLOCK)
		return -EAGAIN;
	return uk_waitq_wait(q, UK_NSEC_FOREVER, true) ? -UK_ERESTARTSYS : 0;
}

/* Moves what is there into io. Bytes or -errno. */
static ssize_t take(struct pipe *p, struct uk_io *io)
{
	ssize_t done = 0;
	bool was_full = pipe_full(p);
	bool packet = false;

	while (io->left && !pipe_empty(p) && !packet) {
		struct pipe_slot *s = slot_at(p, p->tail);
		size_t n = UK_MIN(io->left, (size_t)s->len);

		if (uk_io_put(io, slot_data(s) + s->offset, n)) {
			done = done ? done : -EFAULT;
			break;
		}
		done += (ssize_t)n;
		packet = s->packet;
		s->offset += (uint16_t)n;
		s->len = packet ? 0 : s->len - (uint16_t)n;
		if (!s->len) {
			uk_frame_free(s->frame, 0);
			p->tail++;
		}
	}
	if (was_full && !pipe_full(p))
		pipe_notify_writers(p, UK_POLLOUT);
	return done;
}

size_t pipe_peek(struct pipe *p, char *buf, size_t n)
{
	size_t done = 0;

	for (unsigned int i = p->tail; i != p->head && done < n; i++) {
		const struct pipe_slot *s = slot_at(p, i);
		size_t here = UK_MIN(n - done, (size_t)s->len);

		/* A packet is taken as a whole: nothing goes with it. */
		if (s->packet && done)
			break;
		memcpy(buf + done, slot_data(s) + s->offset, here);
		done += here;
		if (s->packet)
			break;
	}
	return done;
}

static ssize_t pipe_read(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct pipe *p = pipe_of(f);

	if (!io->left)
		return 0;
	while (pipe_empty(p)) {
		int r;

		if (!p->writers)
			return 0;
		r = wait(f, &p->readable);
		if (r)
			return r;
	}
	return take(p, io);
}

/* Appends to the last page what is left after whole pages, if it fits. Bytes or -errno. */
static ssize_t append(struct pipe *p, struct uk_io *io)
{
	size_t n = io->left % UK_PAGE_SIZE;
	struct pipe_slot *s;

	if (!n || pipe_empty(p))
		return 0;
	s = slot_at(p, p->head - 1);
	if (s->packet || s->offset + s->len + n > UK_PAGE_SIZE)
		return 0;
	if (uk_io_get(io, slot_data(s) + s->offset + s->len, n))
		return -EFAULT;
	s->len += (uint16_t)n;
	return (ssize_t)n;
}

/* Puts up to a page into a new slot; there is room. Bytes or -errno. */
static ssize_t add_page(struct pipe *p, struct uk_io *io, bool packet)
{
	struct pipe_slot s = { .packet = packet };

	s.frame = uk_frame_alloc(0);
	if (s.frame == UK_FRAME_NONE)
		return -ENOMEM;
	s.len = (uint16_t)UK_MIN(io->left, UK_PAGE_SIZE);
	if (uk_io_get(io, slot_data(&s), s.len)) {
		uk_frame_free(s.frame, 0);
		return -EFAULT;
	}
	*slot_at(p, p->head++) = s;
	return s.len;
}

static ssize_t broken(void)
{
	struct uk_siginfo info = { .signo = UK_SIGPIPE,
				   .code = UK_SI_USER,
				   .user = { .pid = UK_PID } };

	if (uk_signal_send)
		uk_signal_send(uk_current, &info);
	return -EPIPE;
}

/* Fills the free slots. 0 when all is written or the pipe is full, else -errno; *done counts. */
static int fill(struct uk_file *f, struct uk_io *io, ssize_t *done)
{
	struct pipe *p = pipe_of(f);
	bool packet = f->flags & O_DIRECT;
	ssize_t n = 0;
	ssize_t before = *done;

	if (!before && !packet) {
		n = append(p, io);
		if (n > 0)
			*done += n;
	}
	while (n >= 0 && io->left && !pipe_full(p)) {
		n = add_page(p, io, packet);
		if (n > 0)
			*done += n;
	}
	if (*done > before)
		pipe_notify_readers(p, UK_POLLIN);
	return n < 0 ? (int)n : 0;
}

static ssize_t pipe_write(struct uk_file *f, struct uk_io *io, uint64_t *pos UK_UNUSED)
{
	struct pipe *p = pipe_of(f);
	ssize_t done = 0;
	int r = 0;

	if (!io->left)
		return 0;
	for (;;) {
		if (!p->readers)
			return done ? done : broken();
		r = fill(f, io, &done);
		if (r || !io->left)
			break;
		r = wait(f, &p->writable);
		if (r)
			break;
	}
	return done ? done : r;
}

static unsigned int pipe_poll(struct uk_file *f)
{
	struct pipe_end *e = f->data;
	struct pipe *p = e->pipe;
	unsigned int events = 0;

	if (pipe_can_read(f)) {
		if (!pipe_empty(p))
			events |= UK_POLLIN;
		if (!p->writers && p->opened_for_write != e->writers_seen)
			events |= UK_POLLHUP;
	}
	if (pipe_can_write(f)) {
		if (!pipe_full(p))
			events |= UK_POLLOUT;
		if (!p->readers)
			events |= UK_POLLERR;
	}
	return uk_poll_bands(events);
}

static long pipe_ioctl(struct uk_file *f, unsigned int request, unsigned long arg)
{
	struct pipe *p = pipe_of(f);
	int n = 0;

	if (request != FIONREAD)
		return -ENOTTY;
	for (unsigned int i = p->tail; i != p->head; i++)
		n += slot_at(p, i)->len;
	return uk_copy_out((void *)arg, &n, sizeof(n));
}

static void pipe_release(struct uk_file *f)
{
	struct pipe_end *e = f->data;
	struct pipe *p = e->pipe;

	uk_list_del(&e->node);
	uk_free(e);
	if (pipe_can_read(f) && !--p->readers)
		pipe_notify_writers(p, UK_POLLOUT | UK_POLLERR);
	if (pipe_can_write(f) && !--p->writers)
		pipe_notify_readers(p, UK_POLLIN | UK_POLLHUP);
	pipe_put(p);
}

static void pipe_describe(struct uk_file *f, char *buf, size_t n)
{
	uk_snprintf(buf, n, "pipe:[%lu]", pipe_of(f)->number);
}

const struct uk_file_ops pipe_ops = {
	.mode = UK_S_IFIFO | 0600,
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.release = pipe_release,
	.describe = pipe_describe,
};
