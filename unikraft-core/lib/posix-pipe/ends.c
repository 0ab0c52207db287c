/* SPDX-License-Identifier: BSD-3-Clause */
/* The pipe itself: its ends, who is told what, its size. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include "pipe.h"

struct pipe *pipe_new(void)
{
	static uint64_t last_number;
	struct pipe *p = uk_zalloc(sizeof(*p));

	if (!p)
		return NULL;
	if (pipe_resize(p, PIPE_SLOTS)) {
		uk_free(p);
		return NULL;
	}
	uk_waitq_init(&p->readable);
	uk_waitq_init(&p->writable);
	uk_waitq_init(&p->opened);
	uk_list_init(&p->ends);
	p->number = ++last_number;
	return p;
}

void pipe_put(struct pipe *p)
{
	if (--p->users)
		return;
	if (p->slot)
		*p->slot = NULL;
	for (; !pipe_empty(p); p->tail++)
		uk_frame_free(p->slots[p->tail & p->mask].frame, 0);
	uk_free(p->slots);
	uk_free(p);
}

int pipe_attach(struct pipe *p, struct uk_file *f)
{
	struct pipe_end *e = uk_zalloc(sizeof(*e));

	if (!e)
		return -ENOMEM;
	e->pipe = p;
	e->file = f;
	e->writers_seen = p->opened_for_write - 1;
	uk_list_add_tail(&e->node, &p->ends);
	f->ops = &pipe_ops;
	f->data = e;
	p->users++;
	if (pipe_can_read(f)) {
		p->readers++;
		p->opened_for_read++;
	}
	if (pipe_can_write(f)) {
		p->writers++;
		p->opened_for_write++;
	}
	return 0;
}

static void notify(struct pipe *p, bool (*side)(const struct uk_file *), unsigned int events)
{
	struct pipe_end *e;

	uk_list_for_each(e, &p->ends, node)
		if (side(e->file))
			uk_pollq_notify(&e->file->pollq, events);
}

/* All who block are woken, not one: one that a signal takes away would keep the data from the others. */
void pipe_notify_readers(struct pipe *p, unsigned int events)
{
	uk_waitq_wake_all(&p->readable);
	notify(p, pipe_can_read, events);
}

void pipe_notify_writers(struct pipe *p, unsigned int events)
{
	uk_waitq_wake_all(&p->writable);
	notify(p, pipe_can_write, events);
}

int pipe_resize(struct pipe *p, unsigned int count)
{
	struct pipe_slot *slots;
	unsigned int used = p->head - p->tail;
	bool was_full = p->slots && pipe_full(p);

	if (used > count)
		return -EBUSY;
	slots = uk_malloc(count * sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	for (unsigned int i = 0; i < used; i++)
		slots[i] = p->slots[(p->tail + i) & p->mask];
	uk_free(p->slots);
	p->slots = slots;
	p->mask = count - 1;
	p->tail = 0;
	p->head = used;
	if (was_full && !pipe_full(p))
		pipe_notify_writers(p, UK_POLLOUT);
	return 0;
}
