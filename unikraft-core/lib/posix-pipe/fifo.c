/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening a FIFO by its name. */
#include <uk/errno.h>
#include <uk/node.h>
#include "pipe.h"

/* Waits until *count has changed: one of the other side has come, even if it left again. */
static int wait_open(struct pipe *p, const unsigned int *count)
{
	unsigned int before = *count;

	while (*count == before)
		if (uk_waitq_wait(&p->opened, UK_NSEC_FOREVER, true))
			return -UK_ERESTARTSYS;
	return 0;
}

static int open_side(struct pipe *p, struct uk_file *f)
{
	unsigned int mode = f->flags & UK_O_ACCMODE;
	bool nonblock = f->flags & UK_O_NONBLOCK;
	int r = pipe_attach(p, f);

	if (r)
		return r;
	uk_waitq_wake_all(&p->opened);
	if (mode == UK_O_RDONLY && !p->writers) {
		if (nonblock)
			((struct pipe_end *)f->data)->writers_seen = p->opened_for_write;
		else
			r = wait_open(p, &p->opened_for_write);
	} else if (mode == UK_O_WRONLY && !p->readers) {
		r = wait_open(p, &p->opened_for_read);
	}
	return r;
}

int uk_fifo_open(struct uk_node *n, struct uk_file *f)
{
	const struct uk_file_ops *before = f->ops;
	struct pipe *p = n->data;
	int r;

	if (!p) {
		p = pipe_new();
		if (!p)
			return -ENOMEM;
		p->slot = &n->data;
		n->data = p;
	}
	p->users++;
	if ((f->flags & UK_O_ACCMODE) == UK_O_WRONLY && (f->flags & UK_O_NONBLOCK) && !p->readers)
		r = -ENXIO;
	else
		r = open_side(p, f);
	if (r && f->ops == &pipe_ops) {
		pipe_ops.release(f);
		f->ops = before;
		f->data = NULL;
	}
	pipe_put(p);
	return r;
}
