/* SPDX-License-Identifier: BSD-3-Clause */
/* The items of an epoll instance, and the list of those that may be ready. */
#include <uk/alloc.h>
#include <uk/errno.h>
#include <uk/uaccess.h>
#include "epoll.h"

#define FIRST_BUCKETS 8

void epoll_init(struct epoll *ep, struct uk_file *f)
{
	*ep = (struct epoll){ .file = f };
	uk_list_init(&ep->ready);
	uk_waitq_init(&ep->waiters);
}

static struct epoll_item **bucket_of(const struct epoll *ep, int fd)
{
	return &ep->buckets[(unsigned int)fd & (ep->bucket_count - 1)];
}

struct epoll_item *epoll_find(struct epoll *ep, struct uk_file *f, int fd)
{
	struct epoll_item *i = ep->buckets ? *bucket_of(ep, fd) : NULL;

	while (i && (i->file != f || i->fd != fd))
		i = i->chain;
	return i;
}

static void hash(struct epoll *ep, struct epoll_item *i)
{
	struct epoll_item **b = bucket_of(ep, i->fd);

	i->chain = *b;
	*b = i;
}

/* Keeps about one item in a bucket. */
static int make_room(struct epoll *ep)
{
	struct epoll_item **old = ep->buckets;
	unsigned int old_count = ep->bucket_count;
	unsigned int count = old_count ? old_count * 2 : FIRST_BUCKETS;

	if (ep->count < old_count)
		return 0;
	ep->buckets = uk_zalloc(count * sizeof(*ep->buckets));
	if (!ep->buckets) {
		ep->buckets = old;
		return -ENOMEM;
	}
	ep->bucket_count = count;
	for (unsigned int b = 0; b < old_count; b++) {
		while (old[b]) {
			struct epoll_item *i = old[b];

			old[b] = i->chain;
			hash(ep, i);
		}
	}
	uk_free(old);
	return 0;
}

/* Queues an item; one waiter is enough, it wakes the next if more is left. */
static void make_ready(struct epoll_item *i)
{
	struct epoll *ep = i->ep;

	if (uk_list_empty(&i->ready))
		uk_list_add_tail(&i->ready, &ep->ready);
	uk_waitq_wake(&ep->waiters, 1);
	uk_pollq_notify(&ep->file->pollq, UK_POLLIN);
}

static void notify(struct uk_watcher *w, unsigned int events)
{
	struct epoll_item *i = uk_container_of(w, struct epoll_item, watcher);

	if (events & UK_POLLFREE) {
		epoll_remove(i);
		return;
	}
	/* Without an event it is a one-shot item that has fired. */
	if ((i->event.events & ~EPOLL_PRIVATE) && (uk_poll_bands(events) & i->event.events))
		make_ready(i);
}

static unsigned int events_of(const struct epoll_item *i)
{
	/* One-shot items that have fired report nothing, not even errors. */
	if (!(i->event.events & ~EPOLL_PRIVATE))
		return 0;
	return uk_file_events(i->file) & i->event.events;
}

/* How many instances f watches in a row; -ELOOP when ep is among them or they are too many. */
static int depth_below(const struct uk_file *f, const struct epoll *ep, int level)
{
	const struct epoll *inner = f->data;
	int depth = 0;

	if (inner == ep || level > EPOLL_NESTING)
		return -ELOOP;
	for (unsigned int b = 0; b < inner->bucket_count; b++) {
		for (const struct epoll_item *i = inner->buckets[b]; i; i = i->chain) {
			int d = epoll_is(i->file) ? depth_below(i->file, ep, level + 1) : -1;

			if (d == -ELOOP)
				return d;
			depth = UK_MAX(depth, d + 1);
		}
	}
	return depth;
}

/* How many instances in a row watch ep. */
static int depth_above(const struct epoll *ep)
{
	struct uk_watcher *w;
	int depth = 0;

	uk_list_for_each(w, &ep->file->pollq.watchers, node)
		if (w->notify == notify)
			depth = UK_MAX(depth, 1 + depth_above(uk_container_of(
							w, struct epoll_item, watcher)->ep));
	return depth;
}

static int check_nesting(const struct epoll *ep, const struct uk_file *f)
{
	int below = epoll_is(f) ? depth_below(f, ep, 1) : 0;

	if (below < 0)
		return below;
	return epoll_is(f) && below + 1 + depth_above(ep) >= EPOLL_NESTING ? -ELOOP : 0;
}

int epoll_add(struct epoll *ep, struct uk_file *f, int fd, const struct epoll_event *ev)
{
	struct epoll_item *i;
	int r = check_nesting(ep, f);

	if (!r)
		r = make_room(ep);
	if (r)
		return r;
	i = uk_zalloc(sizeof(*i));
	if (!i)
		return -ENOMEM;
	i->watcher.notify = notify;
	uk_list_init(&i->ready);
	i->ep = ep;
	i->file = f;
	i->fd = fd;
	hash(ep, i);
	ep->count++;
	uk_pollq_watch(&f->pollq, &i->watcher);
	epoll_modify(i, ev);
	return 0;
}

void epoll_modify(struct epoll_item *i, const struct epoll_event *ev)
{
	i->event = *ev;
	i->event.events |= UK_POLLERR | UK_POLLHUP;
	if (events_of(i))
		make_ready(i);
}

void epoll_remove(struct epoll_item *i)
{
	struct epoll_item **b = bucket_of(i->ep, i->fd);

	while (*b != i)
		b = &(*b)->chain;
	*b = i->chain;
	i->ep->count--;
	uk_pollq_unwatch(&i->watcher);
	uk_list_del(&i->ready);
	uk_free(i);
}

void epoll_clear(struct epoll *ep)
{
	for (unsigned int b = 0; b < ep->bucket_count; b++)
		while (ep->buckets[b])
			epoll_remove(ep->buckets[b]);
	uk_free(ep->buckets);
	ep->buckets = NULL;
	ep->bucket_count = 0;
}

bool epoll_ready(struct epoll *ep)
{
	struct epoll_item *i, *next;

	uk_list_for_each_safe(i, next, &ep->ready, ready) {
		if (events_of(i))
			return true;
		uk_list_del(&i->ready);
	}
	return false;
}

/* Gives the event of an item that is out of the list. 1, 0 (it is not ready) or -EFAULT. */
static int hand_over(struct epoll_item *i, struct epoll_event *uevent)
{
	struct epoll_event ev = { events_of(i), i->event.data };

	if (!ev.events)
		return 0;
	if (uk_copy_out(uevent, &ev, sizeof(ev)))
		return -EFAULT;
	if (i->event.events & EPOLLONESHOT)
		i->event.events &= EPOLL_PRIVATE;
	else if (!(i->event.events & EPOLLET))
		uk_list_add_tail(&i->ready, &i->ep->ready);
	return 1;
}

/*
 * Level-triggered items go back to the end of the list, and what did not fit
 * stays at its front: every item has its turn. The list is gone through once.
 */
int epoll_harvest(struct epoll *ep, struct epoll_event *uevents, int max)
{
	struct uk_list mark = UK_LIST_INIT(mark);
	int n = 0;

	uk_list_add_tail(&mark, &ep->ready);
	while (n < max && ep->ready.next != &mark) {
		struct epoll_item *i = uk_list_first(&ep->ready, struct epoll_item, ready);
		int r;

		uk_list_del(&i->ready);
		r = hand_over(i, &uevents[n]);
		if (r < 0) {
			uk_list_add_head(&i->ready, &ep->ready);
			n = n ? n : r;
			break;
		}
		n += r;
	}
	uk_list_del(&mark);
	if (n && !uk_list_empty(&ep->ready))
		uk_waitq_wake(&ep->waiters, 1);
	return n;
}
