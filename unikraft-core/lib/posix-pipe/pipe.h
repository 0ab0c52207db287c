/* SPDX-License-Identifier: BSD-3-Clause */
/* A pipe: a queue of pages between the files that write and those that read. */
#ifndef POSIX_PIPE_H
#define POSIX_PIPE_H

#include <uk/file.h>

/** Bytes up to which a write is not mixed with others (limits.h). */
#define PIPE_BUF 4096
/** Pages that a pipe holds at first, and at most (/proc/sys/fs/pipe-max-size: 1 MiB). */
#define PIPE_SLOTS 16
#define PIPE_SLOTS_MAX 256

/** One page of data. */
struct pipe_slot {
	uk_paddr_t frame;
	uint16_t offset, len;
	bool packet; /* written with O_DIRECT: read as a whole, never appended to */
};

struct pipe {
	struct pipe_slot *slots;
	unsigned int mask;       /* number of slots (a power of two) - 1 */
	unsigned int head, tail; /* count up; head - tail are used */
	unsigned int readers, writers; /* open files that can read, write */
	unsigned int opened_for_read, opened_for_write; /* how often, ever */
	struct uk_waitq readable, writable, opened;
	struct uk_list ends;
	void **slot;             /* of the FIFO's node, NULL: no name */
	unsigned int users;      /* ends, and opens that wait */
	uint64_t number;
};

/** What an open file of a pipe points to. */
struct pipe_end {
	struct uk_list node;
	struct pipe *pipe;
	struct uk_file *file;
	unsigned int writers_seen; /* POLLHUP only if this is not opened_for_write: a reader may come before any writer */
};

extern const struct uk_file_ops pipe_ops;

/** Copies the first bytes, at most n, which stay in the pipe: how many. */
size_t pipe_peek(struct pipe *p, char *buf, size_t n);

/** A pipe without ends; NULL: no memory. */
struct pipe *pipe_new(void);
/** Makes f an end of p (its access mode says which). 0 or -ENOMEM. */
int pipe_attach(struct pipe *p, struct uk_file *f);
/** Drops a use; frees the pipe with the last. */
void pipe_put(struct pipe *p);
/** Tells the ends of one direction that events may have become true, and wakes who blocks. */
void pipe_notify_readers(struct pipe *p, unsigned int events);
void pipe_notify_writers(struct pipe *p, unsigned int events);
/** Sets the number of slots (1 to PIPE_SLOTS_MAX, a power of two). 0, -EBUSY (more are used) or -ENOMEM. */
int pipe_resize(struct pipe *p, unsigned int slots);

static inline bool pipe_empty(const struct pipe *p)
{
	return p->head == p->tail;
}

static inline bool pipe_full(const struct pipe *p)
{
	return p->head - p->tail > p->mask;
}

static inline bool pipe_can_read(const struct uk_file *f)
{
	return (f->flags & UK_O_ACCMODE) != UK_O_WRONLY;
}

static inline bool pipe_can_write(const struct uk_file *f)
{
	return (f->flags & UK_O_ACCMODE) != UK_O_RDONLY;
}

#endif
