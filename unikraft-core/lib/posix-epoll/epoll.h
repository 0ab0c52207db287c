/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An epoll instance: items (file, descriptor) in a hash table, and the list
 * of those that may be ready. A file's notification puts its item into the
 * list: nothing is ever scanned.
 */
#ifndef POSIX_EPOLL_H
#define POSIX_EPOLL_H

#include <uk/file.h>

/* Bits of an item's events that are no events. */
#define EPOLLEXCLUSIVE (1U << 28)
#define EPOLLWAKEUP (1U << 29)
#define EPOLLONESHOT (1U << 30)
#define EPOLLET (1U << 31)
#define EPOLL_PRIVATE (EPOLLEXCLUSIVE | EPOLLWAKEUP | EPOLLONESHOT | EPOLLET)

/** Instances that may watch each other in a row (epoll_ctl(2), ELOOP). */
#define EPOLL_NESTING 5

/** struct epoll_event, which is packed on x86-64 */
struct epoll_event {
	uint32_t events;
	uint64_t data;
} UK_PACKED;

struct epoll;

struct epoll_item {
	struct uk_watcher watcher;
	struct uk_list ready; /* in epoll.ready; empty: not queued */
	struct epoll_item *chain; /* in the hash table */
	struct epoll *ep;
	struct uk_file *file; /* no reference: the item goes with it (UK_POLLFREE) */
	int fd;
	struct epoll_event event;
};

struct epoll {
	struct uk_file *file;
	struct uk_list ready;
	struct uk_waitq waiters;
	struct epoll_item **buckets; /* NULL: none yet */
	unsigned int bucket_count;   /* a power of two */
	unsigned int count;
};

extern const struct uk_file_ops epoll_ops;

void epoll_init(struct epoll *ep, struct uk_file *f);
/** Frees all items. */
void epoll_clear(struct epoll *ep);
struct epoll_item *epoll_find(struct epoll *ep, struct uk_file *f, int fd);
/** Adds an item that is not there yet. 0, -ENOMEM or -ELOOP. */
int epoll_add(struct epoll *ep, struct uk_file *f, int fd, const struct epoll_event *ev);
void epoll_modify(struct epoll_item *i, const struct epoll_event *ev);
void epoll_remove(struct epoll_item *i);
/** Whether an item is ready; takes those out of the list that are not. */
bool epoll_ready(struct epoll *ep);
/** Hands over up to max events. How many, or -EFAULT. */
int epoll_harvest(struct epoll *ep, struct epoll_event *uevents, int max);

static inline bool epoll_is(const struct uk_file *f)
{
	return f->ops == &epoll_ops;
}

#endif
