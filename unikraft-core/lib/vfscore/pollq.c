/* SPDX-License-Identifier: BSD-3-Clause */
/* The queues on which others watch a file for events. */
#include <uk/file.h>

void uk_pollq_init(struct uk_pollq *q)
{
	uk_list_init(&q->watchers);
}

void uk_pollq_watch(struct uk_pollq *q, struct uk_watcher *w)
{
	uk_list_add_tail(&w->node, &q->watchers);
}

void uk_pollq_unwatch(struct uk_watcher *w)
{
	uk_list_del(&w->node);
}

void uk_pollq_notify(struct uk_pollq *q, unsigned int events)
{
	struct uk_watcher *w, *next;

	/* A watcher may take itself out, but no other one. */
	uk_list_for_each_safe(w, next, &q->watchers, node)
		w->notify(w, events);
}
